import { berlekamp } from './berlekamp.js'
import {
  derivativeInteger,
  divideInteger,
  gcdInteger,
  type IntegerPolynomial,
  multiplyInteger,
  primitiveInteger,
} from './integer-polynomial.js'
import { liftFactors, positive } from './lift.js'
import { derivativeModular, gcdModular, type ModularPolynomial, monic, reducedModulo } from './modular.js'

export interface IntegerPower {
  readonly base: IntegerPolynomial
  readonly exponent: number
}

/** Polynomials of a higher degree stay whole. */
export const highestDegree = 120
/** Of more factors modulo a prime, most of the ways to combine them are not tried. */
const mostCombinations = 3000

const primes = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97]
/** Primes that are compared: the one with the fewest factors leaves the fewest to combine. */
const primesTried = 4

/**
 * The irreducible factors over the rationals of a primitive polynomial with positive leading coefficient, which is their
 * product. Zassenhaus, On Hensel factorization I, Journal of Number Theory 1 (1969). A factor may stay whole where finding
 * its parts would take long.
 */
export function factorUnivariate(f: IntegerPolynomial): IntegerPower[] {
  if (f.length <= 1) return []
  if (f.length - 1 > highestDegree) return [{ base: f, exponent: 1 }]
  return squareFree(f).flatMap(({ base, exponent }) =>
    factorSquareFree(base).map((factor) => ({ base: factor, exponent })),
  )
}

/** Factors without repeated roots, by what each has in common with its derivative. */
function squareFree(f: IntegerPolynomial): IntegerPower[] {
  const found: IntegerPower[] = []
  let repeated = gcdInteger(f, derivativeInteger(f))
  let simple = divideInteger(f, repeated)!
  for (let exponent = 1; simple.length > 1; exponent++) {
    const later = gcdInteger(simple, repeated)
    const base = divideInteger(simple, later)!
    if (base.length > 1) found.push({ base, exponent })
    simple = later
    repeated = divideInteger(repeated, later)!
  }
  return found
}

function factorSquareFree(f: IntegerPolynomial): IntegerPolynomial[] {
  if (f.length <= 2) return [f]
  const start = fewestFactors(f)
  if (start === undefined || start.factors.length === 1) return [f]
  const { prime, factors } = start
  const bound = 2n * coefficientBound(f)
  let k = 1
  for (let power = BigInt(prime); power <= bound; power *= BigInt(prime)) k++
  const lifted = liftFactors(f, factors, prime, k)
  return combined(f, lifted.factors, lifted.modulus)
}

/** The factors modulo a prime at which f keeps its degree and has no repeated factors. */
function fewestFactors(f: IntegerPolynomial): { prime: number; factors: ModularPolynomial[] } | undefined {
  let best: { prime: number; factors: ModularPolynomial[] } | undefined
  let tried = 0
  for (const prime of primes) {
    if (tried === primesTried || best?.factors.length === 1) break
    if (f.at(-1)! % BigInt(prime) === 0n) continue
    const image = monic(reducedModulo(f, prime), prime)
    if (gcdModular(image, derivativeModular(image, prime), prime).length > 1) continue
    tried++
    const factors = berlekamp(image, prime)
    if (best === undefined || factors.length < best.factors.length) best = { prime, factors }
  }
  return best
}

/** No coefficient of lead(f)·g/lead(g) is larger, for any factor g (Mignotte). */
function coefficientBound(f: IntegerPolynomial): bigint {
  const largest = f.reduce((most, c) => (c < 0n ? -c : c) > most ? (c < 0n ? -c : c) : most, 1n) // prettier-ignore
  const lead = f.at(-1)!
  return 2n ** BigInt(f.length) * BigInt(f.length) * largest * (lead < 0n ? -lead : lead)
}

/** Tries products of ever more of the factors modulo the prime power as factors over the integers. */
function combined(
  f: IntegerPolynomial,
  factors: readonly IntegerPolynomial[],
  modulus: bigint,
): IntegerPolynomial[] {
  const found: IntegerPolynomial[] = []
  let rest = f
  let left = [...factors]
  let tries = 0
  for (let size = 1; 2 * size <= left.length;) {
    let divided = false
    for (const subset of subsetsOf(left, size)) {
      if (++tries > mostCombinations) return [...found, rest]
      const product = subset.reduce(
        (all, factor) => multiplyInteger(all, factor).map((c) => positive(c, modulus)),
        [positive(rest.at(-1)!, modulus)],
      )
      const candidate = primitiveInteger(product.map((c) => (2n * c > modulus ? c - modulus : c)))
      const quotient = divideInteger(rest, candidate)
      if (quotient === undefined) continue
      found.push(candidate)
      rest = quotient
      left = left.filter((factor) => !subset.includes(factor))
      divided = true
      break
    }
    if (!divided) size++
  }
  return rest.length > 1 ? [...found, primitiveInteger(rest)] : found
}

/** All subsets of this size. */
export function* subsetsOf<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  if (size === 0) yield []
  else
    for (const [i, item] of items.entries())
      for (const rest of subsetsOf(items.slice(i + 1), size - 1)) yield [item, ...rest]
}
