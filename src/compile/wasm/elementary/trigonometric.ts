import {
  absolute,
  add,
  bitsOf,
  call,
  choose,
  chooseLazily,
  type Code,
  define,
  estrin,
  get,
  greater,
  less,
  lessOrEqual,
  long,
  longAdd,
  longOr,
  longXor,
  multiply,
  number,
  numberOfBits,
  shiftedLeft,
  shiftedRightUnsigned,
  subtract,
} from '../formula.js'
import { FunctionWriter } from '../module.js'
import { roundingShift } from './exponential.js'

// π/2 in three parts; the first two have 33 bits or less, so that their products with integers up to 2^20 are exact.
const halfPi: readonly [number, number, number] = [
  1.57079632673412561417, 6.0771005063039659766e-11, 2.0222662487959506e-21,
]
const inverseHalfPi = 6.36619772367581382433e-1
/** Beyond this the three parts of π/2 are not enough. */
export const largest = 1e6

// (sin r − r)/r³ and (cos r − 1 + r²/2)/r⁴ as functions of r² for |r| ≤ π/4 by interpolation at Chebyshev points, rounded;
// what they leave out of sine and cosine is below 2^-57.
const sineSeries: readonly number[] = [
  -0.16666666666666666, 0.008333333333333331, -0.0001984126984126504, 2.755731921932058e-6,
  -2.50521062259944e-8, 1.6058530596645953e-10, -7.586636882825159e-13,
]
const cosineSeries: readonly number[] = [
  0.041666666666666664, -0.0013888888888887389, 2.48015872987544e-5, -2.755731726587808e-7,
  2.087614504941318e-9, -1.138254464534925e-11,
]

/** Where `circular` is accurate. */
export const isModerate = (x: Code): Code => lessOrEqual(absolute(x), number(largest))

/** x = n π/2 + r + tail with |r| ≤ π/4, for |x| ≤ `largest`; n is in the low bits of `bits`. */
export function reduceByHalfPi(out: FunctionWriter, x: Code): { bits: Code; r: Code; tail: Code } {
  const shifted = define(out, 'f64', add(multiply(x, number(inverseHalfPi)), number(roundingShift)))
  const bits = define(out, 'i64', bitsOf(shifted))
  const n = define(out, 'f64', subtract(shifted, number(roundingShift)))
  // x − n π/2 = r + tail, keeping what each subtraction loses.
  const first = define(out, 'f64', subtract(x, multiply(n, number(halfPi[0]))))
  const second = define(out, 'f64', multiply(n, number(halfPi[1])))
  const difference = define(out, 'f64', subtract(first, second))
  const lost = define(out, 'f64', subtract(subtract(first, difference), second))
  const third = define(out, 'f64', subtract(multiply(n, number(halfPi[2])), lost))
  const r = define(out, 'f64', subtract(difference, third))
  return { bits, r, tail: define(out, 'f64', subtract(subtract(difference, r), third)) }
}

/** A number as the sum of two, of which the second is small and not yet rounded away. */
interface Parts {
  readonly leading: Code
  readonly correction: Code
}

/** Sine and cosine of r + tail for |r| ≤ π/4. */
export function sineAndCosine(out: FunctionWriter, r: Code, tail: Code): { sine: Parts; cosine: Parts } {
  const square = define(out, 'f64', multiply(r, r))
  const cube = multiply(multiply(square, r), estrin(out, sineSeries, square))
  const half = define(out, 'f64', multiply(square, number(0.5)))
  // sin(r + tail) ≈ sin r + tail cos r
  const sineRest = define(out, 'f64', add(cube, multiply(tail, subtract(number(1), half))))
  const fourth = multiply(multiply(square, square), estrin(out, cosineSeries, square))
  const upper = define(out, 'f64', subtract(number(1), half))
  const lostUpper = subtract(subtract(number(1), upper), half)
  const cosineRest = define(out, 'f64', add(lostUpper, subtract(fourth, multiply(r, tail))))
  return {
    sine: { leading: r, correction: sineRest },
    cosine: { leading: upper, correction: cosineRest },
  }
}

/** sin(x + quarter·π/2) for |x| ≤ 10⁶, within 1 ulp. */
export function circular(out: FunctionWriter, x: Code, quarter: 0 | 1): Code {
  const { bits, r, tail } = reduceByHalfPi(out, x)
  const quadrant = define(out, 'i64', longAdd(bits, long(BigInt(quarter))))
  const { sine, cosine } = sineAndCosine(out, r, tail)
  const [sineValue, cosineValue] = [sine, cosine].map(({ leading, correction }) => add(leading, correction))
  // The lowest bit of the quadrant chooses, the next one is the sign.
  const value = choose(isOdd(quadrant), cosineValue!, sineValue!)
  return numberOfBits(longXor(bitsOf(value), shiftedLeft(shiftedRightUnsigned(quadrant, 1), 63)))
}

/** Whether the lowest bit is set: as the sign of a 1. */
export const isOdd = (bits: Code): Code =>
  less(numberOfBits(longOr(shiftedLeft(bits, 63), long(bitsOfOne))), number(0))
const bitsOfOne = 0x3ff0000000000000n

/**
 * `circular` as a function of its own. `fallback` is the index of an imported function for |x| > 10⁶, where the argument
 * needs more digits of π than are kept here; it is also used for infinities.
 */
function withFallback(quarter: 0 | 1, fallback: number): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const x = get(0)
  const value = define(out, 'f64', circular(out, x, quarter))
  chooseLazily(greater(absolute(x), number(largest)), call(fallback, x), value)(out)
  return out
}

/** sin x, within 1 ulp up to 10⁶ and as the host does it beyond. */
export const sine = (fallback: number): FunctionWriter => withFallback(0, fallback)

/** cos x, within 1 ulp up to 10⁶ and as the host does it beyond. */
export const cosine = (fallback: number): FunctionWriter => withFallback(1, fallback)
