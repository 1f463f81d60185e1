import {
  columnRange,
  type Matrix,
  multiplyTransposed,
  multiplyVector,
  rankOf,
  svd,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'

/**
 * Tangent and normal space at a place on (or close to) the set, from the singular value decomposition of the Jacobian
 * (of ∇²L for a general loss). d is the number of parameters, k the rank. Cheaper than a `ZeroLossPoint`.
 */
export interface Frame {
  /** Length d. */
  readonly coordinates: Float64Array
  /** k: how many singular values count as positive. */
  readonly rank: number
  /** Whether k is also the rank found here, with a clear gap. */
  readonly clear: boolean
  /** All of them, descending. */
  readonly singularValues: Float64Array
  /** Left singular vectors of the first k: one row per row of the Jacobian. */
  readonly left: Matrix
  /** Orthonormal columns, d × (d − k). */
  readonly tangent: Matrix
  /** Orthonormal columns, d × k: right singular vectors in the order of the singular values. */
  readonly normal: Matrix
}

/** The frame at `w`, with the rank that is found there or with a given one. Throws what `svd` throws. */
export function frameAt(landscape: Landscape, w: Float64Array, rank?: number): Frame {
  const decisive = landscape.hasResiduals ? landscape.jacobian(w) : landscape.hessian(w)
  const { singularValues, U, V } = svd(decisive, { left: 'thin' })
  const found = rankOf(singularValues, { relative: landscape.hasResiduals ? 1e-9 : 1e-8 })
  const kept = rank ?? found.rank
  return {
    coordinates: w,
    rank: kept,
    clear: found.clear && found.rank === kept,
    singularValues,
    left: columnRange(U, 0, kept),
    tangent: columnRange(V, kept, V.columns),
    normal: columnRange(V, 0, kept),
  }
}

/**
 * The second fundamental form II(a, b) of the set for tangent vectors a, b of length d: the normal vector
 * −J⁺[aᵀ∇²rᵢ b], or −(∇²L)⁺∇³L[a, b] for a general loss. Off the set, where singular values beyond the rank are left out,
 * a smooth extension of it.
 */
export function bend(landscape: Landscape, frame: Frame, a: Float64Array, b: Float64Array): Float64Array {
  const { coordinates: w, left, normal, singularValues } = frame
  const second = landscape.hasResiduals ? landscape.residualsSecond(w, a, b) : landscape.thirdAlong(w, a, b)
  const components = multiplyTransposed(left, second).map((x, i) => -x / singularValues[i]!)
  return multiplyVector(normal, components)
}

/** The tangential part of a vector of length d. */
export function tangential({ tangent }: Pick<Frame, 'tangent'>, v: Float64Array): Float64Array {
  return multiplyVector(tangent, multiplyTransposed(tangent, v))
}

/**
 * d ln σ / ds along the unit tangent vector `t`, for the smallest positive singular value σ. −1 over it estimates how far
 * away a point is at which the rank drops.
 */
export function smallestSlope(landscape: Landscape, frame: Frame, t: Float64Array): number {
  const { coordinates: w, rank, left, normal, singularValues } = frame
  if (rank === 0) return 0
  const pick = (m: Matrix) => Float64Array.from({ length: m.rows }, (_, i) => m.data[i * m.columns + rank - 1]!) // prettier-ignore
  const right = pick(normal)
  const change = landscape.hasResiduals
    ? landscape.residualsSecond(w, t, right)
    : landscape.thirdAlong(w, t, right)
  return pick(left).reduce((sum, x, i) => sum + x * change[i]!, 0) / singularValues[rank - 1]!
}
