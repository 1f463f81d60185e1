import type { Budget } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { type CriticalPlace, sharpnessProfile } from '../shape/along-curve.js'
import { traceCurve } from '../walk/trace.js'

/** A one-dimensional set through a point in the part of parameter space around it, with its sharpness. */
export interface CurveSurvey {
  /** In the order of travel, one entry per parameter. */
  readonly points: readonly (readonly number[])[]
  /** Of each point, from the point asked for: negative before it. */
  readonly arcLength: readonly number[]
  /** One per point. */
  readonly sharpness: readonly number[]
  /** Which of the points is the one asked for. */
  readonly start: number
  readonly closed: boolean
  readonly length: Estimate
  /** Why it begins and ends where it does. */
  readonly ends: readonly [string, string]
  /** Local minima and maxima of the sharpness on it. */
  readonly critical: readonly CriticalPlace[]
  readonly notes: readonly string[]
}

// More cannot be seen in a figure.
const mostPoints = 300

/** @throws `not-applicable` when the set is not one-dimensional or not clean at the point */
export function surveyCurve(landscape: Landscape, point: ZeroLossPoint, budget: Budget): CurveSurvey {
  const curve = traceCurve(landscape, point, { budget, maxPoints: mostPoints })
  const profile = sharpnessProfile(landscape, curve)
  const { start, closed, length, ends } = curve
  const zero = curve.arcLength[start]!
  return {
    points: curve.points.map((w) => Array.from(w)),
    arcLength: Array.from(curve.arcLength, (s) => s - zero),
    sharpness: Array.from(profile.values),
    start,
    closed,
    length,
    ends: [ends[0].says, ends[1].says],
    critical: profile.critical,
    notes: profile.notes,
  }
}
