import { failure } from '../base/wording.js'
import { type Rational, rational } from './rational.js'

/** A rational times radicals: `coefficient · Π base^exponent`, with integer bases above 1. */
export interface Radicals {
  coefficient: Rational
  readonly exponents: Map<bigint, Rational>
}

// Trial division stops here; a remaining factor is prime if it is below the square of this, and is kept whole otherwise.
const trialLimit = 4096n

/**
 * Multiplies `value^exponent` into `into`. Throws `undefined-value` for 0 to a negative power and for a negative number
 * to a fractional one, which has no real value here (`(-8)^(1/3)` included).
 */
export function absorbPower(into: Radicals, value: Rational, exponent: Rational): void {
  if (rational.isInteger(exponent)) {
    into.coefficient = rational.multiply(into.coefficient, rational.power(value, exponent.numerator))
    return
  }
  if (rational.sign(value) < 0) throw noRealPower(value, exponent)
  if (rational.isZero(value)) {
    if (rational.sign(exponent) < 0) throw noRealPower(value, exponent)
    into.coefficient = rational.zero
    return
  }
  absorbInteger(into, value.numerator, exponent)
  absorbInteger(into, value.denominator, rational.negate(exponent))
}

function noRealPower(value: Rational, exponent: Rational): Error {
  return failure('undefined-value', {
    expression: `(${rational.toString(value)})^(${rational.toString(exponent)})`,
    reason: rational.isZero(value)
      ? 'division by zero'
      : 'a fractional power of a negative number is not real',
  })
}

function absorbInteger(into: Radicals, value: bigint, exponent: Rational): void {
  for (const [prime, multiplicity] of factorisation(value, exponent.denominator)) {
    const already = into.exponents.get(prime) ?? rational.zero
    into.exponents.set(prime, rational.add(already, rational.multiply(exponent, rational.of(multiplicity))))
  }
}

/** Moves the whole part of every exponent into the coefficient; the radicals left have exponents in (0, 1). */
export function settle(radicals: Radicals): { coefficient: Rational; radicals: [bigint, Rational][] } {
  let coefficient = radicals.coefficient
  const left: [bigint, Rational][] = []
  for (const [base, exponent] of radicals.exponents) {
    const whole = rational.floor(exponent)
    if (whole !== 0n) coefficient = rational.multiply(coefficient, rational.power(rational.of(base), whole))
    const fraction = rational.subtract(exponent, rational.of(whole))
    if (!rational.isZero(fraction)) left.push([base, fraction])
  }
  return { coefficient, radicals: left }
}

/** `value` as a product of powers; factors above the trial limit are split only when they are perfect powers. */
function factorisation(value: bigint, rootDegree: bigint): [bigint, number][] {
  const factors: [bigint, number][] = []
  let rest = value
  for (let p = 2n; p < trialLimit && p * p <= rest; p += p === 2n ? 1n : 2n) {
    let multiplicity = 0
    while (rest % p === 0n) {
      rest /= p
      multiplicity++
    }
    if (multiplicity > 0) factors.push([p, multiplicity])
  }
  if (rest === 1n) return factors
  const degree = Number(rootDegree)
  for (let k = 2; rest > trialLimit * trialLimit && k <= degree && k <= 64; k++) {
    if (degree % k !== 0) continue
    const root = integerRoot(rest, k)
    if (root ** BigInt(k) === rest) return [...factors, [root, k]]
  }
  return [...factors, [rest, 1]]
}

/** The largest integer whose `k`-th power is not above `value`, by Newton's iteration from above. */
function integerRoot(value: bigint, k: number): bigint {
  const degree = BigInt(k)
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / k))
  for (;;) {
    const next = ((degree - 1n) * root + value / root ** (degree - 1n)) / degree
    if (next >= root) return root
    root = next
  }
}
