import type { BatchChoice } from '../dynamics/index.js'
import type { Matrix } from '../numeric/index.js'

/** The algorithm in the neighbourhood of a point of the zero-loss set: what the experiments there have in common. */
export interface NearMinimum {
  readonly optimiser: string
  /** Which samples a step sees; all of them when left out. */
  readonly batch?: BatchChoice | undefined
  readonly learningRate: number
  /** The point x*, length d. */
  readonly start: Float64Array
  /** Orthonormal columns (d × k): eigenvectors of ∇²L(x*) on the normal space. */
  readonly normal: Matrix
  /** The eigenvalues that belong to them, all positive, length k. */
  readonly curvatures: Float64Array
  /** A distance within which the gradient is linear to one per cent, in units of the parameters. */
  readonly reach: number
}

/**
 * The growth exponent of a small displacement from the point, per step: the algorithm itself runs from x* + σξ, with ξ in
 * the normal space, and the logarithm of its distance from the set is followed. Where the distance would become too large
 * to be linear or too small for doubles, the run is put back to x* + σξ with the direction ξ that it had.
 * Measures `exponent`.
 */
export interface GrowthExperiment extends NearMinimum {
  readonly kind: 'growth'
  readonly replicas: number
  /** Growth is measured from step `from` to step `to`; before, the direction forgets how it began. */
  readonly from: number
  readonly to: number
  /** Predicted exponent, for the figure. */
  readonly predicted: number
  /** Other learning rates for a figure, measured more roughly, and the predicted curve (learning rate, exponent). */
  readonly ladder?:
    | {
        readonly learningRates: readonly number[]
        readonly predicted: readonly (readonly [learningRate: number, exponent: number])[]
      }
    | undefined
}

/**
 * Whether runs that begin close to the point end there: for each distance σ the share of the runs from x* + σξ that settle
 * on the zero-loss set within `radius` of x*. A run that settles further away has escaped, however small its loss.
 * Measures `settled`, the share at the smallest distance, with how far it may be from the limit in its systematic part.
 */
export interface AccumulationExperiment extends NearMinimum {
  readonly kind: 'accumulation'
  /** Descending, in units of the parameters; at least two, of which the last ones tell how close the limit is. */
  readonly distances: readonly number[]
  readonly radius: number
  /** Runs at the smallest distance; a quarter of them at the others. */
  readonly replicas: number
  /** A run that has not settled after so many steps is not followed further. */
  readonly mostSteps: number
  /** Predicted share for distances that tend to 0, for the figure. */
  readonly predicted: number
}

/**
 * How far runs that settle stray before they do: the probability that |x − x*| exceeds R times its initial value falls as
 * R^−γ. Runs begin so close that all of them stay where the gradient is linear. Measures `tailExponent`, from factors R
 * between `from` and `to`.
 */
export interface ExcursionExperiment extends NearMinimum {
  readonly kind: 'excursions'
  /** A power law is assumed from here on, and its failing looked for in the lower part of the range. */
  readonly from: number
  /** Beyond this a run is not followed further. */
  readonly to: number
  /** Logarithm of the largest factor of a single step: the longest period with which the constant of the power can oscillate. */
  readonly largestStep: number
  /** A run is over when it has come down to this fraction of its first distance, or as far as doubles resolve. */
  readonly down: number
  readonly replicas: number
  readonly mostSteps: number
  /** Predicted γ, for the figure, where it is known. */
  readonly predicted?: number | undefined
}
