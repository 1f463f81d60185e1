import {
  dot,
  leastSquares,
  matrix,
  type Matrix,
  multiplyVector,
  norm,
  symmetricEigen,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { sharpnessHessian } from './sharpness-hessian.js'
import { image, leastOverSpectraplex, type SymmetricMap } from './spectraplex.js'
import { eigenvalueSlopes, type TopEigenspace, topEigenspace } from './top-eigenspace.js'

/** Newton's step towards a critical point of the sharpness at which r eigenvalues are the largest together. */
export interface CriticalStep {
  readonly top: TopEigenspace
  /** c_ij, the first derivatives of the group of eigenvalues. */
  readonly slopes: SymmetricMap
  /** Y ⪰ 0, tr Y = 1: the convex combination of smallest slope. */
  readonly weights: Matrix
  /** |Σ Y_ij c_ij|. */
  readonly slope: number
  /** m × m, see `sharpnessHessian`. */
  readonly hessian: Matrix
  /** Components of the step along the tangent basis, length m. */
  readonly step: Float64Array
}

// Where the slopes of several eigenvalues vanish one by one, any weights will do: then all get the same.
const towardsMean = 1e-10

/** A length to compare with: |w|, or 1 at the origin. */
export function lengthScale(w: Float64Array): number {
  return norm(w) || 1
}

/**
 * For r = 1 the step −W⁺g with the gradient g and the Hessian W of the sharpness along the set. For r > 1 that of Overton
 * (1988, 1992): stationary for the multipliers Y while the r eigenvalues become equal, by least squares since both sets of
 * equations may be redundant. The point must be clean.
 */
export function criticalStep(landscape: Landscape, point: ZeroLossPoint, r: number): CriticalStep {
  const top = topEigenspace(point, 1, r)
  const slopes = eigenvalueSlopes(landscape, point, top.vectors).tangential
  const scale = lengthScale(point.coordinates) / point.sharpness
  const units = slopes.map((row) => row.map((v) => v.map((x) => x * scale)))
  const weights = refined(units, leastOverSpectraplex(units, new Float64Array(slopes.length), towardsMean))
  const combined = image(slopes, weights)
  const hessian = sharpnessHessian(landscape, point, top, weights)
  const step = slopes.length === 1 ? newtonStep(hessian, combined) : jointStep(point, top, units, hessian)
  return { top, slopes, weights, slope: norm(combined), hessian, step }
}

// Directions in which the sharpness is flat to this, relative to the largest curvature, are left alone.
const flat = 1e-9

function newtonStep(hessian: Matrix, gradient: Float64Array): Float64Array {
  const { values, vectors } = symmetricEigen(hessian)
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const weights = Float64Array.from(values, (value, k) => {
    if (!(Math.abs(value) > flat * largest)) return 0
    let component = 0
    gradient.forEach((x, i) => (component += vectors.data[i * vectors.columns + k]! * x))
    return -component / value
  })
  return multiplyVector(vectors, weights)
}

/** All pairs i ≤ j < r, the coordinates of symmetric r × r matrices. */
function pairsUpTo(r: number): (readonly [number, number])[] {
  return Array.from({ length: r }, (_, i) => Array.from({ length: i + 1 }, (_, j) => [j, i] as const)).flat()
}

// W v + Σ Y_ij c_ij = 0,  Λ + (v·c_ij) = s I,  tr Y = 1 in (v, s, Y), in units of the length scale and the sharpness.
function jointStep(point: ZeroLossPoint, top: TopEigenspace, c: SymmetricMap, hessian: Matrix): Float64Array {
  const m = point.dimension
  const pairs = pairsUpTo(c.length)
  const size = m + 1 + pairs.length
  const system = matrix(size, size)
  const right = new Float64Array(size)
  const length = lengthScale(point.coordinates)
  const set = (i: number, j: number, value: number) => (system.data[i * size + j] = value)
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) set(a, b, (hessian.data[a * m + b]! * length * length) / point.sharpness)
  pairs.forEach(([i, j], p) => {
    c[i]![j]!.forEach((x, a) => {
      set(a, m + 1 + p, i === j ? x : 2 * x)
      set(m + p, a, x)
    })
    if (i !== j) return
    set(m + p, m, -1)
    right[m + p] = 1 - top.values[i]! / point.sharpness
    set(size - 1, m + 1 + p, 1)
  })
  right[size - 1] = 1
  // Columns: v, s, Y. Rows: m of the first kind, one per pair, the trace.
  return leastSquares(system, right, { relative: flat })
    .slice(0, m)
    .map((x) => x * length)
}

/**
 * First-order methods find Y to some digits only. The nearest solution of the linear equations Σ Y_ij c_ij = 0, tr Y = 1
 * has them all, and is taken when it is close and has no negative eigenvalue.
 */
function refined(c: SymmetricMap, y: Matrix): Matrix {
  const r = c.length
  if (r === 1) return y
  const pairs = pairsUpTo(r)
  const rows = c[0]![0]!.length
  const system = matrix(rows + 1, pairs.length)
  pairs.forEach(([i, j], p) => {
    const weight = i === j ? 1 : Math.SQRT2
    c[i]![j]!.forEach((x, a) => (system.data[a * pairs.length + p] = weight * x))
    system.data[rows * pairs.length + p] = i === j ? 1 : 0
  })
  const right = new Float64Array(rows + 1)
  right.set(image(c, y).map((x) => -x))
  const change = leastSquares(system, right, { relative: 1e-10 })
  if (norm(change) > 1e-2) return y
  const better = { ...y, data: y.data.slice() }
  pairs.forEach(([i, j], p) => {
    const x = change[p]! * (i === j ? 1 : Math.SQRT1_2)
    better.data[i * r + j]! += x
    if (i !== j) better.data[j * r + i]! += x
  })
  return symmetricEigen(better).values[0]! >= -1e-12 && norm(image(c, better)) < norm(image(c, y))
    ? better
    : y
}

/** What the block of the Hessian on the group becomes to first order: Λ + (v·c_ij), r × r. */
export function movedBlock(values: ArrayLike<number>, c: SymmetricMap, v: Float64Array): Matrix {
  const r = c.length
  const block = matrix(r, r)
  c.forEach((row, i) =>
    row.forEach((each, j) => (block.data[i * r + j] = dot(each, v) + (i === j ? values[i]! : 0))),
  )
  return block
}
