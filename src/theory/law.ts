import type { NoiseChoice } from '../dynamics/index.js'
import type { DisplacementLevel } from './experiment.js'

/** P(x ≤ at), of a real quantity. */
export interface LawPoint {
  readonly at: number
  readonly probability: number
}

/** The distribution function of what is measured, at points in ascending order. */
export interface PredictedLaw {
  readonly points: readonly LawPoint[]
  /** How many times the slow time was halved before the limit stayed where the theorem holds. */
  readonly halvings: number
}

/**
 * The law of the place on the zero-loss set that a noisy run belongs to: an ensemble starts on the set; after a given slow time
 * each replica is brought back to the set by gradient descent without noise, and its displacement along `direction` is taken.
 * What is measured at two strengths of the noise is extrapolated linearly in σ² to where it vanishes. Measures `mean` and
 * `deviation` of the displacement, and `distance`, the largest difference between its distribution function and the predicted
 * one at the points of `law`.
 */
export interface LawExperiment {
  readonly kind: 'law'
  readonly optimiser: string
  readonly noise: NoiseChoice
  readonly start: Float64Array
  /** Of the same slow time and the same learning rate; the second has weaker noise. */
  readonly levels: readonly [DisplacementLevel, DisplacementLevel]
  readonly slowTime: number
  /** What the slow time is, LaTeX without dollars: `k\\alpha^2\\sigma^2`. */
  readonly timeScale: string
  /** Learning rate of the descent without noise. */
  readonly landingRate: number
  readonly replicas: number
  /** Unit vector of length d. */
  readonly direction: Float64Array
  /** The predicted distribution function, ascending. */
  readonly law: readonly LawPoint[]
  /** The predicted standard deviation: precision is asked for in units of it. */
  readonly deviation: number
  /** Largest |1 − αλ| over the normal space at the landing rate: how fast the noiseless descent returns to the set. */
  readonly contraction: number
  /** A length over which the geometry changes; a replica that strays further than this has escaped. */
  readonly length: number
}
