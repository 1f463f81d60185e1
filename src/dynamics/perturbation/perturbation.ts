import type { Expression, Rational } from '../../expression/index.js'
import type { Model, NoiseLaw } from '../../model/index.js'
import type { BatchChoice } from '../sampling.js'

/**
 * The loss with noise, L̂(w, η) = (1/count) Σ ℓ̂ over the samples, with L̂(w, 0) = L(w). The noise η has mean 0 and covariance
 * σ²C. Everything else follows from it: the step, its sampler, the regulariser, the covariance of the gradient.
 */
export interface Perturbation {
  /** Id of the noise model. */
  readonly noise: string
  readonly model: Model
  /**
   * ℓ̂ in parameters, data and noise variables; without data there is one sample. Where it is a half sum of squares,
   * `residuals` are what is squared.
   */
  readonly sampleLoss: Expression
  readonly residuals: readonly Expression[] | undefined
  readonly count: number
  /** Drawn once for a step. */
  readonly shared: NoiseVariables
  /** Drawn for each sample: the symbols stand for those of one. */
  readonly own: NoiseVariables
  /** Data that only the noise needs. */
  readonly extra: ExtraData
  /** Where samples are drawn in batches. The noise strength of the batches themselves is 1. */
  readonly batch: BatchChoice | undefined
  /** In batches: fresh noise in the label of every sample that is drawn; nothing where the batches alone are random. */
  readonly labels?: FreshLabels | undefined
  /** What is to be known of it, for readers. */
  readonly notes: readonly string[]
}

/** The law of noise in labels, and by what each residual multiplies its own: 1 when left out. */
export interface FreshLabels {
  readonly law: NoiseLaw
  /** Constants, or symbols of the extra data of a sample. */
  readonly factors: readonly Expression[] | undefined
}

export interface NoiseVariables {
  readonly symbols: readonly Expression[]
  /** One for each symbol. */
  readonly laws: readonly NoiseLaw[]
  readonly correlation: Correlation
}

/**
 * C for the variables of one kind. `exchangeable`: this variance, and this covariance of any two, also of different samples;
 * `mixed`: RRᵀ with a lower triangular R of constants, different samples independent. Masks have C = I.
 */
export type Correlation =
  | { readonly kind: 'exchangeable'; readonly variance: Rational; readonly covariance: Rational }
  | { readonly kind: 'mixed'; readonly root: readonly (readonly Expression[])[] }

/** More symbols for numbers of a sample, and their values in each. */
export interface ExtraData {
  readonly symbols: readonly Expression[]
  readonly rows: readonly (readonly Rational[])[]
}
