import type { Moments } from './moments.js'
import { criticalValue, type Measured, meanEstimate } from './statistics.js'

/** When enough samples have been seen. */
export interface StoppingRule {
  /** The half-width that is wanted. */
  readonly halfWidth: number
  /** Default 0.95. */
  readonly level?: number
  /** No stop before so many samples; default 100. */
  readonly minimum?: number
}

/** Where a sequence of measurements stands. */
export interface SequentialMean {
  /**
   * Once the rule stops, the half-width is the wanted one: the interval that was computed is shorter, but the rule stops
   * when the scatter happens to be small.
   */
  readonly estimate: Measured
  readonly isReached: boolean
  /** How many samples in all the scatter so far lets expect, for the size of the next batch. */
  readonly expectedCount: number
}

/**
 * Whether the mean of independent samples, which arrive batch after batch and are put together by `mergedMoments`, is
 * known well enough: stop as soon as n ≥ `minimum` and t s/√n ≤ `halfWidth`, with Student's t of n - 1 degrees of freedom
 * (Chow & Robbins, Ann. Math. Statist. 36, 1965). All is computed from the moments: a sequence can be resumed.
 *
 * Looking at the data to decide when to stop makes intervals too short, the more so the earlier and the more skewed the
 * samples are. Measured coverage at level 95 % with looks after every sample, the lowest over wanted half-widths that
 * take 10 to 1000 samples: with a minimum of 2 it is 91 % for normal samples, 77 % for exponential ones and 66 % for χ² with
 * one degree of freedom; with 30 it is 94 %, 90 % and 88 %; with 100 it is at least 93.4 % for all of these and for events of
 * probability 1/5. Raise it for longer tails: samples that are
 * almost always the same show no scatter at first, and no rule that looks at the scatter alone notices.
 *
 * Throws a `RangeError` for a half-width that is not positive, a minimum below 2 and without samples, and `not-finite`.
 */
export function sequentialMean(moments: Moments, rule: StoppingRule): SequentialMean {
  const { halfWidth, level = 0.95, minimum = 100 } = rule
  if (!(halfWidth > 0)) throw new RangeError(`a half-width is positive, not ${halfWidth}`)
  if (!(minimum >= 2)) throw new RangeError(`a scatter is seen in two samples at least, not in ${minimum}`)
  const estimate = meanEstimate(moments, level)
  const { count } = moments
  if (count < 2) return { estimate, isReached: false, expectedCount: minimum }
  const deviation = estimate.standardError * Math.sqrt(count)
  const needed = Math.ceil((criticalValue(level, count - 1) * (deviation / halfWidth)) ** 2)
  const isReached = count >= minimum && estimate.halfWidth <= halfWidth
  return {
    estimate: isReached ? { ...estimate, halfWidth } : estimate,
    isReached,
    expectedCount: Math.max(minimum, needed),
  }
}
