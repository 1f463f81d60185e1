import type { Model, NoiseLaw } from '../../model/index.js'
import type { Perturbation } from '../perturbation/index.js'
import type { BatchChoice } from '../sampling.js'

/** What can be said of a noise. Each model uses some of it and refuses the rest. */
export interface NoiseOptions {
  /** The law of the variables; each noise model has its own default. */
  readonly law?: NoiseLaw
  /** Standard deviations in units of σ, exact decimals or fractions: of the labels, residual by residual and sample by sample. */
  readonly deviations?: readonly (number | string)[]
  /** C, where the noise has one variable per parameter: rows of exact decimals or fractions. */
  readonly covariance?: readonly (readonly (number | string)[])[]
  /** Names of parameters (`W`) or entries (`W[1,2]`); all when left out. */
  readonly parameters?: readonly string[]
  /** Names of definitions; the last vector or matrix that is defined when left out. */
  readonly layers?: readonly string[]
  /** Whether the samples of a step share their masks. */
  readonly masks?: 'shared' | 'each'
  readonly batch?: BatchChoice
}

/** A noise model by its id, and what it is to be like. */
export interface NoiseChoice {
  readonly model: string
  readonly options: NoiseOptions
}

/**
 * One way in which noise enters: the loss L̂(w, η) with noise variables η. The sampler, the covariance and the regulariser all
 * follow from it.
 */
export interface NoiseModel {
  readonly id: string
  readonly title: string
  /** L̂(w, η) for readers. */
  readonly formula: string
  /** What σ is: a fraction of what is perturbed, or a size in units of labels, parameters or slopes. */
  readonly strength: 'relative' | 'absolute'
  /** Why the model cannot have this noise, or nothing when it can. */
  refuses(model: Model, options?: NoiseOptions): string | undefined
  /** @throws TypeError where it is refused */
  perturb(model: Model, options?: NoiseOptions): Perturbation
}

/** A noise model that checks before it perturbs. */
export function noiseModel(record: NoiseModel): NoiseModel {
  return {
    ...record,
    perturb(model, options = {}) {
      const reason = record.refuses(model, options)
      if (reason !== undefined) throw new TypeError(`${record.title}: ${reason}`)
      return record.perturb(model, options)
    },
  }
}
