import { normalQuantile } from './distributions.js'
import type { Measured } from './statistics.js'

/**
 * The share of successes among independent trials with Wilson's interval (JASA 22, 1927) at `level` (default 0.95), which
 * holds near 0 and 1 too. The interval is not symmetric about the share: the half-width is that of its longer side.
 * Without trials the half-width is infinite. Throws a `RangeError` unless 0 ≤ successes ≤ trials.
 */
export function proportionEstimate(successes: number, trials: number, level = 0.95): Measured {
  if (!(successes >= 0 && successes <= trials))
    throw new RangeError(`there are not ${successes} successes among ${trials} trials`)
  if (trials === 0)
    return {
      kind: 'measured',
      value: 0,
      halfWidth: Infinity,
      standardError: Infinity,
      level,
      count: 0,
      isShare: true,
    }
  const z = normalQuantile((1 + level) / 2)
  const share = successes / trials
  const shrink = 1 + z ** 2 / trials
  const centre = (share + z ** 2 / (2 * trials)) / shrink
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2)
  const halfWidth = half + Math.abs(centre - share)
  return {
    kind: 'measured',
    value: share,
    halfWidth,
    standardError: halfWidth / z,
    level,
    count: trials,
    isShare: true,
  }
}
