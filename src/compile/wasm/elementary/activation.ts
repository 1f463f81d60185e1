import {
  absolute,
  add,
  choose,
  type Code,
  define,
  divide,
  equal,
  greater,
  greaterOrEqual,
  less,
  maximum,
  multiply,
  negate,
  number,
} from '../formula.js'
import type { FunctionWriter } from '../module.js'
import { exponential } from './exponential.js'
import { log1pOfNonnegative } from './logarithm.js'

/** e^−|x|, with which neither sign of x can overflow. */
const decay = (out: FunctionWriter, x: Code): Code =>
  define(out, 'f64', exponential(out, negate(absolute(x))))

/** 1/(1 + e^−x), within 2 ulp. */
export function sigmoid(out: FunctionWriter, x: Code): Code {
  const small = decay(out, x)
  return divide(choose(greaterOrEqual(x, number(0)), number(1), small), add(number(1), small))
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), within 2 ulp. */
export function softplus(out: FunctionWriter, x: Code): Code {
  return add(maximum(x, number(0)), log1pOfNonnegative(out, decay(out, x)))
}

/** x/(1 + e^−x). */
export function swish(out: FunctionWriter, x: Code): Code {
  return choose(equal(x, number(-Infinity)), number(0), multiply(x, sigmoid(out, x)))
}

/** -1, 0 or 1. */
export function sign(_out: FunctionWriter, x: Code): Code {
  const negativeOrNot = choose(less(x, number(0)), number(-1), add(x, number(0)))
  return choose(greater(x, number(0)), number(1), negativeOrNot)
}

/** x where it is positive, slope·x elsewhere. */
export function leakyRelu(_out: FunctionWriter, x: Code, slope: Code): Code {
  return choose(greater(x, number(0)), x, multiply(slope, x))
}
