import { type Budget, unlimited } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import { failure } from '../../base/wording.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { requireClean } from '../shape/clean.js'
import { arcLengthError, arcLengths } from './arc-length.js'
import { type Box, boxAround, checkBox, widthOf } from './box.js'
import { frameAt } from './frame.js'
import { type CurveEnd, type CurvePlace, march, type March, type MarchLimits } from './march.js'

export interface TraceOptions {
  /** Default: `boxAround` the point. */
  readonly box?: Box
  /** Radians by which the tangent turns in a step, about (default 0.1). */
  readonly turning?: number
  /** The longest step (default: a fortieth of the longest edge of the box). */
  readonly maxStep?: number
  /** The most arc length in each direction. */
  readonly maxLength?: number
  /** The most points in each direction (default 2000). */
  readonly maxPoints?: number
  readonly budget?: Budget
}

/** A one-dimensional zero-loss set followed through a point. */
export interface Curve {
  /** In the order of travel, each of length d; a closed curve ends with its first point again. */
  readonly points: readonly Float64Array[]
  /** Unit tangents in the direction of travel. */
  readonly tangents: readonly Float64Array[]
  /** Length of the curve from the first point to each. */
  readonly arcLength: Float64Array
  /** Which of the points is the one that was given; its coordinates are unchanged. */
  readonly start: number
  readonly closed: boolean
  readonly length: Estimate
  /** Why it begins at the first point and ends at the last. */
  readonly ends: readonly [CurveEnd, CurveEnd]
  readonly rejectedSteps: number
}

/**
 * Follows a one-dimensional set from a point in both directions: steps along the tangent, brought back to the set in the
 * normal space, as long as the curvature and the nearest loss of rank ahead allow. A direction ends where the curve closes
 * or leaves the box, at a singular point, or at a limit.
 *
 * @throws `not-applicable` when the set is not one-dimensional or not clean at the point, `bad-option`
 */
export function traceCurve(landscape: Landscape, point: ZeroLossPoint, options: TraceOptions = {}): Curve {
  requireClean(point, 'Tracing the set')
  if (point.dimension !== 1)
    throw failure('not-applicable', {
      theorem: 'Tracing the set',
      hypothesis: 'the set is one-dimensional',
      witness: `its dimension is ${point.dimension}`,
    })
  const limits = limitsFrom(point, options)
  const frame = frameAt(landscape, point.coordinates, point.rank.rank)
  const direction = point.tangent.data.slice()
  const forward = march(landscape, { frame, direction }, limits)
  const closed = forward.end.reason === 'closed'
  const backward: March | undefined = closed
    ? undefined
    : march(landscape, { frame, direction: direction.map((x) => -x) }, limits)
  const before = [...(backward?.places ?? [])].reverse().map(turned)
  const places = [...before, { frame, direction }, ...forward.places]
  const points = places.map((place) => ({ at: place.frame.coordinates, tangent: place.direction }))
  const arcLength = arcLengths(points)
  return {
    points: points.map(({ at }) => at),
    tangents: points.map(({ tangent }) => tangent),
    arcLength,
    start: before.length,
    closed,
    length: {
      kind: 'numerical',
      value: arcLength.at(-1)!,
      error: arcLengthError(points),
      method: 'chords corrected by the tangents at their ends',
    },
    ends: [backward?.end ?? forward.end, forward.end],
    rejectedSteps: forward.rejected + (backward?.rejected ?? 0),
  }
}

const turned = ({ frame, direction }: CurvePlace): CurvePlace => ({
  frame,
  direction: direction.map((x) => -x),
})

function limitsFrom({ coordinates }: ZeroLossPoint, options: TraceOptions): MarchLimits {
  const box = options.box ?? boxAround(coordinates)
  checkBox(box, coordinates)
  const limits = {
    box,
    turning: options.turning ?? 0.1,
    maxStep: options.maxStep ?? widthOf(box) / 40,
    maxLength: options.maxLength ?? Infinity,
    maxPoints: options.maxPoints ?? 2000,
    budget: options.budget ?? unlimited,
  }
  for (const [option, value] of [
    ['turning', limits.turning],
    ['maxStep', limits.maxStep],
    ['maxLength', limits.maxLength],
  ] as const)
    // prettier-ignore
    if (!(value > 0)) throw failure('bad-option', { option, expected: 'a positive number', got: String(value) })
  return limits
}
