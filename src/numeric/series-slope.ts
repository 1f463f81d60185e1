import { lineFit } from './line-fit.js'
import { settledBatches } from './settled-batches.js'
import { type Measured, measured } from './statistics.js'

/** The slope of a line through a series whose deviations from it are autocorrelated. */
export interface SeriesSlope {
  readonly slope: Measured
  readonly batchSize: number
  /** Correlation of the deviations of neighbouring batches. */
  readonly neighbourCorrelation: number
  /** False when the series is too short for its correlations: the interval is widened, perhaps not enough. */
  readonly isSettled: boolean
}

/**
 * The slope of a line plus stationary noise, measured every `timeStep`: a line is fitted to the means of batches that are
 * as long as the correlations of the deviations ask for (see `settledBatches`), by least squares. For what grows by
 * random increments use `growthRate`. Throws a `RangeError` below 16 samples and for numbers that are not finite.
 */
export function seriesSlope(series: ArrayLike<number>, timeStep = 1, level = 0.95): SeriesSlope {
  if (!(timeStep > 0)) throw new RangeError(`a time step is positive, not ${timeStep}`)
  const fitted = (means: Float64Array) => lineFit(Float64Array.from(means.keys()), means)
  const { means, batchSize, neighbourCorrelation, isSettled, widening } = settledBatches(series, (values) => {
    const { intercept, slope } = fitted(values)
    return values.map((value, i) => value - intercept - slope * i)
  })
  const line = fitted(means)
  const duration = batchSize * timeStep
  return {
    slope: measured(
      line.slope / duration,
      (widening * line.slopeError) / duration,
      line.degreesOfFreedom,
      level,
      means.length,
    ),
    batchSize,
    neighbourCorrelation,
    isSettled,
  }
}
