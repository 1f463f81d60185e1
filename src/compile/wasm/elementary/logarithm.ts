import {
  absolute,
  add,
  bitsOf,
  call,
  choose,
  type Code,
  define,
  equal,
  divide,
  estrin,
  get,
  greater,
  integerSubtract,
  less,
  long,
  longAdd,
  longAnd,
  longShiftRight,
  longSubtract,
  lowWord,
  multiply,
  returnUnless,
  number,
  numberOfBits,
  subtract,
  toNumber,
  integer,
} from '../formula.js'
import { FunctionWriter } from '../module.js'
import { ln2High, ln2Low } from './exponential.js'

// 2 atanh(s)/s − 2 = 2s²/3 + 2s⁴/5 + …; here s² ≤ 0.0295, and the terms left out are below 2^-60.
const series: readonly number[] = Array.from({ length: 11 }, (_, index) => 2 / (2 * index + 3))

/** A positive normal x = 2^(k + exponentOffset)·mantissa with √½ ≤ mantissa < √2; k is a number. */
export function mantissaAndExponent(
  out: FunctionWriter,
  x: Code,
  exponentOffset: Code,
): { k: Code; mantissa: Code } {
  // Taking off the bits of √½ rounds the exponent so that the mantissa falls in [√½, √2).
  const rootHalf = 0x3fe6a09e667f3bcdn
  const bits = define(out, 'i64', longSubtract(bitsOf(x), long(rootHalf)))
  const k = define(
    out,
    'f64',
    toNumber(integerSubtract(lowWord(longShiftRight(bits, long(52n))), exponentOffset)),
  )
  const mantissa = numberOfBits(longAdd(longAnd(bits, long(0x000fffffffffffffn)), long(rootHalf)))
  return { k, mantissa }
}

/**
 * ln(m) for positive normal x = 2^k·(1+f) with √½ ≤ 1+f < √2, plus the small `extra`:
 * ln(1+f) = f − (f²/2 − s (f²/2 + R)), s = f/(2+f) (the reduction of fdlibm's e_log).
 */
function logarithmOfNormal(
  out: FunctionWriter,
  x: Code,
  exponentOffset: Code,
  extra: Code | undefined,
): Code {
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

/** ln x within 1 ulp; −∞ at 0, NaN below. */
export function logarithm(): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const outside = choose(equal(get(0), number(0)), number(-Infinity), number(NaN))
  returnUnless(out, greater(get(0), number(0)), outside)
  returnUnless(out, less(get(0), number(Infinity)), get(0))
  const tiny = 2 ** -1022
  const isTiny = define(out, 'i32', less(get(0), number(tiny)))
  const x = define(out, 'f64', choose(isTiny, multiply(get(0), number(2 ** 54)), get(0)))
  logarithmOfNormal(out, x, choose(isTiny, integer(54), integer(0)), undefined)(out)
  return out
}

/** ln(1 + x) within 1 ulp, also near 0. `log` is the index of the logarithm. */
export function log1p(log: number): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const sum = define(out, 'f64', add(number(1), get(0)))
  // Outside these bounds 1 + x is as good as exact, or there is nothing to do.
  returnUnless(out, greater(get(0), number(-0.9999)), call(log, sum))
  returnUnless(out, less(get(0), number(2 ** 53)), call(log, sum))
  returnUnless(out, greater(absolute(get(0)), number(2 ** -54)), get(0))
  // What the sum lost, relative to it: ln(1+x) = ln(sum) + lost/sum.
  const lost = choose(
    less(get(0), number(1)),
    subtract(get(0), subtract(sum, number(1))),
    subtract(number(1), subtract(sum, get(0))),
  )
  const extra = define(out, 'f64', divide(lost, sum))
  logarithmOfNormal(out, sum, integer(0), extra)(out)
  return out
}
