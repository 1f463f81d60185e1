import {
  absolute,
  add,
  call,
  choose,
  type Code,
  define,
  divide,
  equal,
  get,
  greater,
  greaterOrEqual,
  less,
  maximum,
  multiply,
  negate,
  number,
} from '../formula.js'
import { FunctionWriter } from '../module.js'

const unary = (): FunctionWriter => new FunctionWriter({ parameters: ['f64'], results: ['f64'] })

/** e^−|x|, with which neither sign of x can overflow. */
const decay = (out: FunctionWriter, exp: number): Code =>
  define(out, 'f64', call(exp, negate(absolute(get(0)))))

/** 1/(1 + e^−x), within 2 ulp; `exp` is the index of the exponential. */
export function sigmoid(exp: number): FunctionWriter {
  const out = unary()
  const small = decay(out, exp)
  divide(choose(greaterOrEqual(get(0), number(0)), number(1), small), add(number(1), small))(out)
  return out
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|), within 2 ulp. */
export function softplus(exp: number, log1p: number): FunctionWriter {
  const out = unary()
  add(maximum(get(0), number(0)), call(log1p, decay(out, exp)))(out)
  return out
}

/** x/(1 + e^−x). */
export function swish(sigmoidIndex: number): FunctionWriter {
  const out = unary()
  const value = multiply(get(0), call(sigmoidIndex, get(0)))
  choose(equal(get(0), number(-Infinity)), number(0), value)(out)
  return out
}

/** -1, 0 or 1. */
export function sign(): FunctionWriter {
  const out = unary()
  const negativeOrNot = choose(less(get(0), number(0)), number(-1), add(get(0), number(0)))
  choose(greater(get(0), number(0)), number(1), negativeOrNot)(out)
  return out
}

/** x where it is positive, slope·x elsewhere. */
export function leakyRelu(): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64', 'f64'], results: ['f64'] })
  choose(greater(get(0), number(0)), get(0), multiply(get(1), get(0)))(out)
  return out
}
