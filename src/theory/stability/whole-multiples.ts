import { greatestCommonDivisor } from '../../expression/common-divisor.js'
import { type Rational, rational } from '../../expression/index.js'

/** The smallest whole numbers in the proportion of positive rationals, as doubles: exact up to 2⁵³. */
export function wholeMultiples(values: readonly Rational[]): number[] {
  const multiple = values.reduce(
    (least, { denominator }) => (least * denominator) / greatestCommonDivisor(least, denominator),
    1n,
  )
  const whole = values.map((value) => rational.multiply(value, rational.of(multiple)).numerator)
  const common = whole.reduce(greatestCommonDivisor, 0n)
  return whole.map((value) => Number(value / common))
}
