import { rational } from '../../expression/index.js'
import { isZeroPolynomial, leading, multiply, single, subtract, sum, wholePower } from './polynomial.js'
import type { Monomial, Polynomial, Power, Ring } from './ring.js'

/**
 * p/q when q divides p exactly, by long division with respect to the leading terms; nothing when it does not, or when
 * relations among the generators get in the way. Exponents must not be negative.
 */
export function divideExactly(ring: Ring, p: Polynomial, q: Polynomial): Polynomial | undefined {
  const parts: Polynomial[] = []
  let rest = p
  for (let steps = 0; !isZeroPolynomial(rest); steps++) {
    const part = quotientOfLeading(ring, rest, q)
    if (part === undefined || steps > 4 * p.terms.size + 40) return undefined
    parts.push(part)
    rest = subtract(ring, rest, multiply(ring, part, q))
  }
  return sum(ring, parts)
}

/** The quotient of the leading terms, when the monomials divide. */
export function quotientOfLeading(ring: Ring, p: Polynomial, q: Polynomial): Polynomial | undefined {
  const [above, c] = leading(p)!
  const [below, d] = leading(q)!
  const powers = quotientOfMonomials(above, below)
  if (powers === undefined) return undefined
  const coefficient = rational.divide(rational.of(c, p.denominator), rational.of(d, q.denominator))
  return single(coefficient, ring.monomial(powers))
}

function quotientOfMonomials(a: Monomial, b: Monomial): Power[] | undefined {
  const left = new Map(a.powers.map(({ generator, exponent }) => [generator, exponent]))
  for (const { generator, exponent } of b.powers) {
    const difference = (left.get(generator) ?? 0) - exponent
    if (difference < 0) return undefined
    left.set(generator, difference)
  }
  return [...left].flatMap(([generator, exponent]) => (exponent === 0 ? [] : [{ generator, exponent }]))
}

/** q with q^k = p, where there is one; p has whole coefficients and no negative exponents. */
export function exactRoot(ring: Ring, p: Polynomial, k: number): Polynomial | undefined {
  const [monomial, coefficient] = leading(p)!
  const rooted = integerRoot(coefficient, k)
  if (rooted === undefined || monomial.powers.some(({ exponent }) => exponent % k !== 0)) return undefined
  const powers = monomial.powers.map(({ generator, exponent }) => ({ generator, exponent: exponent / k }))
  let root = single(rational.of(rooted), ring.monomial(powers))
  // p = (root + next + …)^k = root^k + k·lead(root)^(k−1)·next + smaller terms.
  const slope = multiply(ring, single(rational.of(k), ring.one), wholePower(ring, root, BigInt(k - 1)))
  for (let terms = 1; terms <= p.terms.size; terms++) {
    const rest = subtract(ring, p, wholePower(ring, root, BigInt(k)))
    if (isZeroPolynomial(rest)) return root
    const next = quotientOfLeading(ring, rest, slope)
    // The root of a polynomial with whole coefficients has whole coefficients (Gauss). Going on with others, which double
    // in length at every step, would not end.
    if (next === undefined || next.denominator !== 1n) return undefined
    root = sum(ring, [root, next])
  }
  return undefined
}

function integerRoot(value: bigint, k: number): bigint | undefined {
  if (value < 0n) return undefined
  const guess = BigInt(Math.round(Number(value) ** (1 / k)))
  for (const root of [guess - 1n, guess, guess + 1n])
    if (root >= 0n && root ** BigInt(k) === value) return root
  return undefined
}
