import { column, norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { bend, frameAt, tangential } from '../walk/frame.js'
import { requireClean } from './clean.js'

/** II(a, b), a normal vector of length d, from the tangential parts of two vectors of length d. */
export type SecondFundamentalForm = (a: Float64Array, b: Float64Array) => Float64Array

/**
 * The second fundamental form of the set at a point: the normal part of the acceleration of curves in it. From second
 * derivatives of the residuals, or of ∇L contracted with the two vectors; no d³ array is built. The tangent space is that
 * of the point.
 *
 * @throws `not-applicable` when the minimum is not clean
 */
export function secondFundamentalForm(landscape: Landscape, point: ZeroLossPoint): SecondFundamentalForm {
  requireClean(point, 'The second fundamental form')
  const frame = frameAt(landscape, point.coordinates, point.rank.rank)
  return (a, b) => bend(landscape, frame, tangential(point, a), tangential(point, b))
}

/** Curvatures of the set at a point, from m products for the first and m(m + 1)/2 for the others. */
export interface Curvatures {
  /** 𝒦 = Σ II(tₐ, tₐ) over an orthonormal basis of the tangent space: m times the mean of the curvatures; length d. */
  readonly meanCurvature: Float64Array
  /** Σ |II(tₐ, tₐ)|, to which rounding errors of 𝒦 are relative. */
  readonly size: number
  /** The largest |II(tₐ, tₐ)|. */
  readonly largest: number
  /** (Σ |II(tₐ, t_b)|²)^½; nothing when m is too large for all pairs. */
  readonly norm: number | undefined
  /** |𝒦|² − |II|², the scalar curvature of the set as a space of its own (Gauss's equation). */
  readonly scalarCurvature: number | undefined
}

// All pairs of so many tangent vectors are a few thousand products.
const mostForPairs = 100

/** 𝒦 and |II| at a clean point. Throws as `secondFundamentalForm` does. */
export function curvatures(landscape: Landscape, point: ZeroLossPoint): Curvatures {
  requireClean(point, 'The mean curvature')
  const frame = frameAt(landscape, point.coordinates, point.rank.rank)
  const basis = Array.from({ length: point.dimension }, (_, a) => column(point.tangent, a))
  const sum = new Float64Array(point.coordinates.length)
  let [size, squares, largest] = [0, 0, 0]
  const pairs = point.dimension <= mostForPairs
  basis.forEach((t, a) => {
    const diagonal = bend(landscape, frame, t, t)
    diagonal.forEach((x, i) => (sum[i]! += x))
    size += norm(diagonal)
    largest = Math.max(largest, norm(diagonal))
    squares += norm(diagonal) ** 2
    if (pairs) for (let b = 0; b < a; b++) squares += 2 * norm(bend(landscape, frame, t, basis[b]!)) ** 2
  })
  return {
    meanCurvature: sum,
    size,
    largest,
    norm: pairs ? Math.sqrt(squares) : undefined,
    scalarCurvature: pairs ? norm(sum) ** 2 - squares : undefined,
  }
}
