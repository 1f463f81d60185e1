import type { Expression } from '../nodes.js'

/** What a formula stands for: a number, a vector or a matrix of expressions. */
export interface Value {
  /** `[]` for a number, `[n]` for a (column) vector, `[rows, columns]` for a matrix. */
  readonly shape: readonly number[]
  /** Row by row; as many as the product of `shape`. */
  readonly entries: readonly Expression[]
}

export function scalar(entry: Expression): Value {
  return { shape: [], entries: [entry] }
}

export function vector(entries: readonly Expression[]): Value {
  return { shape: [entries.length], entries }
}

export function matrix(rows: number, columns: number, entries: readonly Expression[]): Value {
  return { shape: [rows, columns], entries }
}

export function isScalar(value: Value): boolean {
  return value.shape.length === 0
}

export function sameShape(a: Value, b: Value): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis])
}

/** A shape in words: 'a number', 'a vector of 3', 'a 2×3 matrix'. */
export function shapeName(shape: readonly number[]): string {
  if (shape.length === 0) return 'a number'
  if (shape.length === 1) return `a vector of ${shape[0]}`
  return `a ${shape.join('×')} matrix`
}
