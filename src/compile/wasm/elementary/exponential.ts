import {
  absolute,
  add,
  atLeast,
  atMost,
  bitsOf,
  type Code,
  copySign,
  define,
  divide,
  estrin,
  greater,
  indicator,
  long,
  longAdd,
  longSubtract,
  multiply,
  number,
  numberOfBits,
  shiftedLeft,
  subtract,
} from '../formula.js'
import type { FunctionWriter } from '../module.js'

// ln 2 = high + low, where `high` has 32 zero bits at its end, so that k·high is exact for every exponent k of a double.
export const ln2High = 6.9314718036912381649e-1
export const ln2Low = 1.90821492927058770002e-10
const inverseLn2 = 1.442695040888963387
// Adding 1.5·2^52 rounds a number of moderate size to an integer, which then sits in the low bits.
export const roundingShift = 6755399441055744
export const bitsOfShift = 0x4338000000000000n

// (e^r − 1 − r)/r² for |r| ≤ ln(2)/2 by interpolation at Chebyshev points, rounded; r² times its error is below 2^-61.
const exponentialSeries: readonly number[] = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326112, 0.001388888888888373,
  0.0001984126987490126, 2.4801587325605324e-5, 2.7557255297969643e-6, 2.755727357010214e-7,
  2.5105259538448494e-8, 2.0914717341716378e-9,
]

// (tanh(h)/h − 1)/z as a function of z = h² for |h| ≤ (3/8) ln 2, likewise; z times its error is below 2^-59.
const tangentSeries: readonly number[] = [
  -0.3333333333333333, 0.13333333333332792, -0.05396825396656769, 0.021869488336264297, -0.008863223877306719,
  0.0035917583046369537, -0.0014493062089212922, 0.000529344506153608,
]

/** 2^k for −1022 ≤ k ≤ 1023, written straight into the exponent bits; of k only the lowest 12 bits count. */
export const powerOfTwo = (k: Code): Code => numberOfBits(shiftedLeft(longAdd(k, long(1023n)), 52))

/** x − less = k ln 2 + r + tail with |r| ≤ ln(2)/2, where `less` is small; `rounded` is k as a number. */
export function reduceByLn2(
  out: FunctionWriter,
  x: Code,
  less?: Code,
): { k: Code; rounded: Code; r: Code; tail: Code } {
  const shifted = define(out, 'f64', add(multiply(x, number(inverseLn2)), number(roundingShift)))
  const k = define(out, 'i64', longSubtract(bitsOf(shifted), long(bitsOfShift)))
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
  // Half of k as the low bits of a number whose ulp is 1: there is no instruction that shifts pairs of signed integers.
  const whole = subtract(numberOfBits(longAdd(k, long(bitsOfShift))), number(roundingShift))
  const half = define(out, 'i64', bitsOf(add(multiply(whole, number(0.5)), number(roundingShift))))
  return multiply(multiply(value, powerOfTwo(half)), powerOfTwo(longSubtract(k, half)))
}

/** e^x, within 1 ulp; overflows to infinity and underflows gradually. */
export function exponential(out: FunctionWriter, argument: Code): Code {
  const x = define(out, 'f64', atMost(atLeast(argument, -746), 710))
  const { k, r, curved } = reduce(out, x)
  return scaled(out, add(number(1), add(r, curved)), k)
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
  const scale = define(out, 'f64', powerOfTwo(halvings === 0 ? k : longSubtract(k, long(1n))))
  const shift = define(out, 'f64', subtract(scale, number(2 ** -halvings)))
  const linear = define(out, 'f64', multiply(scale, r))
  // |shift| ≥ |linear| or shift is 0, so the rounding error of this sum is found exactly (Dekker 1971).
  const leading = define(out, 'f64', add(shift, linear))
  const lost = subtract(linear, subtract(leading, shift))
  return { leading, correction: define(out, 'f64', add(lost, multiply(scale, curved))) }
}

/**
 * tanh x, within 2 ulp. With |x| = (k/2) ln 2 + h and p = tanh h it is n/d = ((2^k − 1) + (2^k + 1) p)/((2^k + 1) + (2^k − 1) p).
 * k is |x|·2/ln 2 − 1/4 rounded, so that h is between −ln(2)/8 and 3 ln(2)/8: where k is not 0 the numerator then loses little
 * by cancellation. From k = 2 on it is 1 + (n − d)/d, in which the rounding of n and d counts for less.
 */
export function hyperbolicTangent(out: FunctionWriter, x: Code): Code {
  const { h, scale, base } = tangentParts(out, x)
  return tangentOf(out, x, { p: define(out, 'f64', tangentOfSmall(out, define(out, 'f64', h))), scale, base })
}

/** Places that keep a number from one stage to the next. */
export interface Kept {
  set(value: Code): void
  readonly get: Code
}

/** How many numbers each tanh of several keeps. */
export const keptByTangent = 3

/**
 * tanh of several numbers, the same bits, in stages: all are reduced, then all series are summed, then all quotients taken.
 * Each of them is a long chain in which every operation waits for the one before, and a processor looks only so far ahead
 * for others that need not wait. `kept` has `keptByTangent` places for each.
 */
export function hyperbolicTangents(
  out: FunctionWriter,
  xs: readonly Code[],
  kept: readonly (readonly Kept[])[],
): Code[] {
  xs.forEach((x, index) => {
    const { h, scale, base } = tangentParts(out, x)
    ;[h, scale, base].forEach((part, k) => kept[index]![k]!.set(part))
  })
  for (const [reduced] of kept) reduced!.set(tangentOfSmall(out, define(out, 'f64', reduced!.get)))
  return xs.map((x, index) => {
    const [p, scale, base] = kept[index]!.map(({ get }) => define(out, 'f64', get)) as [Code, Code, Code]
    return define(out, 'f64', tangentOf(out, x, { p, scale, base }))
  })
}

interface TangentParts {
  readonly h: Code
  /** 2^k. */
  readonly scale: Code
  /** 1 from k = 2 on, otherwise 0. */
  readonly base: Code
}

function tangentParts(out: FunctionWriter, x: Code): TangentParts {
  const magnitude = define(out, 'f64', atMost(absolute(x), 22))
  const halves = subtract(multiply(magnitude, number(2 * inverseLn2)), number(0.25))
  const shifted = define(out, 'f64', add(halves, number(roundingShift)))
  const k = define(out, 'f64', subtract(shifted, number(roundingShift)))
  const near = subtract(magnitude, multiply(k, number(ln2High / 2)))
  const h = subtract(near, multiply(k, number(ln2Low / 2)))
  const scale = define(out, 'f64', powerOfTwo(bitsOf(shifted)))
  return { h, scale, base: define(out, 'f64', indicator(greater(k, number(1.5)))) }
}

/** tanh h for h between −ln(2)/8 and 3 ln(2)/8. */
function tangentOfSmall(out: FunctionWriter, h: Code): Code {
  const square = define(out, 'f64', multiply(h, h))
  const series = multiply(square, estrin(out, tangentSeries, square))
  return add(h, multiply(h, series))
}

function tangentOf(
  out: FunctionWriter,
  x: Code,
  { p, scale, base }: Omit<TangentParts, 'h'> & { readonly p: Code },
): Code {
  const [above, below] = [1, -1].map((one) => define(out, 'f64', add(scale, number(one)))) as [Code, Code]
  const constant = subtract(below, multiply(base, above))
  const slope = subtract(above, multiply(base, below))
  const rest = divide(add(constant, multiply(slope, p)), add(above, multiply(below, p)))
  return copySign(add(base, rest), x)
}
