import { greatestCommonDivisor } from '../../expression/common-divisor.js'
import { type Rational, rational } from '../../expression/index.js'

/** The smallest whole numbers in the proportion of positive rationals. */
export function wholeMultiples(values: readonly Rational[]): bigint[] {
  const multiple = values.reduce(
    (least, { denominator }) => (least * denominator) / greatestCommonDivisor(least, denominator),
    1n,
  )
  const whole = values.map((value) => rational.multiply(value, rational.of(multiple)).numerator)
  const common = whole.reduce(greatestCommonDivisor, 0n)
  return whole.map((value) => value / common)
}
