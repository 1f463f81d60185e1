import type { Expression, Graph } from '../../expression/index.js'
import type { Model } from '../../model/index.js'

/** L = 1/(2·count) Σ r²: the whole loss with all residuals, or that of one sample with its own and count 1. */
export interface Squares {
  readonly graph: Graph
  readonly residuals: readonly Expression[]
  readonly count: number
}

/**
 * One way in which noise enters: the loss L̂(w, η) with noise variables η, which are independent, of mean 0 and standard
 * deviation σ. The sampler, the covariance and the regulariser all follow from it.
 */
export interface NoiseModel {
  readonly id: string
  readonly title: string
  /** Why the model cannot have this noise, or nothing when it can. */
  refuses(model: Model): string | undefined
  /**
   * L̂ with unit-variance noise variables scaled by `strength`, and those variables. L̂ of the whole is the mean of the L̂ of
   * the samples, each with variables of its own.
   */
  perturb(squares: Squares, strength: Expression): { loss: Expression; variables: readonly Expression[] }
}
