/**
 * Experiments as declarations. A theorem says what to run and what to record; `verify/experiments/` has one runner
 * per kind. Nothing here draws a random number or takes a step.
 */

import type { AccumulationExperiment, ExcursionExperiment, GrowthExperiment } from './near-minimum.js'

export type * from './near-minimum.js'

export type Experiment =
  | ThresholdExperiment
  | DisplacementExperiment
  | GrowthExperiment
  | AccumulationExperiment
  | ExcursionExperiment

/**
 * The learning rate at which the real, nonlinear algorithm stops settling: runs start at a point of the zero-loss set
 * displaced a little in a random direction, and the growth of the step lengths is followed. The runner brackets the sign
 * change without knowing the prediction. Measures `threshold`.
 */
export interface ThresholdExperiment {
  readonly kind: 'threshold'
  readonly optimiser: string
  /** Start, length d. */
  readonly start: Float64Array
  /** Orthonormal columns (d × k, row-major) along which the start is displaced. */
  readonly directions: { readonly rows: number; readonly columns: number; readonly data: Float64Array }
  /** Typical length of the displacement, in units of the parameters. */
  readonly spread: number
  readonly replicas: number
  /** Growth is measured from step `from` to step `to`. */
  readonly from: number
  readonly to: number
  /** Learning rates at which the growth rate is recorded for the figure. */
  readonly ladder: readonly number[]
  /** Predicted growth rate per step at a learning rate, for the figure. */
  readonly predictedGrowth: (learningRate: number) => number
}

/**
 * How far the noisy algorithm drifts along the zero-loss set: an ensemble starts on the set; after a given slow time
 * each replica is brought back to the set by the same algorithm without noise, and the mean displacement along
 * `direction` is taken. Two noise levels (variance halved, steps doubled) remove the first-order bias in the variance.
 * Measures `displacement`.
 */
export interface DisplacementExperiment {
  readonly kind: 'displacement'
  readonly optimiser: string
  readonly noise: string
  readonly start: Float64Array
  readonly learningRate: number
  /** Standard deviation σ of the noise at the stronger level. */
  readonly noiseStrength: number
  /** Steps at the stronger level; the slow time is steps·learningRate²·noiseStrength². */
  readonly steps: number
  readonly replicas: number
  /** Unit vector of length d. */
  readonly direction: Float64Array
  /** Predicted displacement along `direction` at fractions of the slow time, for the figure. */
  readonly predictedPath: readonly { readonly fraction: number; readonly displacement: number }[]
  /** Largest |1 − αλ| over the normal space: how fast the noiseless algorithm returns to the set. */
  readonly contraction: number
  /** A length over which the geometry changes; a replica that strays further than this has escaped. */
  readonly length: number
  /** The natural size of the displacement: precision is asked for in units of it. */
  readonly scale: number
}
