import { bitsOf, type Code, define, long, longAnd, numberOfBits, subtract } from '../formula.js'
import type { FunctionWriter } from '../module.js'

/** The leading 26 bits of a number, towards zero: the product of two such parts is exact (Dekker 1971). */
export const leadingHalf = (x: Code): Code => numberOfBits(longAnd(bitsOf(x), long(-0x8000000n)))

/** A number as the sum of two of which the first has 26 bits. */
export interface Halves {
  readonly high: Code
  readonly low: Code
}

/** A double as such a sum, exactly. */
export function halvesOf(out: FunctionWriter, x: Code): Halves {
  const high = define(out, 'f64', leadingHalf(x))
  return { high, low: define(out, 'f64', subtract(x, high)) }
}

/**
 * `leading + correction` as such a sum, where the correction is the smaller or the leading part is 0. `rounded` is the sum
 * as a double.
 */
export function halvesOfSum(out: FunctionWriter, leading: Code, correction: Code, rounded: Code): Halves {
  const high = define(out, 'f64', leadingHalf(rounded))
  const rest = define(out, 'f64', subtract(high, leading))
  return { high, low: define(out, 'f64', subtract(correction, rest)) }
}
