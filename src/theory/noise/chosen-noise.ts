import {
  type NoiseChoice,
  type NoiseModel,
  noiseModels,
  noiseNamed,
  type Perturbation,
} from '../../dynamics/index.js'
import type { Budget } from '../../base/budget.js'
import type { ZeroLossPoint } from '../../geometry/index.js'
import type { Model } from '../../model/index.js'
import { classifyNoise, type NoiseClass, type NoiseObjects, noiseObjects } from './limit/index.js'

/** A noise on a model at a point of its zero-loss set; what is derived of it is derived when first asked for. */
export interface ChosenNoise {
  readonly choice: NoiseChoice
  readonly model: NoiseModel
  readonly perturbation: Perturbation
  readonly objects: NoiseObjects
  /** Which limit it has near the point. @throws `not-applicable` where the minimum is not clean */
  readonly kind: NoiseClass
  /** The same in time, where it is not known yet. @throws also `out-of-budget` */
  classified(budget: Budget | undefined): NoiseClass
}

/**
 * @param among the noise models that there are
 * @throws TypeError for a noise that is not listed or that the model cannot have: the caller has checked it
 */
export function chosenNoise(
  model: Model,
  choice: NoiseChoice,
  point: ZeroLossPoint,
  among: readonly NoiseModel[] = noiseModels,
): ChosenNoise {
  const noise = noiseNamed(choice.model, among)
  if (noise === undefined) throw new TypeError(`no noise model is called ${choice.model}`)
  const perturbation = noise.perturb(model, choice.options)
  const objects = once(() => noiseObjects(perturbation))
  let kind: NoiseClass | undefined
  const classified = (budget: Budget | undefined): NoiseClass =>
    (kind ??= classifyNoise(point.landscape, point, objects(), budget && { budget }))
  return {
    choice,
    model: noise,
    perturbation,
    get objects() {
      return objects()
    },
    get kind() {
      return classified(undefined)
    },
    classified,
  }
}

/** The noise of a site. @throws TypeError where none is chosen: a hypothesis sees to that */
export function noiseOf({ noise }: { readonly noise?: ChosenNoise | undefined }): ChosenNoise {
  if (noise === undefined) throw new TypeError('a noise was asked for where none is chosen')
  return noise
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
