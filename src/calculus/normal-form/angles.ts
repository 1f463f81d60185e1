import { type Rational, rational } from '../../expression/index.js'
import { opaque } from './calls.js'
import { alternating, isWhole } from './parity.js'
import { sineAndCosineOfPi } from './pi-angles.js'
import { constant, fromPowers, leading, multiply, negated, single, subtract, sum } from './polynomial.js'
import { raise } from './power.js'
import { type Monomial, type Polynomial, type Ring, unit } from './ring.js'
import { writeMonomial } from './write.js'

export interface SineAndCosine {
  readonly sine: Polynomial
  readonly cosine: Polynomial
}

/** Angles of more terms, and larger multiples, stay whole. */
const mostTerms = 6
const largestMultiple = 12n

/** Sine and cosine of a sum by the addition theorems, in those of simple fractions of its terms. */
export function circular(ring: Ring, angle: Polynomial): SineAndCosine {
  if (angle.terms.size > mostTerms) return opaqueCircular(ring, angle)
  return [...angle.terms]
    .map(([monomial, c]) => ofTerm(ring, monomial, rational.of(c, angle.denominator)))
    .reduce((total, part) => ofSum(ring, total, part), ofNothing(ring))
}

/** Sine and cosine as generators with sin² = 1 − cos². */
export function opaqueCircular(ring: Ring, angle: Polynomial): SineAndCosine {
  const lead = leading(angle)
  if (lead === undefined) return ofNothing(ring)
  if (lead[1] < 0n) {
    const { sine, cosine } = opaqueCircular(ring, negated(angle))
    return { sine: negated(sine), cosine }
  }
  const power = (generator: ReturnType<typeof opaque>, exponent = unit): Polynomial =>
    fromPowers(ring, [{ generator, exponent }])
  const cosine = opaque(ring, 'cos', [angle], { kind: { name: 'cosine', of: angle } })
  const square = (): Polynomial => subtract(ring, constant(ring, rational.one), power(cosine, 2 * unit))
  return { sine: power(opaque(ring, 'sin', [angle], { square })), cosine: power(cosine) }
}

const ofNothing = (ring: Ring): SineAndCosine => ({
  sine: constant(ring, rational.zero),
  cosine: constant(ring, rational.one),
})

function ofSum(ring: Ring, a: SineAndCosine, b: SineAndCosine): SineAndCosine {
  return {
    sine: sum(ring, [multiply(ring, a.sine, b.cosine), multiply(ring, a.cosine, b.sine)]),
    cosine: subtract(ring, multiply(ring, a.cosine, b.cosine), multiply(ring, a.sine, b.sine)),
  }
}

/** Of a whole multiple of the angle. */
export function ofMultiple(ring: Ring, of: SineAndCosine, times: bigint): SineAndCosine {
  if (times < 0n) {
    const { sine, cosine } = ofMultiple(ring, of, -times)
    return { sine: negated(sine), cosine }
  }
  if (times === 0n) return ofNothing(ring)
  if (times === 1n) return of
  const half = ofMultiple(ring, of, times / 2n)
  const twice = ofSum(ring, half, half)
  return times % 2n === 0n ? twice : ofSum(ring, twice, of)
}

function ofTerm(ring: Ring, monomial: Monomial, coefficient: Rational): SineAndCosine {
  const { powers } = monomial
  const rest = powers.filter(({ generator, exponent }) => generator.key !== 'pi ' || exponent !== unit)
  if (rest.length < powers.length) {
    const exact = rest.length === 0 ? sineAndCosineOfPi(ring, coefficient) : undefined
    if (exact !== undefined) return exact
    if (isWhole({ powers: rest })) return ofTurns(ring, monomial, ring.monomial(rest), coefficient)
  }
  const inverse = powers.length === 1 && powers[0]!.exponent === unit ? ofInverse(ring, monomial) : undefined
  return inverse !== undefined && isSmall(coefficient)
    ? ofMultiple(ring, inverse, coefficient.numerator)
    : ofFraction(ring, monomial, coefficient)
}

const isSmall = ({ numerator, denominator }: Rational): boolean =>
  denominator === 1n && numerator <= largestMultiple && -numerator <= largestMultiple

/** Of coefficient·pi·k for a whole k: half a turn changes the signs of both. */
function ofTurns(ring: Ring, monomial: Monomial, k: Monomial, coefficient: Rational): SineAndCosine {
  const whole = rational.of(rational.floor(coefficient))
  const sign = alternating(ring, single(whole, k))
  const { sine, cosine } = ofFraction(ring, monomial, rational.subtract(coefficient, whole))
  return { sine: multiply(ring, sign, sine), cosine: multiply(ring, sign, cosine) }
}

/** sin(asin x) = x and tan(atan x) = x wherever the left side has a value. */
function ofInverse(ring: Ring, { powers }: Monomial): SineAndCosine | undefined {
  const { kind } = powers[0]!.generator
  if (kind.name !== 'asin' && kind.name !== 'atan') return undefined
  const one = constant(ring, rational.one)
  const square = multiply(ring, kind.of, kind.of)
  if (kind.name === 'asin')
    return { sine: kind.of, cosine: raise(ring, subtract(ring, one, square), rational.half) }
  const cosine = raise(ring, sum(ring, [one, square]), rational.negate(rational.half))
  return { sine: multiply(ring, kind.of, cosine), cosine }
}

function ofFraction(ring: Ring, monomial: Monomial, coefficient: Rational): SineAndCosine {
  if (rational.isZero(coefficient)) return ofNothing(ring)
  const whole = (): SineAndCosine => opaqueCircular(ring, single(coefficient, monomial))
  if (coefficient.denominator > largestMultiple) return whole()
  const parts = ring.fineness(writeMonomial(ring, monomial), coefficient.denominator)
  const times = rational.multiply(coefficient, rational.of(parts))
  if (parts > largestMultiple || !isSmall(times)) return whole()
  return ofMultiple(ring, opaqueCircular(ring, single(rational.of(1n, parts), monomial)), times.numerator)
}
