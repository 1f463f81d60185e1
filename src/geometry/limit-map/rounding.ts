import { norm, trace } from '../../numeric/index.js'
import { curvatureLength } from '../reach.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { correctionIfFinite } from '../polish.js'

/** What errors of the derivatives of a limit map are made of. Estimates with a margin, not bounds. */
export interface RoundingUnits {
  /** Relative error of what is divided by normal eigenvalues: rounding and the error of the place, times conditioning. */
  readonly conditioned: number
  /** Error per |S| of a contraction ∇³L[M] where M is made from S by dividing by eigenvalues. */
  readonly perMatrix: number
  /** Smallest normal eigenvalue. */
  readonly smallest: number
}

export function roundingUnits(landscape: Landscape, point: ZeroLossPoint): RoundingUnits {
  const { coordinates: w, normalEigenvalues: values, hessian, moved, exact } = point
  const [smallest, largest] = [values[0]!, values[values.length - 1]!]
  const unit = 4 * Number.EPSILON * Math.sqrt(w.length)
  // The curvature changes by its own size over this length, so that third derivatives are of size curvature over length.
  const length = curvatureLength(landscape, w)
  const left = exact === undefined ? correctionIfFinite(landscape, w) : undefined
  const place = Math.max(Number.EPSILON * norm(w), moved.error ?? 0, left === undefined ? 0 : norm(left))
  return {
    conditioned: (unit + (4 * place) / length) * (largest / smallest),
    perMatrix: (unit * Math.sqrt(largest / smallest) * trace(hessian)) / length / smallest,
    smallest,
  }
}
