/**
 * Experiments as declarations. A theorem says what to run and what to record; `verify/experiments/` has one runner
 * per kind. Nothing here draws a random number or takes a step.
 */

import type { NoiseChoice } from '../dynamics/index.js'
import type { LawExperiment } from './law.js'
import type { AccumulationExperiment, ExcursionExperiment, GrowthExperiment } from './near-minimum.js'
import type { OrderExperiment } from './order.js'
import type { SideBySideExperiment } from './side-by-side.js'

export type * from './law.js'
export type * from './near-minimum.js'
export type * from './order.js'
export type * from './side-by-side.js'

export type Experiment =
  | ThresholdExperiment
  | DisplacementExperiment
  | GrowthExperiment
  | AccumulationExperiment
  | ExcursionExperiment
  | OrderExperiment
  | SideBySideExperiment
  | LawExperiment

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

/** How an ensemble is run: so many steps with this learning rate and this strength of the noise. */
export interface DisplacementLevel {
  readonly learningRate: number
  /** Standard deviation σ of the noise. */
  readonly noiseStrength: number
  readonly steps: number
}

/**
 * How far the noisy algorithm drifts along the zero-loss set: an ensemble starts on the set; after a given slow time
 * each replica is brought back to the set by gradient descent without noise, and the mean displacement along `direction`
 * is taken. Of two levels the second has half of what the bias is proportional to (σ², or σ² and α), and the means are
 * extrapolated linearly to where it vanishes. Measures `displacement`.
 */
export interface DisplacementExperiment {
  readonly kind: 'displacement'
  readonly optimiser: string
  readonly noise: NoiseChoice
  readonly start: Float64Array
  /** One or two, of the same slow time. */
  readonly levels: readonly DisplacementLevel[]
  readonly slowTime: number
  /** What the slow time is, LaTeX without dollars: `k\\alpha^2\\sigma^2`. */
  readonly timeScale: string
  /** Learning rate of the descent without noise. */
  readonly landingRate: number
  readonly replicas: number
  /**
   * For noise that is rarely there but then large: so many replicas are needed before the scatter of the sample says how uncertain
   * its mean is.
   */
  readonly fewestReplicas?: number
  /** Unit vector of length d. */
  readonly direction: Float64Array
  /** Predicted displacement along `direction` at fractions of the slow time, for the figure. */
  readonly predictedPath: readonly { readonly fraction: number; readonly displacement: number }[]
  /** Displacements are counted from where replicas belong at the first of these fractions; from the start when left out. */
  readonly countsFromFirst?: true
  /** Largest |1 − αλ| over the normal space at the landing rate: how fast the noiseless descent returns to the set. */
  readonly contraction: number
  /** A length over which the geometry changes; a replica that strays further than this has escaped. */
  readonly length: number
  /** The natural size of the displacement: precision is asked for in units of it. */
  readonly scale: number
}
