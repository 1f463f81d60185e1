import type { DisplacementExperiment } from './experiment.js'

/**
 * At which order in the learning rate the mean displacement of the noisy algorithm tends to that of its limit equation: the
 * same ensemble at smaller and smaller learning rates, always over the same slow time. What differs from the limit at each of
 * them is measured until it is known well enough. Measures `order`.
 */
export interface OrderExperiment {
  readonly kind: 'order'
  /** From the coarsest to the finest, each of a single level. */
  readonly runs: readonly OrderRun[]
  /** Displacement after the slow time according to the limit equation. */
  readonly limit: number
  /** The order that is expected: what falls much faster has no term of this order that could be seen. */
  readonly predicted: number
}

export interface OrderRun {
  readonly experiment: DisplacementExperiment
  /** What the equation of this learning rate says instead of the limit, for the figure. */
  readonly finiteStep: number
}
