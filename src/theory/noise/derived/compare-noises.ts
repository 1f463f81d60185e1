import { begin, type Budget, spent, unlimited } from '../../../base/budget.js'
import { ProblemError } from '../../../base/problem.js'
import { type BatchChoice, type NoiseModel, noiseModels, type NoiseOptions } from '../../../dynamics/index.js'
import { type Missing, missing } from '../../../geometry/index.js'
import { frobeniusNorm } from '../../../numeric/index.js'
import type { Site } from '../../contract.js'
import { smoothNoise } from '../../hypotheses/index.js'
import { defaultBatch } from '../../inputs.js'
import { chosenNoise } from '../chosen-noise.js'
import { noiseCoefficients, secondPotential } from '../limit/index.js'
import type { NoiseComparison } from './contract.js'
import { isSecond } from './path.js'

/** Noise models at the point of a site, each as it declares to be compared: its class and first drift, or why it has none. */
export function compareNoises(
  site: Site,
  budget: Budget = unlimited,
  among: readonly NoiseModel[] = noiseModels,
): NoiseComparison[] {
  return among
    .filter(({ isOf }) => isOf?.(site.model) ?? true)
    .flatMap((model) => optionsFor(model, site.inputs.batch).map((options) => ({ model, options })))
    .map(({ model, options }): NoiseComparison => {
      const choice = { model: model.id, options }
      const reason = model.refuses(site.model, options)
      if (reason !== undefined) return { model, choice, found: missing(reason) }
      begin(budget, `noise: ${model.title}`)
      if (spent(budget)) return { model, choice, found: missing('the time given was over') }
      return { model, choice, found: orMissing(() => described(site, choice, among)) }
    })
}

function optionsFor(
  { batches, compared = [{}] }: NoiseModel,
  batch: BatchChoice | undefined,
): NoiseOptions[] {
  const drawn = batches === 'needed' ? (batch ?? defaultBatch) : batches === 'possible' ? batch : undefined
  return compared.map((options) => ({ ...options, ...(drawn && { batch: drawn }) }))
}

function described(
  site: Site,
  choice: NoiseComparison['choice'],
  among: readonly NoiseModel[],
): NoiseComparison['found'] {
  const { model, landscape, point } = site
  const noise = chosenNoise(model, choice, point, among)
  const { state, evidence } = smoothNoise.check({ ...site, noise })
  if (state === 'refuted') return missing(evidence)
  const { kind, objects } = noise
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
