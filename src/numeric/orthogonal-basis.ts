import {
  column,
  entry,
  fromColumns,
  largestMagnitude,
  type Matrix,
  matrix,
  multiply,
  norm,
  transpose,
} from './matrix.js'
import { reflected } from './reflection.js'

/**
 * Completes orthonormal columns to an orthogonal matrix. `q` is rows×k with orthonormal columns, k ≤ rows; the result
 * is rows×rows, starts with exactly these columns, and the others span their orthogonal complement.
 *
 * Householder's QR of `q`: the reflections that turn its columns into ±e₁, …, ±eₖ turn e_{k+1}, … into the rest.
 */
export function completedBasis(q: Matrix): Matrix {
  const { rows } = q
  const columns = Array.from({ length: q.columns }, (_, j) => column(q, j))
  const work = columns.map((c) => c.slice())
  const reflectors: Float64Array[] = []
  work.forEach((current, k) => {
    for (const [i, reflector] of reflectors.entries()) reflected(current, i, reflector, i, rows, 2)
    const reflector = reflectorFor(current, k)
    reflectors.push(reflector)
  })
  for (let j = q.columns; j < rows; j++) {
    const next = new Float64Array(rows)
    next[j] = 1
    for (let k = reflectors.length - 1; k >= 0; k--) reflected(next, k, reflectors[k]!, k, rows, 2)
    columns.push(next)
  }
  return fromColumns(columns, rows)
}

// The unit vector u, zero above `first`, with (I - 2uuᵀ)v a multiple of e_first below and including `first`.
function reflectorFor(v: Float64Array, first: number): Float64Array {
  const u = v.slice()
  u.fill(0, 0, first)
  const length = norm(u)
  u[first]! += u[first]! >= 0 ? length : -length
  const size = norm(u)
  return size === 0 ? u : u.map((x) => x / size)
}

/**
 * The sign that makes the vector's entry of largest magnitude positive, so that eigenvectors and singular vectors do
 * not change sign from run to run. Among entries equal up to rounding the first counts.
 */
export function preferredSign(v: ArrayLike<number>): 1 | -1 {
  const threshold = largestMagnitude(v) * (1 - 1e-8)
  for (let i = 0; i < v.length; i++) {
    if (Math.abs(v[i]!) >= threshold && v[i] !== 0) return v[i]! < 0 ? -1 : 1
  }
  return 1
}

/** The largest entry of |mᵀm - I|: how far the columns are from orthonormal. */
export function orthogonalityDefect(m: Matrix): number {
  const products = multiply(transpose(m), m)
  for (let i = 0; i < m.columns; i++) products.data[i * (m.columns + 1)]! -= 1
  return largestMagnitude(products.data)
}

/** Copies columns in the given order, each times its sign. */
export function arrangedColumns(m: Matrix, order: readonly number[], signs: readonly number[]): Matrix {
  const result = matrix(m.rows, order.length)
  for (let i = 0; i < m.rows; i++) {
    for (let k = 0; k < order.length; k++)
      result.data[i * order.length + k] = entry(m, i, order[k]!) * signs[k]!
  }
  return result
}
