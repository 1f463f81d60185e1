import {
  absolute,
  add,
  atLeast,
  atMost,
  choose,
  type Code,
  copySign,
  define,
  divide,
  estrin,
  less,
  long,
  longSubtract,
  multiply,
  negate,
  number,
  subtract,
} from '../formula.js'
import type { FunctionWriter } from '../module.js'
import { exponentialMinusOne, powerOfTwo, reduceByLn2 } from './exponential.js'
import { log1pOfNonnegative } from './logarithm.js'

// (cosh r − 1)/r² and (sinh r − r)/r³ in r², |r| ≤ ln(2)/2; the terms left out are below 2^-60.
const evenSeries: readonly number[] = [
  1 / 2,
  1 / 24,
  1 / 720,
  1 / 40320,
  1 / 3628800,
  1 / 479001600,
  1 / 87178291200,
]
const oddSeries: readonly number[] = [1 / 6, 1 / 120, 1 / 5040, 1 / 362880, 1 / 39916800, 1 / 6227020800]

/** e^x − 1, within 1.3 ulp (1.26 at most on 200 000 random points). */
export function expm1(out: FunctionWriter, x: Code): Code {
  const y = define(out, 'f64', atMost(atLeast(x, -40), 710))
  const { leading, correction } = exponentialMinusOne(out, y, 1)
  const value = multiply(add(leading, correction), number(2))
  return choose(less(absolute(x), number(2 ** -54)), x, value)
}

/**
 * With |x| = k ln 2 + r: sinh |x| = sinh(k ln 2) cosh r + cosh(k ln 2) sinh r, and the same for cosh with the two functions
 * of k exchanged. Those are sums of two powers of 2; all is kept at an eighth of its size, so that nothing overflows early.
 */
function hyperbolic(out: FunctionWriter, x: Code, kind: 'sinh' | 'cosh'): Code {
  const magnitude = define(out, 'f64', atMost(absolute(x), 711))
  const { k, rounded, r, tail } = reduceByLn2(out, magnitude)
  const growing = define(out, 'f64', powerOfTwo(longSubtract(k, long(3n))))
  // Beyond k = 64 the decaying part is lost in rounding; there its exponent would leave the doubles.
  const decaying = choose(less(rounded, number(64)), powerOfTwo(longSubtract(long(-3n), k)), number(0))
  const small = define(out, 'f64', decaying)
  const [even, odd] = [add, subtract].map((join) => define(out, 'f64', join(growing, small))) as [Code, Code]
  const [first, second] = kind === 'sinh' ? [odd, even] : [even, odd]
  const square = define(out, 'f64', multiply(r, r))
  const linear = define(out, 'f64', multiply(second, r))
  // |first| ≥ |linear| or first is 0, so the rounding error of this sum is found exactly (Dekker 1971).
  const leading = define(out, 'f64', add(first, linear))
  const lost = subtract(linear, subtract(leading, first))
  const evenRest = add(multiply(square, estrin(out, evenSeries, square)), multiply(r, tail))
  const oddRest = add(multiply(multiply(square, r), estrin(out, oddSeries, square)), tail)
  const rest = add(lost, add(multiply(first, evenRest), multiply(second, oddRest)))
  return multiply(add(leading, rest), number(4))
}

/** sinh x, within 1.35 ulp (1.31 at most on 200 000 random points); overflows to infinity. */
export function hyperbolicSine(out: FunctionWriter, x: Code): Code {
  const value = hyperbolic(out, x, 'sinh')
  // Numbers near the smallest would lose bits at an eighth of their size.
  return copySign(choose(less(absolute(x), number(2 ** -28)), x, value), x)
}

/** cosh x, within 1.3 ulp (1.26 at most on 200 000 random points); overflows to infinity. */
export function hyperbolicCosine(out: FunctionWriter, x: Code): Code {
  return hyperbolic(out, x, 'cosh')
}

/** ln cosh x: ln(1 + (cosh x − 1)) near 0, elsewhere |x| − ln 2 + ln(1 + e^−2|x|); cosh x − 1 = (1 − e^−|x|)²/(2 e^−|x|). */
export function logHyperbolicCosine(out: FunctionWriter, x: Code): Code {
  const size = define(out, 'f64', absolute(x))
  const decay = define(out, 'f64', expm1(out, negate(size)))
  const rest = define(out, 'f64', add(number(1), decay))
  const isNear = less(size, number(1))
  const above = divide(multiply(decay, decay), multiply(number(2), rest))
  const added = define(out, 'f64', choose(isNear, above, multiply(rest, rest)))
  return add(choose(isNear, number(0), subtract(size, number(Math.LN2))), log1pOfNonnegative(out, added))
}
