import {
  absolute,
  add,
  call,
  choose,
  type Code,
  define,
  divide,
  get,
  greater,
  less,
  multiply,
  negate,
  number,
  returnUnless,
  subtract,
} from '../formula.js'
import { FunctionWriter } from '../module.js'
import { isOdd, largest, reduceByHalfPi, sineAndCosine } from './trigonometric.js'

/**
 * tan x for |x| ≤ 10⁶ as sin/cos or −cos/sin of the reduced argument, the quotient corrected to first order for what
 * numerator and denominator lost in rounding: within 1.5 ulp (1.47 at most on 200 000 random points), next to multiples of
 * π/2 too.
 */
export function moderateTangent(out: FunctionWriter, x: Code): Code {
  const { bits, r, tail } = reduceByHalfPi(out, x)
  const swapped = define(out, 'condition', isOdd(bits))
  const parts = sineAndCosine(out, r, tail)
  const [sine, cosine] = [parts.sine, parts.cosine].map(({ leading, correction }) => {
    const value = define(out, 'f64', add(leading, correction))
    return { value, lost: define(out, 'f64', add(subtract(leading, value), correction)) }
  }) as [Rounded, Rounded]
  const above = define(out, 'f64', choose(swapped, cosine.value, sine.value))
  const below = define(out, 'f64', choose(swapped, sine.value, cosine.value))
  // Two divisions that do not wait for each other.
  const quotient = define(out, 'f64', divide(above, below))
  const inverse = define(out, 'f64', divide(number(1), below))
  const lostAbove = choose(swapped, cosine.lost, sine.lost)
  const lostBelow = choose(swapped, sine.lost, cosine.lost)
  const missing = multiply(subtract(lostAbove, multiply(quotient, lostBelow)), inverse)
  const value = define(out, 'f64', add(quotient, missing))
  const signed = define(out, 'f64', choose(swapped, negate(value), value))
  return choose(greater(absolute(x), number(2 ** -28)), signed, x)
}

/** tan x. `fallback` is the index of an imported function for |x| > 10⁶ and infinities. */
export function tangent(fallback: number): FunctionWriter {
  const out = new FunctionWriter({ parameters: ['f64'], results: ['f64'] })
  const x = get(0)
  returnUnless(out, less(absolute(x), number(largest)), call(fallback, x))
  moderateTangent(out, x)(out)
  return out
}

interface Rounded {
  readonly value: Code
  readonly lost: Code
}
