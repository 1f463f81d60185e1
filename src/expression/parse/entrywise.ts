import { failure } from '../../base/wording.js'
import type { Expression } from '../nodes.js'
import { isScalar, sameShape, shapeName, type Value } from './value.js'

/** Throws `shape-mismatch` naming both shapes. */
export function mismatch(operation: string, left: Value, right: Value, hint?: string): Error {
  const facts = { operation, left: shapeName(left.shape), right: shapeName(right.shape) }
  return failure('shape-mismatch', hint === undefined ? facts : { ...facts, hint })
}

/**
 * Combines values entry by entry; numbers are repeated to the shape of the others. All that are not numbers must have
 * one shape, else `shape-mismatch`.
 */
export function entrywise(
  operation: string,
  values: readonly Value[],
  combine: (entries: readonly Expression[]) => Expression,
  hint?: string,
): Value {
  const shaped = values.find((value) => !isScalar(value)) ?? values[0]!
  for (const value of values)
    if (!isScalar(value) && !sameShape(value, shaped)) throw mismatch(operation, shaped, value, hint)
  const entries = shaped.entries.map((_, index) =>
    combine(values.map((value) => (isScalar(value) ? value.entries[0]! : value.entries[index]!))),
  )
  return { shape: shaped.shape, entries }
}
