import { measured, meanEstimate, type Measured, type Moments } from '../../numeric/index.js'
import type { DisplacementExperiment } from '../../theory/index.js'
import { farthest, settling } from './landing.js'

const level = 0.99

export interface Extrapolated {
  readonly estimate: Measured
  readonly systematic: number
}

/**
 * Linear extrapolation of the means of two levels to where the bias vanishes; what remains is of second order in the
 * correction made. The mean of a single level stays as it is.
 *
 * @param lost share of the runs that left: where these would have ended is not known, only that it is at least as far as that
 */
export function extrapolated(
  [coarse, fine]: readonly Moments[],
  { scale, length }: DisplacementExperiment,
  lost = 0,
): Extrapolated {
  if (coarse === undefined) throw new RangeError('there is no level to extrapolate from')
  if (fine === undefined) return single(coarse, settling * length + lostBias(lost, length))
  const count = Math.min(coarse.count, fine.count)
  if (count < 2) return { estimate: measured(0, Infinity, 0, level, count), systematic: 0 }
  const [a, b] = [meanEstimate(coarse), meanEstimate(fine)]
  const correction = b.value - a.value
  const excess = Math.max(0, Math.abs(correction) - 2 * Math.hypot(a.standardError, b.standardError))
  // Of the extrapolated mean 2b − a.
  const systematic = (2 * excess ** 2) / scale + settling * length + 3 * lostBias(lost, length)
  const statistical = measured(
    b.value + correction,
    Math.hypot(a.standardError, 2 * b.standardError),
    count - 1,
    level,
    count,
  )
  return { estimate: { ...statistical, halfWidth: statistical.halfWidth + systematic }, systematic }
}

/** How much a share of the runs that left changes the mean at least. */
export function lostBias(lost: number, length: number): number {
  return lost * farthest * length
}

function single(moments: Moments, systematic: number): Extrapolated {
  if (moments.count < 2) return { estimate: measured(0, Infinity, 0, level, moments.count), systematic: 0 }
  const { value, standardError } = meanEstimate(moments)
  const statistical = measured(value, standardError, moments.count - 1, level, moments.count)
  return { estimate: { ...statistical, halfWidth: statistical.halfWidth + systematic }, systematic }
}
