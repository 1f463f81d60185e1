import {
  add,
  bitsOf,
  type Code,
  define,
  divide,
  estrin,
  get,
  indicator,
  less,
  long,
  longAdd,
  longAnd,
  longOr,
  longSubtract,
  longXor,
  multiply,
  number,
  numberOfBits,
  shiftedLeft,
  shiftedRightUnsigned,
  squareRoot,
  subtract,
} from './formula.js'
import type { FunctionWriter } from './module.js'

/** The local variables with the state of a generator: four words of 64 bits in each lane. */
export type Generator = readonly [number, number, number, number]

/** The next 64 random bits of each lane by xoshiro256+ (Blackman and Vigna, ACM Trans. Math. Softw. 47, 2021). */
export function draw(out: FunctionWriter, [s0, s1, s2, s3]: Generator): Code {
  const set = (local: number, value: Code): void => {
    value(out)
    out.set(local)
  }
  const result = define(out, 'i64', longAdd(get(s0), get(s3)))
  const shifted = define(out, 'i64', shiftedLeft(get(s1), 17))
  set(s2, longXor(get(s2), get(s0)))
  set(s3, longXor(get(s3), get(s1)))
  set(s1, longXor(get(s1), get(s2)))
  set(s0, longXor(get(s0), get(s3)))
  set(s2, longXor(get(s2), shifted))
  set(s3, longOr(shiftedLeft(get(s3), 45), shiftedRightUnsigned(get(s3), 19)))
  return result
}

/** The leading 52 bits as a number in [1, 2). */
const fraction = (bits: Code): Code =>
  numberOfBits(longOr(shiftedRightUnsigned(bits, 12), long(0x3ff0000000000000n)))

/** 1 or −1, from one bit of each lane. */
export function randomSign(out: FunctionWriter, generator: Generator): Code {
  const sign = longAnd(draw(out, generator), long(signBit))
  return define(out, 'f64', numberOfBits(longOr(sign, long(0x3ff0000000000000n))))
}

/** In (0, 1): odd multiples of 2⁻⁵³. */
const upperUniform = (bits: Code): Code => subtract(fraction(bits), number(1 - 2 ** -53))

/** A uniform number between 0 and 1 in each lane. */
export function randomUniform(out: FunctionWriter, generator: Generator): Code {
  return define(out, 'f64', upperUniform(draw(out, generator)))
}

/** 1 with this probability in each lane, otherwise 0. */
export function randomMask(out: FunctionWriter, generator: Generator, probability: Code): Code {
  return define(out, 'f64', indicator(less(upperUniform(draw(out, generator)), probability)))
}

const signBit = -0x8000000000000000n

// All of these: interpolated at Chebyshev points. −2 ln((1+s)/(1−s))/s in s² ≤ 0.0295, sin(t)/t and cos t in t² ≤ (π/4)²,
// each to 2^-44 of itself: nobody will ever draw enough normals to tell.
const logarithmSeries: readonly number[] = [
  1.9999999999999472, 0.6666666667958581, 0.39999994889749985, 0.28572166372494656, 0.22174240003765905,
  0.19608245305704075,
].map((coefficient) => -2 * coefficient)
const sineSeries: readonly number[] = [
  0.9999999999999957, -0.1666666666661666, 0.008333333323874375, -0.00019841263296432765,
  2.7555271485395277e-6, -2.475652937959251e-8,
]
const cosineSeries: readonly number[] = [
  0.9999999999999444, -0.4999999999935079, 0.0416666665438622, -0.00138888803912356, 2.4798928225823623e-5,
  -2.717339169572195e-7,
]

/**
 * Two independent standard normals in each lane (Box and Muller 1958), of which none is beyond 8.6. The angle is drawn
 * within a quarter turn; one more bit exchanges the two, another one is a sign.
 */
export function normals(out: FunctionWriter, generator: Generator): [Code, Code] {
  const first = draw(out, generator)
  const u = define(out, 'f64', upperUniform(first))
  const radius = define(out, 'f64', squareRoot(minusTwiceLogarithm(out, u)))
  const second = draw(out, generator)
  const t = define(out, 'f64', multiply(subtract(fraction(second), number(1.5)), number(Math.PI / 2)))
  const square = define(out, 'f64', multiply(t, t))
  const sine = define(out, 'f64', multiply(multiply(t, estrin(out, sineSeries, square)), radius))
  const cosine = define(out, 'f64', multiply(estrin(out, cosineSeries, square), radius))
  const signed = define(out, 'i64', longXor(bitsOf(cosine), longAnd(shiftedLeft(first, 53), long(signBit))))
  const isExchanged = longSubtract(long(0n), longAnd(shiftedRightUnsigned(first, 11), long(1n)))
  const change = define(out, 'i64', longAnd(longXor(signed, bitsOf(sine)), isExchanged))
  return [
    define(out, 'f64', numberOfBits(longXor(signed, change))),
    define(out, 'f64', numberOfBits(longXor(bitsOf(sine), change))),
  ]
}

/** −2 ln u for normal u in (0, 1]: with u = 2^k (1+s)/(1−s) it is −2k ln 2 + s·series(s²). */
function minusTwiceLogarithm(out: FunctionWriter, u: Code): Code {
  const rootHalf = 0x3fe6a09e667f3bcdn
  const one = 0x3ff0000000000000n
  // Adding 1 − √½ to the bits makes the mantissa fall in [√½, √2), and keeps the exponent positive.
  const bits = define(out, 'i64', longAdd(bitsOf(u), long(one - rootHalf)))
  const exponent = longOr(shiftedRightUnsigned(bits, 52), long(0x4330000000000000n))
  const k = subtract(numberOfBits(exponent), number(2 ** 52 + 1023))
  const mantissa = numberOfBits(longAdd(longAnd(bits, long(0x000fffffffffffffn)), long(rootHalf)))
  const f = define(out, 'f64', subtract(mantissa, number(1)))
  const s = define(out, 'f64', divide(f, add(f, number(2))))
  const square = define(out, 'f64', multiply(s, s))
  return add(multiply(k, number(-2 * Math.LN2)), multiply(s, estrin(out, logarithmSeries, square)))
}
