import type { ProgramBuilder, Value } from '../program-builder.js'
import { plus, product } from './arithmetic.js'
import type { LocalDerivatives } from './local.js'

/**
 * `seed` times the derivatives of `root` in the inputs on which it depends, by reverse mode: one pass from the result to
 * the inputs. Inputs without an entry have derivative 0.
 */
export function reverse(
  builder: ProgramBuilder,
  local: LocalDerivatives,
  root: Value,
  seed: Value,
): Map<number, Value> {
  const adjoints = new Array<Value | undefined>(root + 1).fill(undefined)
  adjoints[root] = seed
  const found = new Map<number, Value>()
  for (let value = root; value >= 0; value--) {
    const adjoint = adjoints[value]
    if (adjoint === undefined) continue
    if (value < builder.inputs) {
      found.set(value, adjoint)
      continue
    }
    for (const { operand, value: factor } of local.first(value))
      adjoints[operand] = plus(builder, adjoints[operand], product(builder, factor, adjoint))
  }
  return found
}
