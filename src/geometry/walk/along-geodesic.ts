import type { Budget } from '../../base/budget.js'
import { norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { frameAt } from './frame.js'
import { geodesic } from './geodesic.js'

/** A place on a geodesic of the set. */
export interface GeodesicPlace {
  /** Arc length from the point where it began, negative behind it. */
  readonly s: number
  /** Length d. */
  readonly coordinates: Float64Array
  /** Unit tangent in the direction of growing s. */
  readonly direction: Float64Array
}

// Positions are shown to six digits.
const accuracy = 1e-8

/**
 * The geodesic of the set through a point, asked for at any arc length: from the nearest place already known. On a
 * one-dimensional set it is the set itself. What is asked in the same order gives the same places to the last bit.
 *
 * @param direction tangent at the point, not 0; its length does not matter
 * @returns throws what `geodesic` throws where the set ends
 */
export function alongGeodesic(
  landscape: Landscape,
  point: ZeroLossPoint,
  direction: Float64Array,
  budget?: Budget,
): (s: number) => GeodesicPlace {
  const { rank } = point.rank
  const size = norm(direction)
  const known: GeodesicPlace[] = [
    { s: 0, coordinates: point.coordinates, direction: direction.map((x) => x / size) },
  ]
  return (s) => {
    const near = known.reduce((a, b) => (Math.abs(b.s - s) < Math.abs(a.s - s) ? b : a))
    if (near.s === s) return near
    const frame = frameAt(landscape, near.coordinates, rank)
    const step = s - near.s
    const { coordinates, velocity } = geodesic(
      landscape,
      frame,
      near.direction.map((x) => step * x),
      { accuracy, ...(budget && { budget }) },
    )
    const found = { s, coordinates, direction: velocity.map((x) => x / step) }
    known.push(found)
    return found
  }
}
