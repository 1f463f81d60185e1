import {
  absolute,
  add,
  atLeast,
  choose,
  type Code,
  copySign,
  define,
  divide,
  estrin,
  greater,
  less,
  multiply,
  number,
  squareRoot,
  subtract,
} from '../formula.js'
import type { FunctionWriter } from '../module.js'
import { leadingHalf } from './splitting.js'

// π, π/2 and π/4 are these plus halves and quarters of `piLow`.
const pi = Math.PI
const piLow = 1.2246467991473532e-16

// (asin s − s)/s³ in s², |s| ≤ 1/2, to 2^-59: interpolated at Chebyshev points in 250 bits (see coefficients.py).
const arcSineCoefficients: readonly number[] = [
  0.16666666666666666, 0.07500000000000118, 0.044642857142551895, 0.03038194447553234, 0.02237215744350722,
  0.017352816540325496, 0.01396378001220357, 0.011566459612121669, 0.009621842970100282, 0.009319560794767446,
  0.0030448799094556773, 0.019554513336123378, -0.01924167174674304, 0.02961201126495512,
]

// (atan z − z)/z³ in z², |z| ≤ 1/2, to 2^-57: made in the same way.
const arcTangentCoefficients: readonly number[] = [
  -0.3333333333333333, 0.19999999999999488, -0.14285714285599188, 0.11111111100917376, -0.09090908620322523,
  0.07692294712540285, -0.06666435677235948, 0.05879578429582425, -0.05240099507994713, 0.04628024868570153,
  -0.03806653672057366, 0.025006503566489507, -0.009215792047089858,
]

/** What the two functions make of asin s: base − factor·asin s, up to the sign; base in multiples of π. */
interface Combination {
  readonly base: Code
  readonly factor: Code
}

/**
 * base − factor·asin s, where s is |x| up to 1/2 and √((1 − |x|)/2) beyond. That root is taken apart into 26 bits and what
 * is missing, so that nothing of it is lost.
 */
function arc(out: FunctionWriter, x: Code, combination: (isLarge: Code) => Combination): Code {
  const magnitude = define(out, 'f64', absolute(x))
  const isLarge = define(out, 'condition', greater(magnitude, number(0.5)))
  const halved = multiply(subtract(number(1), magnitude), number(0.5))
  const square = define(out, 'f64', choose(isLarge, halved, multiply(magnitude, magnitude)))
  const root = define(out, 'f64', squareRoot(square))
  const s = choose(isLarge, root, magnitude)
  const head = define(out, 'f64', choose(isLarge, leadingHalf(root), magnitude))
  const missing = divide(
    subtract(square, multiply(head, head)),
    // At |x| = 1 there is nothing to divide.
    atLeast(add(root, head), 2 ** -500),
  )
  const bent = multiply(s, multiply(square, estrin(out, arcSineCoefficients, square)))
  const rest = define(out, 'f64', add(choose(isLarge, missing, number(0)), bent))
  const made = combination(isLarge)
  const turns = define(out, 'f64', made.base)
  const factor = define(out, 'f64', made.factor)
  const base = define(out, 'f64', multiply(turns, number(pi)))
  const lead = define(out, 'f64', multiply(factor, head))
  // |base| ≥ |lead| or base is 0, so the rounding error of this difference is found exactly (Dekker 1971).
  const leading = define(out, 'f64', subtract(base, lead))
  const lost = subtract(subtract(base, leading), lead)
  const lower = subtract(multiply(turns, number(piLow)), multiply(factor, rest))
  return add(leading, add(lost, lower))
}

/** asin x, within 0.7 ulp (0.68 at most on 200 000 random points); NaN where |x| > 1. */
export function arcSine(out: FunctionWriter, x: Code): Code {
  const value = arc(out, x, (isLarge) => ({
    base: choose(isLarge, number(0.5), number(0)),
    factor: choose(isLarge, number(2), number(-1)),
  }))
  return copySign(value, x)
}

/** acos x, within 0.7 ulp (0.64 at most on 200 000 random points), also next to 1; NaN where |x| > 1. */
export function arcCosine(out: FunctionWriter, x: Code): Code {
  return arc(out, x, (isLarge) => ({
    base: choose(isLarge, choose(greater(x, number(0)), number(0), number(1)), number(0.5)),
    factor: copySign(choose(isLarge, number(2), number(1)), choose(isLarge, subtract(number(0), x), x)),
  }))
}

/**
 * atan x = base + atan z with z = |x| below 1/2, (|x| − 1)/(|x| + 1) up to 2 and −1/|x| beyond, so that |z| ≤ 1/2; the
 * middle quotient is corrected to first order for what |x| + 1 lost in rounding. Within 1 ulp (0.94 at most on 200 000 random
 * points).
 */
export function arcTangent(out: FunctionWriter, x: Code): Code {
  const a = define(out, 'f64', absolute(x))
  const isBelow = define(out, 'condition', less(a, number(0.5)))
  const isAbove = define(out, 'condition', greater(a, number(2)))
  const either = (below: Code, middle: Code, above: Code): Code =>
    define(out, 'f64', choose(isBelow, below, choose(isAbove, above, middle)))
  const sum = define(out, 'f64', add(a, number(1)))
  const z = define(
    out,
    'f64',
    divide(either(a, subtract(a, number(1)), number(-1)), either(number(1), sum, a)),
  )
  const lostBelow = either(number(0), subtract(a, subtract(sum, number(1))), number(0))
  const quarters = either(number(0), number(0.25), number(0.5))
  // 1/(|x| + 1) = (1 − z)/2
  const missing = multiply(multiply(z, lostBelow), multiply(subtract(number(1), z), number(-0.5)))
  const square = define(out, 'f64', multiply(z, z))
  const bent = multiply(multiply(z, square), estrin(out, arcTangentCoefficients, square))
  const base = define(out, 'f64', multiply(quarters, number(pi)))
  const leading = define(out, 'f64', add(base, z))
  const lost = subtract(z, subtract(leading, base))
  const lower = add(bent, add(multiply(quarters, number(piLow)), missing))
  return copySign(add(leading, add(lost, lower)), x)
}
