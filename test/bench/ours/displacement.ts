import { unlimited } from '../../../src/base/budget.js'
import type { Ensemble } from '../../../src/compile/index.js'
import { dynamicsOf } from '../../../src/dynamics/index.js'
import { modelFrom } from '../../../src/model/index.js'
import { generatorWords } from '../../../src/numeric/index.js'
import { situate } from '../../../src/study/index.js'
import { siteOf, theorems } from '../../../src/theory/index.js'
import { runExperiment } from '../../../src/verify/experiments/index.js'
import { processorSeconds } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

export interface DisplacementTask {
  /** The whole experiment, or as many steps of 128 replicas in one call of each compiled ensemble. */
  readonly by: 'experiment' | 'ensemble'
  readonly replicas: number
  readonly learningRate: string
}

/**
 * The drift of label noise on uv = 1 from (2, 1/2): CPU seconds for each step that is asked for, with noise at two levels
 * and without to land on the set. The check is the number of those steps.
 */
export async function time({ by, replicas, learningRate }: DisplacementTask): Promise<OurOutcome> {
  const model = modelFrom({
    title: 'uv',
    parameters: ['u', 'v'],
    residuals: ['u*v - 1'],
    points: { point: { u: 2, v: '1/2' } },
  })
  const site = siteOf(situate(model, { learningRate }).situation)
  const theorem = theorems.find(({ id }) => id === 'noise/label-noise-drift')!
  const experiment = { ...theorem.experiment(site, theorem.predict(site)), replicas }
  if (experiment.kind !== 'displacement') return { missing: 'the experiment' }
  const measure = () => runExperiment(experiment, { model, seed: 1, budget: unlimited, precision: {} })
  const { run } = await measure()
  const seconds = async (work: () => unknown): Promise<number> => {
    const start = processorSeconds()
    await work()
    return processorSeconds() - start
  }
  if (by === 'experiment') return { seconds: (await seconds(measure)) / run.steps, check: run.steps }
  const { optimiser, noise, start, levels } = experiment
  const { learningRate: rate, noiseStrength } = levels[0]!
  const withNoise = levels.reduce((sum, { steps }) => sum + steps, 0) * replicas
  const together = (ensemble: Ensemble, count: number): Promise<number> => {
    const states = Float64Array.from({ length: 2 * block }, (_, k) => start[k % 2]!)
    const streams = generatorWords(1, 'bench', block)
    const advance = (steps: number) =>
      ensemble.run(states, Float64Array.of(rate, noiseStrength), streams, steps)
    advance(20_000)
    return seconds(() => advance(Math.round(count / block)))
  }
  const noisy = await together(
    dynamicsOf(model, { optimiser, noise: noise.model, options: noise.options }).ensemble()!,
    withNoise,
  )
  const quiet = await together(dynamicsOf(model, { optimiser }).ensemble()!, run.steps - withNoise)
  return { seconds: (noisy + quiet) / run.steps, check: run.steps }
}

const block = 128
