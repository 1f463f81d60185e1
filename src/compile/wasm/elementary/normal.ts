import {
  absolute,
  add,
  atMost,
  choose,
  type Code,
  copySign,
  define,
  divide,
  estrin,
  greater,
  less,
  long,
  longAdd,
  multiply,
  negate,
  number,
  subtract,
} from '../formula.js'
import type { FunctionWriter } from '../module.js'
import { powerOfTwo, reduce, scaled } from './exponential.js'
import { type Halves, halvesOf, halvesOfSum } from './splitting.js'

// All of these: interpolated at Chebyshev points in 250 bits, to 2^-57 or better (see coefficients.py).

// erf(x)/x − 1 in x², |x| ≤ 1.
const errorFunctionCoefficients: readonly number[] = [
  0.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792, 0.0052239776248180145,
  -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-5, 1.6461000484121368e-6,
  -1.6350312701054695e-7, 1.4659775274047436e-8, -1.1372848856791674e-9, 5.957176147748911e-11,
]

// (Φ(x) − 1/2)/x in x², |x| ≤ 1/2.
const distributionCoefficients: readonly number[] = [
  0.3989422804014327, -0.06649038006690493, 0.009973557009992463, -0.0011873282140917717,
  0.00011543466575868644, -9.444469242999595e-6, 6.65081098430995e-7, -3.90188697239897e-8,
]

// e^(a²/2) Φ(−a) (a + 3/4) in t = (a − 19/4)/(a + 9/2), 1/2 ≤ a ≤ 40, the idea of Shepherd & Laframboise (Mathematics of
// Computation 36, 1981): the function is nearly constant, and t spreads the range evenly.
const tailCoefficients: readonly number[] = [
  0.4437146954490215, -0.05422664178542424, -0.003224231637615323, 0.03147118151206075, -0.03318325624128107,
  0.021629247077819172, -0.00943429493152044, 0.0023212440595918316, 8.318520938201148e-5,
  -0.00028042962275652653, 5.9603821767305576e-5, 2.3917958840875826e-5, -1.1658308764518686e-5,
  -2.138400589365122e-6, 1.8963583812420717e-6, 2.6766845688210305e-7, -3.0698056970887183e-7,
  -5.331983668973813e-8, 4.711165390877904e-8, 1.2303290510852917e-8, -5.012823888044543e-9,
  -1.8994664711187627e-9,
]
const tailOffset = 0.75

/** The tail function above, as its first coefficient and the rest. */
function scaledTail(out: FunctionWriter, a: Code): { constant: Code; rest: Code } {
  const t = define(out, 'f64', divide(subtract(a, number(4.75)), add(a, number(4.5))))
  const [constant, ...others] = tailCoefficients
  return { constant: number(constant!), rest: define(out, 'f64', multiply(t, estrin(out, others, t))) }
}

/** e^(−scale·a²) = 2^k (1 + r + curved); a² is formed from halves, as its rounding error counts for large a. */
function bell(out: FunctionWriter, a: Code, scale: number): { k: Code; r: Code; curved: Code } {
  const { high, low } = halvesOf(out, a)
  const leading = multiply(multiply(high, high), number(scale))
  const rest = multiply(multiply(low, add(a, high)), number(scale))
  return reduce(out, negate(leading), rest)
}

/**
 * erf x: a polynomial up to 1, and beyond 1 − 2Φ(−√2 |x|), in which rounding errors of Φ count little. Within 1.2
 * ulp (1.17 at most on 200 000 random points).
 */
export function errorFunction(out: FunctionWriter, x: Code): Code {
  const w = define(out, 'f64', atMost(absolute(x), 6.5))
  const square = define(out, 'f64', multiply(w, w))
  const inner = add(w, multiply(w, estrin(out, errorFunctionCoefficients, square)))
  const a = define(out, 'f64', multiply(w, number(Math.SQRT2)))
  const { k, r, curved } = bell(out, w, 1)
  const { constant, rest } = scaledTail(out, a)
  const exponential = multiply(add(number(1), add(r, curved)), powerOfTwo(longAdd(k, long(1n))))
  const complement = divide(multiply(exponential, add(constant, rest)), add(a, number(tailOffset)))
  return copySign(choose(less(w, number(1)), inner, subtract(number(1), complement)), x)
}

/** The product of two sums of halves, as halves again; `value` is a·b as a double. */
function productOf(
  out: FunctionWriter,
  a: Halves,
  b: Halves,
): { leading: Code; correction: Code; value: Code } {
  const leading = define(out, 'f64', multiply(a.high, b.high))
  const mixed = add(multiply(a.high, b.low), multiply(a.low, add(b.high, b.low)))
  const correction = define(out, 'f64', mixed)
  return { leading, correction, value: define(out, 'f64', add(leading, correction)) }
}

/**
 * x Φ(x): a polynomial up to |x| = 1/2, and beyond |x| Φ(−|x|), whose factors are carried with more bits than a double has;
 * it is taken off |x| for positive x, and is minus the result for negative x. Within 1.6 ulp (1.58 at most on 200 000 random
 * points, half of them between −38.6 and 0), also where the value is nearly 0.
 */
export function gelu(out: FunctionWriter, x: Code): Code {
  const a = define(out, 'f64', atMost(absolute(x), 40))
  const square = define(out, 'f64', multiply(x, x))
  const bent = multiply(square, estrin(out, distributionCoefficients, square))
  const inner = add(multiply(x, number(0.5)), bent)
  const { k, r, curved } = bell(out, a, 0.5)
  const one = define(out, 'f64', add(number(1), r))
  const lostOne = define(out, 'f64', add(subtract(r, subtract(one, number(1))), curved))
  const exponential = halvesOfSum(out, one, lostOne, add(one, lostOne))
  const { constant, rest } = scaledTail(out, a)
  const tail = halvesOfSum(out, constant, rest, add(constant, rest))
  const density = productOf(out, exponential, tail)
  const numerator = productOf(
    out,
    halvesOf(out, a),
    halvesOfSum(out, density.leading, density.correction, density.value),
  )
  // The denominator is a + 3/4; what it loses in rounding is taken off the correction. The leading part is exact, so that
  // dividing it and adding the correction are the only two roundings that count.
  const below = define(out, 'f64', add(a, number(tailOffset)))
  const inverse = define(out, 'f64', divide(number(1), below))
  const lostBelow = multiply(subtract(a, subtract(below, number(tailOffset))), inverse)
  const correction = subtract(numerator.correction, multiply(numerator.value, lostBelow))
  const quotient = add(divide(numerator.leading, below), multiply(correction, inverse))
  const magnitude = define(out, 'f64', scaled(out, quotient, k))
  const outer = choose(greater(x, number(0)), subtract(x, magnitude), magnitude)
  return copySign(choose(less(a, number(0.5)), inner, outer), x)
}
