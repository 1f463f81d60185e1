import { kolmogorovQuantile, measured, momentsOf, normalQuantile, variance } from '../../numeric/index.js'
import type { LawExperiment } from '../../theory/index.js'
import { settling } from '../displacement/landing.js'
import type { MeasuredQuantity } from '../measurement.js'
import type { LevelFindings } from './level.js'

const level = 0.99

// A correction by more than this part of the scale is no small one: what is beyond counts as a systematic error as a whole.
const trusted = 0.3

// By so much a distribution function changes at most when a law is moved by its standard deviation.
const ofShift = 0.4

/** What an ensemble says of the law for σ → 0. */
export interface ExtrapolatedLaw {
  readonly mean: MeasuredQuantity
  readonly deviation: MeasuredQuantity
  readonly distance: MeasuredQuantity
  /** The distribution function at the predicted points, with half-widths that hold for each on its own. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly halfWidth: number }[]
}

/** A mean or the like at one level. */
interface Rough {
  readonly value: number
  readonly standardError: number
  readonly count: number
}

/**
 * Linear in σ² from two levels with variances v and v/r: what is found at the second plus 1/(r − 1) of how it differs from the
 * first. What remains is of second order in what was corrected: c²/r with the whole correction c of the first level, in units
 * of the scale, and c itself where it is not small.
 */
export function extrapolatedLaw(
  found: readonly [LevelFindings, LevelFindings],
  experiment: LawExperiment,
): ExtrapolatedLaw | undefined {
  if (found.some(({ values }) => values.length < 4)) return undefined
  const { levels, deviation: scale, law, length } = experiment
  const ratio = (levels[0].noiseStrength / levels[1].noiseStrength) ** 2
  const weights = [-1 / (ratio - 1), ratio / (ratio - 1)] as const
  /** Beyond what the difference of the levels could be by chance. */
  const systematicOf = (difference: number, chance: number, unit: number): number => {
    const correction = (Math.max(0, Math.abs(difference) - chance) * ratio) / (ratio - 1)
    return correction ** 2 / (ratio * unit) + Math.max(0, correction - trusted * unit)
  }
  // Runs that did not settle could be anywhere.
  const lost = Math.max(...found.map(lostShare))
  const combined = (of: (values: readonly number[]) => Rough): MeasuredQuantity => {
    const [a, b] = [of(found[0].values), of(found[1].values)]
    const chance = 2 * Math.hypot(a.standardError, b.standardError)
    const systematic = systematicOf(b.value - a.value, chance, scale) + (settling + lost) * length
    const value = weights[0] * a.value + weights[1] * b.value
    const error = Math.hypot(weights[0] * a.standardError, weights[1] * b.standardError)
    const count = Math.min(a.count, b.count)
    const estimate = measured(value, error, count - 1, level, count)
    return { estimate: { ...estimate, halfWidth: estimate.halfWidth + systematic }, systematic }
  }
  const [coarse, fine] = found.map(({ values }) => Float64Array.from(values).sort()) as [
    Float64Array,
    Float64Array,
  ]
  const points = law.map(({ at }) => {
    const [f, g] = [shareBelow(coarse, at), shareBelow(fine, at)]
    const y = weights[0] * f + weights[1] * g
    const spread = Math.hypot(
      weights[0] * Math.sqrt((f * (1 - f)) / coarse.length),
      weights[1] * Math.sqrt((g * (1 - g)) / fine.length),
    )
    return { x: at, y, halfWidth: normalQuantile((1 + level) / 2) * spread, difference: g - f }
  })
  return {
    mean: combined(meanOf),
    deviation: combined(deviationOf),
    distance: distanceOf(),
    points: points.map(({ x, y, halfWidth }) => ({ x, y, halfWidth })),
  }

  /**
   * The largest difference from the predicted law. It differs from that of the true laws by at most the largest error of the
   * distribution function, whose law is that of a Brownian bridge times a factor (Massart 1990 for every sample size).
   */
  function distanceOf(): MeasuredQuantity {
    const largest = Math.max(0, ...points.map(({ y }, k) => Math.abs(y - law[k]!.probability)))
    const bridge = kolmogorovQuantile(level)
    const statistical =
      bridge * Math.hypot(weights[0] / Math.sqrt(coarse.length), weights[1] / Math.sqrt(fine.length))
    const chance = bridge * Math.hypot(1 / Math.sqrt(coarse.length), 1 / Math.sqrt(fine.length))
    const difference = Math.max(0, ...points.map((point) => Math.abs(point.difference)))
    const systematic = systematicOf(difference, chance, ofShift) + lost
    const halfWidth = statistical + systematic
    const standardError = statistical / normalQuantile((1 + level) / 2)
    const count = Math.min(coarse.length, fine.length)
    return {
      estimate: { kind: 'measured', value: largest, halfWidth, standardError, level, count },
      systematic,
    }
  }
}

function lostShare({ values, escaped, unsettled }: LevelFindings): number {
  return (escaped + unsettled) / (values.length + escaped + unsettled)
}

function meanOf(values: readonly number[]): Rough {
  const moments = momentsOf(values)
  const { count } = moments
  return { value: moments.mean, standardError: Math.sqrt(variance(moments) / count), count }
}

/** The standard error has the fourth moment of the sample: the law need not be normal. */
function deviationOf(values: readonly number[]): Rough {
  const moments = momentsOf(values)
  const { count, mean } = moments
  const second = variance(moments)
  let fourth = 0
  for (const x of values) fourth += (x - mean) ** 4 / count
  const value = Math.sqrt(second)
  const standardError = Math.sqrt(Math.max(0, fourth - second ** 2) / count) / (2 * value)
  return { value, standardError: value > 0 ? standardError : Infinity, count }
}

function shareBelow(sorted: Float64Array, at: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low / sorted.length
}
