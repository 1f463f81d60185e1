import type { Estimate } from '../../base/estimate.js'
import {
  type LimitCoefficientOptions,
  limitCoefficients,
  type OnSetCoefficients,
} from '../../geometry/index.js'
import type { Site } from '../contract.js'
import type { LawPoint } from '../law.js'
import { noiseFactorOf } from './limit/index.js'
import { lawOnCurve } from './slow-diffusion-curve.js'
import { lawOfEnsemble } from './slow-diffusion-ensemble.js'
import type { DiffusionPlan } from './slow-diffusion-plan.js'

/** The law of ⟨Y_t − w₀, e⟩ at the slow time of a plan, for the diffusion Y on the set from w₀. */
export interface SlowLaw {
  readonly mean: Estimate
  readonly deviation: Estimate
  /** Its distribution function, ascending: closely spaced over three standard deviations each way. */
  readonly points: readonly LawPoint[]
  /** Of each probability, simultaneously. */
  readonly error: number
  readonly method: string
  /** Whether the errors are small enough for a comparison with a measurement. */
  readonly isPrecise: boolean
}

/**
 * Of the equation with the limit map of gradient descent at the learning rate of the plan, or with a part of its drift left
 * out: on curves from the equation of its density, in more dimensions from an ensemble.
 *
 * @throws `not-applicable` where the diffusion leaves the clean part of the set, or learning rates that are stable
 */
export function slowLaw(site: Site, plan: DiffusionPlan, variant: LimitCoefficientOptions = {}): SlowLaw {
  const coefficients = slowCoefficients(site, plan, variant)
  return site.point.dimension === 1
    ? lawOnCurve(site, plan, coefficients)
    : lawOfEnsemble(site, plan, coefficients)
}

export function slowCoefficients(
  { landscape, point }: Site,
  { noise, learningRate }: DiffusionPlan,
  variant: LimitCoefficientOptions,
): OnSetCoefficients {
  const factor = noiseFactorOf(noise.objects)
  return limitCoefficients(landscape, point.rank.rank, factor, {
    learningRate: learningRate.value,
    ...variant,
  })
}
