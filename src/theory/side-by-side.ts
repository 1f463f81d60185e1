import type { Prose } from '../base/prose.js'
import type { DisplacementExperiment } from './experiment.js'

/**
 * How far the same algorithm is moved along the zero-loss set by several noises, each on the time on which its class says that it
 * moves, in one figure. Measures the quantity of each part.
 */
export interface SideBySideExperiment {
  readonly kind: 'side-by-side'
  readonly parts: readonly SideBySidePart[]
}

export interface SideBySidePart {
  readonly quantity: string
  readonly label: Prose
  readonly experiment: DisplacementExperiment
  /** kα²σ² for a unit of the slow time of the experiment, at its coarsest level. */
  readonly commonTime: number
}
