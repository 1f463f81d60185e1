import type { ProgramBuilder, Value } from '../program-builder.js'
import { plus, product } from './arithmetic.js'
import type { LocalDerivatives } from './local.js'

/**
 * The derivatives of the values `of` along a direction that is given as one value per input on which they depend; what
 * has no entry does not change along it.
 */
export function forward(
  builder: ProgramBuilder,
  local: LocalDerivatives,
  of: readonly Value[],
  direction: ReadonlyMap<number, Value>,
): Map<Value, Value> {
  const last = Math.max(-1, ...of)
  const tangents = new Map<Value, Value>(direction)
  for (let value = builder.inputs; value <= last; value++) {
    let tangent: Value | undefined
    for (const { operand, value: factor } of local.first(value)) {
      const inner = tangents.get(operand)
      if (inner !== undefined) tangent = plus(builder, tangent, product(builder, factor, inner))
    }
    if (tangent !== undefined) tangents.set(value, tangent)
  }
  return tangents
}
