import type { ProgramBuilder, Value } from '../program-builder.js'

/**
 * Tells which values of a builder, also those made later, depend on the inputs for which `isVariable` holds. Each value is
 * looked at once.
 */
export function activity(
  builder: ProgramBuilder,
  isVariable: (input: number) => boolean,
): (value: Value) => boolean {
  const active: boolean[] = []
  return (value) => {
    for (let next = active.length; next <= value; next++) {
      let depends = next < builder.inputs && isVariable(next)
      for (let index = builder.operandCount(next) - 1; !depends && index >= 0; index--)
        depends = active[builder.operand(next, index)]!
      active.push(depends)
    }
    return active[value]!
  }
}
