import { momentsOf } from './moments.js'
import { type Measured, meanEstimate } from './statistics.js'

/** The mean of an autocorrelated series with an interval from batch means. */
export interface BatchMeans {
  /** `count` is the number of batches. */
  readonly estimate: Measured
  readonly batchSize: number
  /** Correlation of neighbouring batch means. Well above 2/√count the batches are too short and the interval too narrow. */
  readonly neighbourCorrelation: number
}

/**
 * The mean of a stationary, autocorrelated series: its consecutive `batches` (default 32) of equal length have nearly
 * independent means when a batch is much longer than the correlation time; `stationaryMean` sees to that by itself. Samples
 * left over at the start are not used.
 * Throws a `RangeError` when there are fewer samples than batches or fewer than two batches.
 */
export function batchMeans(series: ArrayLike<number>, level = 0.95, batches = 32): BatchMeans {
  const batchSize = Math.floor(series.length / batches)
  if (!(batches >= 2 && batchSize >= 1)) {
    throw new RangeError(`${batches} batches cannot be made of ${series.length} samples`)
  }
  const first = series.length - batches * batchSize
  const means = Array.from({ length: batches }, (_, i) => {
    let sum = 0
    for (let k = 0; k < batchSize; k++) sum += series[first + i * batchSize + k]!
    return sum / batchSize
  })
  return {
    estimate: meanEstimate(means, level),
    batchSize,
    neighbourCorrelation: neighbourCorrelation(means),
  }
}

/** The correlation of each value with the next one, about the common mean; 0 where nothing varies. */
export function neighbourCorrelation(values: readonly number[] | Float64Array): number {
  const { mean, squares } = momentsOf(values)
  let sum = 0
  for (let i = 1; i < values.length; i++) sum += (values[i]! - mean) * (values[i - 1]! - mean)
  return squares === 0 ? 0 : sum / squares
}
