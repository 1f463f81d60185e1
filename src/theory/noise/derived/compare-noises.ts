import { type Budget, spent, unlimited } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import { type BatchChoice, type NoiseModel, noiseModels, type NoiseOptions } from '../../../dynamics/index.js'
import { type Missing, missing } from '../../../geometry/index.js'
import { frobeniusNorm } from '../../../numeric/index.js'
import type { Site } from '../../contract.js'
import { defaultBatch } from '../../inputs.js'
import { chosenNoise } from '../chosen-noise.js'
import { noiseCoefficients, secondPotential } from '../limit/index.js'
import type { NoiseComparison } from './contract.js'
import { isSecond } from './path.js'

/** All noise models at the point of a site, each as it is without options, and what has masks also with Gaussian noise: its class and first drift, or why it has none. */
export function compareNoises(site: Site, budget: Budget = unlimited): NoiseComparison[] {
  return noiseModels
    .filter(({ id }) => id !== 'written' || site.model.noise !== undefined)
    .flatMap((model) => optionsFor(model, site.inputs.batch).map((options) => ({ model, options })))
    .map(({ model, options }): NoiseComparison => {
      const choice = { model: model.id, options }
      const reason = model.refuses(site.model, options)
      if (reason !== undefined) return { model, choice, found: missing(reason) }
      if (spent(budget)) return { model, choice, found: missing('the time given was over') }
      return { model, choice, found: orMissing(() => described(site, choice)) }
    })
}

// Masks may be of another class than smooth noise in the same places.
function optionsFor({ id }: NoiseModel, batch: BatchChoice | undefined): NoiseOptions[] {
  if (id === 'minibatch') return [{ batch: batch ?? defaultBatch }]
  if (id === 'dropout' || id === 'drop-connect') return [{ law: 'bernoulli' }, { law: 'gaussian' }]
  return [id === 'label-noise' && batch !== undefined ? { batch } : {}]
}

function described({ model, landscape, point }: Site, choice: NoiseComparison['choice']): NoiseComparison['found'] {
  const { kind, objects } = chosenNoise(model, choice, point)
  const [time] = kind.timeScales
  const coefficients = noiseCoefficients(objects, point)
  const second = time !== undefined && isSecond(time) ? secondPotential(landscape, point.rank.rank, objects, point.coordinates) : undefined // prettier-ignore
  const drift =
    time === undefined
      ? []
      : second !== undefined
        ? Array.from(second.vector, (x) => ({ kind: 'numerical' as const, value: 0 - x, error: 1e-13 * second.scale, method: 'derivatives of the loss with noise' })) // prettier-ignore
        : time.alpha === 1
          ? coefficients.fastDrift
          : coefficients.slowDrift.total
  return { kind, drift, diffusion: kind.diffuses ? frobeniusNorm(coefficients.diffusion) : undefined }
} // prettier-ignore

function orMissing<T>(compute: () => T): T | Missing {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'cancelled') throw error
    return missing(error.message.replaceAll('\n', ' ').replace(/\.$/, ''))
  }
}
