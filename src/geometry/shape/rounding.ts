import type { Estimate } from '../../base/estimate.js'
import { column, norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'

/** A number computed in floating point, with the estimate of its error. */
export function numerical(value: number, error: number, method: string): Estimate {
  return { kind: 'numerical', value, error, method }
}

/**
 * Units for errors of rounding, relative to the terms that are added up: of matrix decompositions (`plain`), and of what
 * divides by the smallest singular value as well (`conditioned`). Estimates with a margin, not bounds.
 */
export function rounding({ rank, coordinates }: ZeroLossPoint): { plain: number; conditioned: number } {
  const plain = 16 * Number.EPSILON * Math.sqrt(coordinates.length)
  const values = rank.singularValues
  return { plain, conditioned: rank.rank === 0 ? plain : (plain * values[0]!) / values[rank.rank - 1]! }
}

/** What the rounding of the coordinates does to a quantity with a gradient of this length: it grows with |w|. */
export function ofCoordinates({ coordinates }: ZeroLossPoint, slope: number): number {
  return Number.EPSILON * norm(coordinates) * slope
}

/** Estimate of the rounding error of the normal eigenvalues, or of the sharpness alone. */
export function eigenvalueError(
  landscape: Landscape,
  point: ZeroLossPoint,
  of: 'all' | 'largest' = 'largest',
): number {
  const { coordinates, normal, sharpness } = point
  const last = normal.columns - 1
  const slopes = Array.from(
    { length: of === 'all' ? normal.columns : Math.min(1, normal.columns) },
    (_, k) => {
      const vector = column(normal, last - k)
      return norm(landscape.thirdAlong(coordinates, vector, vector))
    },
  )
  return rounding(point).plain * sharpness + ofCoordinates(point, Math.max(0, ...slopes))
}
