import { type Budget, spent, unlimited } from '../../base/budget.js'
import { dot, norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { arcLengths } from './arc-length.js'
import { type Frame, frameAt } from './frame.js'
import { retract } from './retraction.js'

/** A point of a one-dimensional set and the unit tangent there, both of length d. */
export interface CurveNode {
  readonly at: Float64Array
  readonly tangent: Float64Array
}

/**
 * Points of a one-dimensional set at the arc lengths h, 2h, 3h, … from a point in one direction; the spacing is kept to
 * O(h⁵). Fewer than asked for where the set cannot be followed further, or the time is over. `start` is a `ZeroLossPoint` or a `Frame`.
 */
export function evenSteps(
  landscape: Landscape,
  start: Pick<Frame, 'coordinates' | 'normal'>,
  direction: Float64Array,
  spacing: number,
  count: number,
  budget: Budget = unlimited,
): CurveNode[] {
  const nodes: CurveNode[] = []
  let frame = frameAt(landscape, start.coordinates, start.normal.columns)
  let tangent = alongCurve(frame, direction)
  for (let k = 0; k < count && !spent(budget); k++) {
    let length = spacing
    let next: Frame | undefined
    // The arc over a tangential step is a little longer than the step; a second try has the length right.
    for (let attempt = 0; attempt < 2; attempt++) {
      const arrived = retract(landscape, frame, tangent.map((x) => length * x)) // prettier-ignore
      if (arrived.outcome === 'refused') return nodes
      next = frameAt(landscape, arrived.coordinates, start.normal.columns)
      if (!next.clear) return nodes
      const ends = [
        { at: frame.coordinates, tangent },
        { at: next.coordinates, tangent: alongCurve(next, tangent) },
      ]
      length *= spacing / arcLengths(ends)[1]!
    }
    tangent = alongCurve(next!, tangent)
    frame = next!
    nodes.push({ at: frame.coordinates, tangent })
  }
  return nodes
}

/** The unit tangent that points the same way. */
function alongCurve({ tangent }: Frame, direction: Float64Array): Float64Array {
  const sign = dot(tangent.data, direction) < 0 ? -1 : 1
  const size = norm(tangent.data)
  return tangent.data.map((x) => (sign * x) / size)
}
