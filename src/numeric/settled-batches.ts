import { neighbourCorrelation } from './series.js'

/** Batches of a series that are as long as its correlations ask for. */
export interface SettledBatches {
  readonly means: Float64Array
  readonly batchSize: number
  readonly neighbourCorrelation: number
  /** Whether batches as long as that look independent. When not, the series is too short for its correlations. */
  readonly isSettled: boolean
  /** By what a standard error from the scatter of the batches has to be multiplied; 1 when they are settled. */
  readonly widening: number
}

/** There are never fewer batches: an interval from fewer is long, and their correlation cannot be seen. */
const fewestBatches = 16
/** More batches hardly shorten an interval. */
const mostBatches = 64

/**
 * Doubles the length of batches until neighbouring ones look independent. Correlations are looked for at all lengths that
 * leave 16 batches, from the ends of the series to its beginning: at least as long as the longest batches with a
 * correlation above its 90 % quantile for independent ones, 1.28/√count - 1/count, the batches are made eight times as
 * long as that where the series allows (a correlation too small to be seen would still shorten the interval), and long
 * enough to be 64 at most.
 *
 * Where correlation is seen up to the longest batches, the series has not settled: `widening` is then
 * √((1+ρ)/(1-ρ)) for a sequence of batches in which it decays geometrically, with ρ freed from its bias -(1+3ρ)/count.
 *
 * `residuals` gives what is left of the means without their trend. Throws a `RangeError` below 16 samples.
 */
export function settledBatches(
  series: ArrayLike<number>,
  residuals: (means: Float64Array) => Float64Array,
): SettledBatches {
  if (series.length < fewestBatches)
    throw new RangeError(`${series.length} samples are too few for ${fewestBatches} batches`)
  const levels = [levelOf(Float64Array.from(series), residuals)]
  while (levels.at(-1)!.means.length >= 2 * fewestBatches)
    levels.push(levelOf(pairMeans(levels.at(-1)!.means), residuals))
  const last = levels.length - 1
  const settledAt = levels.findLastIndex((level) => level.isCorrelated) + 1
  const short = levels.findIndex((level) => level.means.length <= mostBatches)
  const chosen = Math.max(Math.min(settledAt + 2, last), short)
  const { means, correlation } = levels[chosen]!
  const isSettled = settledAt <= last
  const unbiased = Math.min(0.99, correlation + (1 + 3 * Math.max(0, correlation)) / means.length)
  return {
    means,
    batchSize: 2 ** chosen,
    neighbourCorrelation: correlation,
    isSettled,
    widening: isSettled || unbiased <= 0 ? 1 : Math.sqrt((1 + unbiased) / (1 - unbiased)),
  }
}

function levelOf(means: Float64Array, residuals: (means: Float64Array) => Float64Array) {
  const correlation = neighbourCorrelation(residuals(means))
  const isCorrelated = correlation > 1.28 / Math.sqrt(means.length) - 1 / means.length
  return { means, correlation, isCorrelated }
}

/** Means of neighbours; an odd one at the beginning is left out. */
function pairMeans(values: Float64Array): Float64Array {
  const odd = values.length % 2
  const means = new Float64Array((values.length - odd) / 2)
  for (let i = 0; i < means.length; i++) means[i] = (values[odd + 2 * i]! + values[odd + 2 * i + 1]!) / 2
  return means
}
