import type { Expression } from '../../expression/index.js'
import type { Model } from '../../model/index.js'

/**
 * One way in which noise enters: the loss L̂(w, η) with noise variables η, which are independent, of mean 0 and standard
 * deviation σ. The sampler, the covariance and the regulariser all follow from it.
 */
export interface NoiseModel {
  readonly id: string
  readonly title: string
  /** Why the model cannot have this noise, or nothing when it can. */
  refuses(model: Model): string | undefined
  /** L̂ with unit-variance noise variables scaled by `strength`, and those variables. */
  perturb(model: Model, strength: Expression): { loss: Expression; variables: readonly Expression[] }
}
