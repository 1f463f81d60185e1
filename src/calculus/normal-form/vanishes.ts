import { rational } from '../../expression/index.js'
import { clear, type Cleared } from './clear.js'
import { divideExactly } from './divide.js'
import { exponentIn, generatorsOf, isFree, split } from './parts.js'
import {
  fromPowers,
  isZeroPolynomial,
  keyOf,
  multiply,
  primitive,
  scaled,
  sum,
  wholePower,
  zero,
} from './polynomial.js'
import { type Generator, type Polynomial, type Ring, unit } from './ring.js'

/**
 * Whether a form vanishes: its numerator is 0, or it is for each of the values −1, 0 and 1 of the signs in it, where 0
 * counts only at points at which the argument of the sign vanishes.
 */
export function formVanishes(ring: Ring, { numerator, cleared }: Cleared): boolean {
  const nonzero = new Set(
    cleared.flatMap(({ factor }) => [factor, ...argumentsOfSigns(factor)].map(keyOfZeros)),
  )
  return vanishes(ring, numerator, nonzero)
}

// A product with a sign in it is not 0 only where the argument of that sign is not.
function argumentsOfSigns(p: Polynomial): Polynomial[] {
  const [monomial] = p.terms.keys()
  if (p.terms.size !== 1) return []
  return monomial!.powers.flatMap(({ generator: { kind } }) => (kind.name === 'sign' ? [kind.of] : []))
}

const keyOfZeros = (p: Polynomial): string => keyOf(primitive(p).primitive)

/** `nonzero` has the keys of polynomials that are not 0 at any point that counts. */
function vanishes(ring: Ring, p: Polynomial, nonzero: ReadonlySet<string>): boolean {
  if (isZeroPolynomial(p)) return true
  const signs = [...generatorsOf(p)].filter(({ kind }) => kind.name === 'sign')
  if (signs.length === 0) return false
  // Signs in the argument of a sign were made before it.
  const last = signs.reduce((a, b) => (a.index > b.index ? a : b))
  ring.spend(p.terms.size)
  const parts = split(ring, p, last)
  const [a, b, c] = [0, unit, 2 * unit].map((exponent) => parts.get(exponent) ?? zero) as [Polynomial, Polynomial, Polynomial] // prettier-ignore
  const argument = last.kind.name === 'sign' ? last.kind.of : zero
  const isNonzero = last.relation!.into.terms.has(ring.one)
  if (isNonzero) return vanishes(ring, a, nonzero) && vanishes(ring, b, nonzero)
  const elsewhere = last.nonnegative
    ? vanishes(ring, sum(ring, [a, b]), nonzero)
    : vanishes(ring, b, nonzero) && vanishes(ring, sum(ring, [a, c]), nonzero)
  return elsewhere && vanishesWhere(ring, a, argument, nonzero)
}

/** Whether p is 0 at all points at which q is. */
function vanishesWhere(ring: Ring, p: Polynomial, q: Polynomial, nonzero: ReadonlySet<string>): boolean {
  if (isZeroPolynomial(p) || nonzero.has(keyOfZeros(q))) return true
  const numerator = withoutNegativePowers(ring, clear(ring, q).numerator)
  const generator = linearGenerator(numerator)
  if (generator === undefined) {
    if (hasNegativePowers(p)) return false
    return divideExactly(ring, p, numerator) !== undefined
  }
  const lowest = Math.min(...[...p.terms.keys()].map((monomial) => exponentIn(monomial, generator)))
  const solution = solve(ring, numerator, generator)
  // Where the generator is 0 no negative power of it has a value.
  if (lowest < 0 && isZeroPolynomial(solution)) return true
  const there = substituted(ring, p, generator, Math.min(0, lowest), solution)
  return there !== undefined && vanishes(ring, there, nonzero)
}

/** A generator that occurs in one term of p only, alone and to the first power. */
function linearGenerator(p: Polynomial): Generator | undefined {
  const monomials = [...p.terms.keys()]
  return [...generatorsOf(p)].filter(isFree).find((generator) => {
    const holders = monomials.filter((monomial) => exponentIn(monomial, generator) !== 0)
    return holders.length === 1 && holders[0]!.powers.length === 1 && holders[0]!.powers[0]!.exponent === unit
  })
}

function solve(ring: Ring, p: Polynomial, generator: Generator): Polynomial {
  const parts = split(ring, p, generator)
  const slope = [...parts.get(unit)!.terms.values()][0]!
  return scaled(rational.of(-p.denominator, slope), parts.get(0) ?? zero)
}

/** Above this power nothing is substituted. */
const highest = 30

/** p·generator^−lowest with the value for the generator; nothing for fractional or high powers. */
function substituted(
  ring: Ring,
  p: Polynomial,
  generator: Generator,
  lowest: number,
  value: Polynomial,
): Polynomial | undefined {
  const terms: Polynomial[] = []
  for (const [exponent, part] of split(ring, p, generator)) {
    const times = exponent - lowest
    // A positive power of 0 is 0, whole or not.
    if (times > 0 && isZeroPolynomial(value)) continue
    if (times % unit !== 0 || times / unit > highest) return undefined
    terms.push(multiply(ring, part, wholePower(ring, value, BigInt(times / unit))))
  }
  return sum(ring, [zero, ...terms])
}

const hasNegativePowers = (p: Polynomial): boolean =>
  [...p.terms.keys()].some(({ powers }) => powers.some(({ exponent }) => exponent < 0))

// A factor that stands in a denominator is not 0 where that has a value.
function withoutNegativePowers(ring: Ring, p: Polynomial): Polynomial {
  const lowest = [...generatorsOf(p)]
    .sort((a, b) => a.index - b.index)
    .map((generator) => ({
      generator,
      exponent: -Math.min(0, ...[...p.terms.keys()].map((monomial) => exponentIn(monomial, generator))),
    }))
    .filter(({ exponent }) => exponent > 0)
  return lowest.length === 0 ? p : multiply(ring, p, fromPowers(ring, lowest))
}
