import {
  add,
  absolute,
  bitsOf,
  choose,
  type Code,
  copySign,
  define,
  divide,
  estrin,
  get,
  integer,
  integerSubtract,
  less,
  long,
  longAdd,
  longShiftLeft,
  lowWord,
  maximum,
  minimum,
  multiply,
  number,
  numberOfBits,
  shiftRight,
  subtract,
  widen,
} from '../formula.js'
import { FunctionWriter } from '../module.js'

// ln 2 = high + low, where `high` has 32 zero bits at its end, so that k·high is exact for every exponent k of a double.
export const ln2High = 6.9314718036912381649e-1
export const ln2Low = 1.90821492927058770002e-10
const inverseLn2 = 1.442695040888963387
// Adding 1.5·2^52 rounds a number of moderate size to an integer, which then sits in the low bits.
const roundingShift = 6755399441055744

// (e^r − 1 − r)/r² = 1/2! + r/3! + …; with |r| ≤ ln(2)/2 the terms left out are below 2^-57 of r.
const exponentialSeries: readonly number[] = [
  1 / 2,
  1 / 6,
  1 / 24,
  1 / 120,
  1 / 720,
  1 / 5040,
  1 / 40320,
  1 / 362880,
  1 / 3628800,
  1 / 39916800,
  1 / 479001600,
  1 / 6227020800,
]

/** 2^k for −1022 ≤ k ≤ 1023, written straight into the exponent bits. */
export const powerOfTwo = (k: Code): Code =>
  numberOfBits(longShiftLeft(longAdd(widen(k), long(1023n)), long(52n)))

/** x − less = k ln 2 + r + tail with |r| ≤ ln(2)/2, where `less` is small; `rounded` is k as a number. */
export function reduceByLn2(
  out: FunctionWriter,
  x: Code,
  less?: Code,
): { k: Code; rounded: Code; r: Code; tail: Code } {
  const shifted = define(out, 'f64', add(multiply(x, number(inverseLn2)), number(roundingShift)))
  const k = define(out, 'i32', lowWord(bitsOf(shifted)))
  const rounded = define(out, 'f64', subtract(shifted, number(roundingShift)))
  const high = define(out, 'f64', subtract(x, multiply(rounded, number(ln2High))))
  const product = multiply(rounded, number(ln2Low))
  const low = define(out, 'f64', less === undefined ? product : add(product, less))
  const r = define(out, 'f64', subtract(high, low))
  return { k, rounded, r, tail: define(out, 'f64', subtract(subtract(high, r), low)) }
}

/** The same with `curved` = e^r − 1 − r, to first order in the tail. */
export function reduce(out: FunctionWriter, x: Code, less?: Code): { k: Code; r: Code; curved: Code } {
  const { k, r, tail } = reduceByLn2(out, x, less)
  const square = define(out, 'f64', multiply(r, r))
  const series = estrin(out, exponentialSeries, r)
  return { k, r, curved: define(out, 'f64', add(multiply(square, series), tail)) }
}

/** value·2^k for |k| ≤ 2044: 2^k in two factors, so that neither leaves the normal numbers. */
export function scaled(out: FunctionWriter, value: Code, k: Code): Code {
  const half = define(out, 'i32', shiftRight(k, integer(1)))
  return multiply(multiply(value, powerOfTwo(half)), powerOfTwo(integerSubtract(k, half)))
}

/** e^x, within 1 ulp; overflows to infinity and underflows gradually. */
export function exponential(): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const x = define(out, 'f64', minimum(maximum(get(0), number(-746)), number(710)))
  const { k, r, curved } = reduce(out, x)
  scaled(out, add(number(1), add(r, curved)), k)(out)
  return out
}

/**
 * e^y − 1 for |y| ≤ 700 as leading part and correction, of which the sum is good to well below an ulp. With `halvings` = 1
 * half of that, up to the end of the doubles.
 */
export function exponentialMinusOne(
  out: FunctionWriter,
  y: Code,
  halvings: 0 | 1 = 0,
): { leading: Code; correction: Code } {
  const { k, r, curved } = reduce(out, y)
  const scale = define(out, 'f64', powerOfTwo(halvings === 0 ? k : integerSubtract(k, integer(1))))
  const shift = define(out, 'f64', subtract(scale, number(2 ** -halvings)))
  const linear = define(out, 'f64', multiply(scale, r))
  // |shift| ≥ |linear| or shift is 0, so the rounding error of this sum is found exactly (Dekker 1971).
  const leading = define(out, 'f64', add(shift, linear))
  const lost = subtract(linear, subtract(leading, shift))
  return { leading, correction: define(out, 'f64', add(lost, multiply(scale, curved))) }
}

/**
 * tanh x = n/(n + 2) with n = e^2|x| − 1 and the sign of x, within 1.5 ulp. For n < 2 the quotient is corrected for what n and
 * n + 2 lost in rounding, to first order; beyond, 1 − 2/(n + 2) loses less.
 */
export function hyperbolicTangent(): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const magnitude = define(out, 'f64', absolute(get(0)))
  const y = define(out, 'f64', minimum(add(magnitude, magnitude), number(44)))
  const { leading, correction } = exponentialMinusOne(out, y)
  const n = define(out, 'f64', add(leading, correction))
  const below = define(out, 'f64', add(n, number(2)))
  const isSmall = less(n, number(2))
  const quotient = define(out, 'f64', divide(choose(isSmall, n, number(2)), below))
  const lost = define(out, 'f64', subtract(correction, subtract(n, leading)))
  const lostBelow = add(subtract(n, subtract(below, number(2))), lost)
  // 1/(n + 2) = (1 − tanh x)/2.
  const reciprocal = multiply(subtract(number(1), quotient), number(0.5))
  const missing = multiply(subtract(lost, multiply(quotient, lostBelow)), reciprocal)
  const value = choose(isSmall, add(quotient, missing), subtract(number(1), quotient))
  copySign(value, get(0))(out)
  return out
}
