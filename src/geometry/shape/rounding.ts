import type { Estimate } from '../../base/estimate.js'
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
