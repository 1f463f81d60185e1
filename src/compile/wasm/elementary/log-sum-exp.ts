import {
  add,
  call,
  choose,
  type Code,
  define,
  equal,
  maximum,
  minimum,
  number,
  subtract,
} from '../formula.js'
import type { FunctionWriter } from '../module.js'
import { exponential } from './exponential.js'
import { log1pOfNonnegative } from './logarithm.js'

/**
 * ln Σ e^xᵢ = m + ln(1 + Σ′ e^(xᵢ − m)) for the largest operand m and the others. With two or three operands within 2 units
 * in the last place of the larger one of |m| and the logarithm, with up to eight within 3, but for the rounding of
 * xᵢ − m, which counts as half a unit in its last place on xᵢ. Where a negative m cancels with the logarithm, that is much
 * relative to the sum.
 */
export function logSumExp(out: FunctionWriter, ...operands: Code[]): Code {
  return shifted(out, operands, (x) => exponential(out, x))
}

/** The same for many operands: e^x is a call of the function with this index. */
export const logSumExpByCalls =
  (exp: number) =>
  (out: FunctionWriter, ...operands: Code[]): Code =>
    shifted(out, operands, (x) => call(exp, x))

function shifted(out: FunctionWriter, [first, ...following]: Code[], exp: (x: Code) => Code): Code {
  let largest = first!
  // Each time the smaller one of two is put aside, so that in the end the largest is the only one left out.
  const others: Code[] = []
  for (const operand of following) {
    others.push(define(out, 'f64', minimum(largest, operand)))
    largest = define(out, 'f64', maximum(largest, operand))
  }
  let rest: Code = number(0)
  others.forEach((other, index) => {
    const term = exp(subtract(other, largest))
    rest = define(out, 'f64', index === 0 ? term : add(rest, term))
  })
  const value = add(largest, log1pOfNonnegative(out, rest))
  const isFinite = equal(subtract(largest, largest), number(0))
  return choose(isFinite, value, largest)
}
