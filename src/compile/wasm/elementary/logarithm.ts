import {
  add,
  bitsOf,
  both,
  choose,
  type Code,
  define,
  equal,
  divide,
  estrin,
  get,
  greater,
  greaterOrEqual,
  less,
  long,
  longAdd,
  longAnd,
  longOr,
  multiply,
  returnUnless,
  number,
  numberOfBits,
  shiftedRightUnsigned,
  subtract,
} from '../formula.js'
import { FunctionWriter } from '../module.js'
import { ln2High, ln2Low } from './exponential.js'

const bitsOfOne = 0x3ff0000000000000n

// (2 atanh(s)/s − 2)/s² as a function of s² ≤ 0.0295 by interpolation at Chebyshev points, rounded; in the logarithm its
// error is below 2^-62.
const series: readonly number[] = [
  0.666666666666667, 0.3999999999989889, 0.28571428626253836, 0.22222211089379496, 0.1818289243253687,
  0.15331611722055008, 0.14617807153417325,
]

/** A positive normal x = 2^(k + exponentOffset)·mantissa with √½ ≤ mantissa < √2; k is a number. */
export function mantissaAndExponent(
  out: FunctionWriter,
  x: Code,
  exponentOffset?: Code,
): { k: Code; mantissa: Code } {
  // Taking off the bits of √½ rounds the exponent so that the mantissa falls in [√½, √2).
  const rootHalf = 0x3fe6a09e667f3bcdn
  // Adding those of 1 keeps the exponent positive.
  const bits = define(out, 'i64', longAdd(bitsOf(x), long(bitsOfOne - rootHalf)))
  // The exponent, as the low bits of a number whose ulp is 1.
  const exponent = longOr(shiftedRightUnsigned(bits, 52), long(0x4330000000000000n))
  const whole = subtract(numberOfBits(exponent), number(2 ** 52 + 1023))
  const k = define(out, 'f64', exponentOffset === undefined ? whole : subtract(whole, exponentOffset))
  const mantissa = numberOfBits(longAdd(longAnd(bits, long(0x000fffffffffffffn)), long(rootHalf)))
  return { k, mantissa }
}

/**
 * ln(m) for positive normal x = 2^k·(1+f) with √½ ≤ 1+f < √2, plus the small `extra`:
 * ln(1+f) = f − (f²/2 − s (f²/2 + R)), s = f/(2+f) (the reduction of fdlibm's e_log).
 */
export function logarithmOfNormal(out: FunctionWriter, x: Code, exponentOffset?: Code, extra?: Code): Code {
  const { k, mantissa } = mantissaAndExponent(out, x, exponentOffset)
  const f = define(out, 'f64', subtract(mantissa, number(1)))
  const s = define(out, 'f64', divide(f, add(f, number(2))))
  const square = define(out, 'f64', multiply(s, s))
  const halfSquare = define(out, 'f64', multiply(multiply(f, f), number(0.5)))
  const remainder = multiply(square, estrin(out, series, square))
  const low = add(multiply(s, add(halfSquare, remainder)), multiply(k, number(ln2Low)))
  const small = extra === undefined ? low : add(low, extra)
  return subtract(multiply(k, number(ln2High)), subtract(subtract(halfSquare, small), f))
}

/** Where `logarithmOfNormal` is ln x: positive normal numbers. */
export const isNormal = (x: Code): Code =>
  both(greaterOrEqual(x, number(2 ** -1022)), less(x, number(Infinity)))

/** ln x within 1 ulp; −∞ at 0, NaN below. */
export function logarithm(): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const outside = choose(equal(get(0), number(0)), number(-Infinity), number(NaN))
  returnUnless(out, greater(get(0), number(0)), outside)
  returnUnless(out, less(get(0), number(Infinity)), get(0))
  const tiny = 2 ** -1022
  const isTiny = define(out, 'i32', less(get(0), number(tiny)))
  const x = define(out, 'f64', choose(isTiny, multiply(get(0), number(2 ** 54)), get(0)))
  logarithmOfNormal(out, x, choose(isTiny, number(54), number(0)))(out)
  return out
}

/** ln(1 + x) for x ≥ 0 that is not infinite, within 1 ulp, also near 0. */
export function log1pOfNonnegative(out: FunctionWriter, x: Code): Code {
  const sum = define(out, 'f64', add(number(1), x))
  // What the sum lost, relative to it: ln(1+x) = ln(sum) + lost/sum.
  const lost = choose(
    less(x, number(1)),
    subtract(x, subtract(sum, number(1))),
    subtract(number(1), subtract(sum, x)),
  )
  const extra = define(out, 'f64', divide(lost, sum))
  return logarithmOfNormal(out, sum, undefined, extra)
}
