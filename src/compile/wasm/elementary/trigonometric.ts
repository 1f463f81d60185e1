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
  integer,
  integerAdd,
  integerAnd,
  lowWord,
  multiply,
  negate,
  number,
  subtract,
} from '../formula.js'
import { FunctionWriter } from '../module.js'

// π/2 in three parts; the first two have 33 bits or less, so that their products with integers up to 2^20 are exact.
const halfPi: readonly [number, number, number] = [
  1.57079632673412561417, 6.0771005063039659766e-11, 2.0222662487959506e-21,
]
const inverseHalfPi = 6.36619772367581382433e-1
const roundingShift = 6755399441055744
/** Beyond this the three parts of π/2 are not enough. */
export const largest = 1e6

// (sin r − r)/r³ and (cos r − 1 + r²/2)/r⁴ as series in r², |r| ≤ π/4; the terms left out are below 2^-57.
const sineSeries: readonly number[] = [
  -1 / 6,
  1 / 120,
  -1 / 5040,
  1 / 362880,
  -1 / 39916800,
  1 / 6227020800,
  -1 / 1307674368000,
  1 / 355687428096000,
]
const cosineSeries: readonly number[] = [
  1 / 24,
  -1 / 720,
  1 / 40320,
  -1 / 3628800,
  1 / 479001600,
  -1 / 87178291200,
  1 / 20922789888000,
  -1 / 6402373705728000,
]

/** x = n π/2 + r + tail with |r| ≤ π/4, for |x| ≤ `largest`; n is in the low bits of `bits`. */
export function reduceByHalfPi(out: FunctionWriter, x: Code): { bits: Code; r: Code; tail: Code } {
  const shifted = define(out, 'f64', add(multiply(x, number(inverseHalfPi)), number(roundingShift)))
  const bits = define(out, 'i32', lowWord(bitsOf(shifted)))
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

/**
 * sin(x + quarter·π/2), within 1 ulp. `fallback` is the index of an imported function for |x| > 10⁶, where the argument
 * needs more digits of π than are kept here; it is also used for NaN and infinities.
 */
function circular(quarter: 0 | 1, fallback: number): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const x = get(0)
  const { bits, r, tail } = reduceByHalfPi(out, x)
  const quadrant = define(out, 'i32', integerAdd(bits, integer(quarter)))
  const { sine, cosine } = sineAndCosine(out, r, tail)
  const [sineValue, cosineValue] = [sine, cosine].map(({ leading, correction }) => add(leading, correction))
  const value = define(out, 'f64', choose(integerAnd(quadrant, integer(1)), cosineValue!, sineValue!))
  const signed: Code = choose(integerAnd(quadrant, integer(2)), negate(value), value)
  chooseLazily(greater(absolute(x), number(largest)), call(fallback, x), signed)(out)
  return out
}

/** sin x, within 1 ulp up to 10⁶ and as the host does it beyond. */
export const sine = (fallback: number): FunctionWriter => circular(0, fallback)

/** cos x, within 1 ulp up to 10⁶ and as the host does it beyond. */
export const cosine = (fallback: number): FunctionWriter => circular(1, fallback)
