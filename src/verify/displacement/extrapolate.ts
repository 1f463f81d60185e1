import { measured, meanEstimate, type Measured, type Moments } from '../../numeric/index.js'
import type { DisplacementExperiment } from '../../theory/index.js'
import { settling } from './landing.js'

const level = 0.99

export interface Extrapolated {
  readonly estimate: Measured
  readonly systematic: number
}

/** Linear extrapolation of the means to variance zero. What remains is of second order in the correction made. */
export function extrapolated(
  coarse: Moments,
  fine: Moments,
  { scale, length }: DisplacementExperiment,
): Extrapolated {
  const count = Math.min(coarse.count, fine.count)
  if (count < 2) return { estimate: measured(0, Infinity, 0, level, count), systematic: 0 }
  const [a, b] = [meanEstimate(coarse), meanEstimate(fine)]
  const correction = b.value - a.value
  const excess = Math.max(0, Math.abs(correction) - 2 * Math.hypot(a.standardError, b.standardError))
  const systematic = (2 * excess ** 2) / scale + settling * length
  const statistical = measured(
    b.value + correction,
    Math.hypot(a.standardError, 2 * b.standardError),
    count - 1,
    level,
    count,
  )
  return { estimate: { ...statistical, halfWidth: statistical.halfWidth + systematic }, systematic }
}
