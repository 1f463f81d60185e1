import type { ProgramBuilder, Value } from '../program-builder.js'
import { plus, product } from './arithmetic.js'
import type { LocalDerivatives } from './local.js'

/** What a pass notes for each value below a root; between passes all is `undefined`. */
export type Adjoints = (Value | undefined)[]

export function adjointsBelow(root: Value): Adjoints {
  return new Array<Value | undefined>(root + 1).fill(undefined)
}

/**
 * `seed` times the derivatives of `root` in the inputs on which it depends, by reverse mode: one pass from the result to
 * the inputs. Inputs without an entry have derivative 0. Takes time as the values between root and inputs, not as
 * `adjoints`, which passes can share.
 */
export function reverse(
  builder: ProgramBuilder,
  local: LocalDerivatives,
  root: Value,
  seed: Value,
  adjoints: Adjoints = adjointsBelow(root),
): Map<number, Value> {
  const { inputs } = builder
  const found = new Map<number, Value>()
  adjoints[root] = seed
  let pending = root < inputs ? 0 : 1
  for (let value = root; pending > 0; value--) {
    const adjoint = adjoints[value]
    if (adjoint === undefined) continue
    adjoints[value] = undefined
    pending--
    const firsts = local.first(value)
    for (let index = 0; index < firsts.length; index++) {
      const { operand, value: factor } = firsts[index]!
      const known = adjoints[operand]
      if (known === undefined && operand >= inputs) pending++
      adjoints[operand] = plus(builder, known, product(builder, factor, adjoint))
    }
  }
  for (let input = inputs - 1; input >= 0; input--) {
    const adjoint = adjoints[input]
    if (adjoint === undefined) continue
    adjoints[input] = undefined
    found.set(input, adjoint)
  }
  return found
}
