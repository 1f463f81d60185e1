import {
  absolute,
  add,
  atLeast,
  atMost,
  both,
  call,
  choose,
  type Code,
  copySign,
  define,
  divide,
  equal,
  estrin,
  get,
  greater,
  greaterOrEqual,
  integer,
  integerAnd,
  less,
  multiply,
  nearest,
  negate,
  number,
  returnUnless,
  subtract,
} from '../formula.js'
import { FunctionWriter } from '../module.js'
import { ln2High, ln2Low, reduce, scaled } from './exponential.js'
import { mantissaAndExponent } from './logarithm.js'
import { type Halves, halvesOf, halvesOfSum, leadingHalf } from './splitting.js'

// (3/2)·ln((1+s)/(1−s))/s = 3 + s² + s⁴·(3/5 + 3/7 s² + …); here s² ≤ 0.0295, and the terms left out are below 2^-65.
const series: readonly number[] = Array.from({ length: 11 }, (_, index) => 3 / (2 * index + 5))

// 2/3 as 26 bits and the rest.
const twoThirdsHigh = 0x2aaaaaa / 0x4000000
const twoThirdsLow = (2 - 3 * twoThirdsHigh) / 3

/**
 * ln x to about 2^-65 of itself, for 0 < x < ∞: with s = (m − 1)/(m + 1) for the mantissa m in two halves, as in fdlibm's
 * e_pow, but with one interval for m and the natural logarithm.
 */
function longLogarithm(out: FunctionWriter, x: Code): Halves {
  const isTiny = define(out, 'condition', less(x, number(2 ** -1022)))
  const normal = choose(isTiny, multiply(x, number(2 ** 54)), x)
  const parts = mantissaAndExponent(out, normal, choose(isTiny, number(54), number(0)))
  const m = define(out, 'f64', parts.mantissa)
  const f = define(out, 'f64', subtract(m, number(1)))
  const sum = define(out, 'f64', add(m, number(1)))
  const inverse = define(out, 'f64', divide(number(1), sum))
  // f = (high + low)·(m + 1), where m + 1 is taken apart too.
  const high = define(out, 'f64', leadingHalf(multiply(f, inverse)))
  const sumHigh = define(out, 'f64', leadingHalf(sum))
  const sumLow = subtract(m, subtract(sumHigh, number(1)))
  const remainder = subtract(subtract(f, multiply(high, sumHigh)), multiply(high, sumLow))
  const low = define(out, 'f64', multiply(remainder, inverse))
  const s = define(out, 'f64', add(high, low))
  const square = define(out, 'f64', multiply(s, s))
  // 3 + s² + …
  const highSquare = define(out, 'f64', multiply(high, high))
  const fourth = multiply(multiply(square, square), estrin(out, series, square))
  const small = define(out, 'f64', add(fourth, multiply(low, add(high, s))))
  const bracketHigh = define(out, 'f64', leadingHalf(add(number(3), add(highSquare, small))))
  const bracketLow = subtract(small, subtract(subtract(bracketHigh, number(3)), highSquare))
  // times s, times 2/3
  const product = define(out, 'f64', multiply(high, bracketHigh))
  const mixed = define(out, 'f64', add(multiply(low, bracketHigh), multiply(s, bracketLow)))
  const total = define(out, 'f64', add(product, mixed))
  const { high: head, low: tail } = halvesOfSum(out, product, mixed, total)
  const lead = define(out, 'f64', multiply(head, number(twoThirdsHigh)))
  const lower = add(multiply(tail, number(twoThirdsHigh)), multiply(total, number(twoThirdsLow)))
  // plus k ln 2
  const whole = define(out, 'f64', multiply(parts.k, number(ln2High)))
  const leading = define(out, 'f64', add(whole, lead))
  const lost = subtract(lead, subtract(leading, whole))
  const rest = define(out, 'f64', add(lost, add(lower, multiply(parts.k, number(ln2Low)))))
  return halvesOfSum(out, leading, rest, add(leading, rest))
}

/** x^y = e^(y ln x) for 0 < x < ∞ and any y, NaN included. Free of branches. */
export function powerOfPositive(out: FunctionWriter, x: Code, y: Code): Code {
  const logarithm = longLogarithm(out, x)
  // Larger exponents overflow or underflow as this one does.
  const bounded = define(out, 'f64', atMost(atLeast(y, -(2 ** 64)), 2 ** 64))
  const { high, low } = halvesOf(out, bounded)
  const leading = define(out, 'f64', multiply(high, logarithm.high))
  const mixed = add(multiply(low, logarithm.high), multiply(bounded, logarithm.low))
  const isModerate = less(absolute(leading), number(800))
  const rest = define(out, 'f64', choose(isModerate, negate(mixed), number(0)))
  const exponent = define(out, 'f64', atMost(atLeast(leading, -746), 710))
  const { k, r, curved } = reduce(out, exponent, rest)
  return scaled(out, add(number(1), add(r, curved)), k)
}

/**
 * x^y for x or y that the ordinary case leaves out: NaN outside of the domain of `power`, and as ECMAScript's Math.pow
 * inside, which differs from IEEE 754 in making 1^±∞ NaN.
 */
export function unusualPower(): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64', 'f64'], results: ['f64'] })
  const [x, y] = [get(0), get(1)]
  const [zero, infinity, nan] = [number(0), number(Infinity), number(NaN)]
  const a = define(out, 'f64', absolute(x))
  const isFinite = define(out, 'i32', less(absolute(y), infinity))
  const isWhole = define(out, 'i32', integerAnd(equal(y, nearest(y)), isFinite))
  returnUnless(out, integerAnd(equal(x, x), equal(y, y)), nan)
  const allowed = choose(equal(x, zero), greaterOrEqual(y, zero), isWhole)
  returnUnless(out, choose(greater(x, zero), integer(1), allowed), nan)
  returnUnless(out, choose(equal(a, number(1)), isFinite, integer(1)), nan)
  // 0 and ∞ only know three powers; 0 to a negative power is excluded above.
  const towards = define(out, 'f64', choose(equal(a, zero), negate(y), y))
  const extreme = choose(greater(towards, zero), infinity, choose(less(towards, zero), zero, number(1)))
  const isBetween = integerAnd(greater(a, zero), less(a, infinity))
  const magnitude = define(out, 'f64', choose(isBetween, powerOfPositive(out, a, y), extreme))
  const half = define(out, 'f64', multiply(y, number(0.5)))
  const isOdd = integerAnd(isWhole, greater(absolute(subtract(half, nearest(half))), zero))
  choose(isOdd, copySign(magnitude, x), magnitude)(out)
  return out
}

/** Where `powerOfPositive` is x^y. */
export const isOrdinary = (x: Code, y: Code): Code =>
  both(greater(x, number(0)), less(add(x, absolute(y)), number(Infinity)))

/**
 * x^y, within 0.9 ulp (0.88 at most on 200 000 random points, with bases next to 1 and results over the whole range);
 * `unusual` is the index of the function for all but the ordinary case of finite x > 0 and finite y.
 */
export function power(unusual: number): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64', 'f64'], results: ['f64'] })
  const [x, y] = [get(0), get(1)]
  returnUnless(out, greater(x, number(0)), call(unusual, x, y))
  returnUnless(out, less(add(x, absolute(y)), number(Infinity)), call(unusual, x, y))
  powerOfPositive(out, x, y)(out)
  return out
}
