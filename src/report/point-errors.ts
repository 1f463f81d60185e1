import { correction, type ZeroLossPoint } from '../geometry/index.js'
import { norm } from '../numeric/index.js'

/** How far the numbers of a point may be off. Estimates from rounding and from the distance to the set. */
export interface PointErrors {
  /** Of each coordinate; 0 where the coordinates are exact. */
  readonly coordinate: number
  /** Of each singular value. */
  readonly singularValue: number
  /** Of each eigenvalue on the normal space. */
  readonly eigenvalue: number
  /** Sine of the angle by which the computed tangent space may be tilted. */
  readonly angle: number
}

/**
 * The errors of a point's numbers: the Gauss–Newton correction that is left for the coordinates, and for the
 * decompositions a small multiple of the rounding unit times the size of the matrix.
 */
export function pointErrors(point: ZeroLossPoint): PointErrors {
  const { landscape, coordinates, rank, sharpness, exact } = point
  const size = Math.max(rank.rows, rank.columns, 1)
  const largest = rank.singularValues[0] ?? 0
  const smallestKept = rank.singularValues[rank.rank - 1] ?? 0
  const rounding = 8 * Number.EPSILON * size
  const offset =
    exact === undefined
      ? norm(correction(landscape, coordinates)) + Number.EPSILON * (1 + norm(coordinates))
      : 0
  // The second derivatives change by about their own size over the length |w|.
  const displaced = offset / (1 + norm(coordinates))
  return {
    coordinate: offset,
    singularValue: (rounding + displaced) * largest,
    eigenvalue: (10 * rounding + displaced) * sharpness,
    angle: smallestKept > 0 ? ((rounding + displaced) * largest) / smallestKept : 0,
  }
}
