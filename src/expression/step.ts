import { add, scale } from './arithmetic.js'
import type { Expression } from './nodes.js'
import { rational } from './rational.js'

/** 1 where `x > 0`, 0 where `x < 0`, 1/2 at 0. */
export function step(x: Expression): Expression {
  return scale(rational.half, add(1, x.graph.call('sign', [x])))
}
