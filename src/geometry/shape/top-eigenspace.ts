import { column, fromColumns, type Matrix, multiplyTransposed } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import type { SymmetricMap } from './spectraplex.js'

/** Eigenvalues of the Hessian at and near the largest. */
export interface TopEigenspace {
  /** Descending; the first is the sharpness. */
  readonly values: Float64Array
  /** Their eigenvectors as columns, d × r. */
  readonly vectors: Matrix
  /** The largest eigenvalue that was left out (0 for the kernel). */
  readonly below: number
}

/** The eigenvalues within `window` of the largest, relative to it; at most `most`. The point must be clean. */
export function topEigenspace(point: ZeroLossPoint, window: number, most = Infinity): TopEigenspace {
  const { normalEigenvalues: all, normal } = point
  const k = all.length
  const within = all.filter((value) => value >= point.sharpness * (1 - window)).length
  const r = Math.min(Math.max(1, within), most)
  const places = Array.from({ length: r }, (_, i) => k - 1 - i)
  return {
    values: Float64Array.from(places, (place) => all[place]!),
    vectors: fromColumns(places.map((place) => column(normal, place)), normal.rows), // prettier-ignore
    below: all[k - 1 - r] ?? 0,
  }
}

/** ∇³L[qᵢ, qⱼ] for eigenvectors qᵢ, qⱼ: length d, and its components along the tangent basis, length m. */
export interface EigenvalueSlopes {
  readonly ambient: SymmetricMap
  readonly tangential: SymmetricMap
}

/**
 * First derivatives of a group of eigenvalues: along a tangent vector Σ vₐtₐ the block of the Hessian on the group changes
 * by the matrix with entries v·c_ij, c_ij the tangential parts.
 */
export function eigenvalueSlopes(
  landscape: Landscape,
  { coordinates, tangent }: ZeroLossPoint,
  vectors: Matrix,
): EigenvalueSlopes {
  const columns = Array.from({ length: vectors.columns }, (_, i) => column(vectors, i))
  const lower = columns.map((p, i) => columns.slice(0, i + 1).map((q) => landscape.thirdAlong(coordinates, p, q))) // prettier-ignore
  const ambient = columns.map((_, i) => columns.map((_, j) => lower[Math.max(i, j)]![Math.min(i, j)]!))
  const parts = lower.map((row) => row.map((v) => multiplyTransposed(tangent, v)))
  const tangential = columns.map((_, i) => columns.map((_, j) => parts[Math.max(i, j)]![Math.min(i, j)]!))
  return { ambient, tangential }
}
