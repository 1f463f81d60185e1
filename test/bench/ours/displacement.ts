import { unlimited } from '../../../src/base/budget.js'
import { dynamicsOf } from '../../../src/dynamics/index.js'
import { modelFrom } from '../../../src/model/index.js'
import { generatorWords } from '../../../src/numeric/index.js'
import { situate } from '../../../src/study/index.js'
import { siteOf, theorems } from '../../../src/theory/index.js'
import { runExperiment } from '../../../src/verify/experiments/index.js'
import type { OurOutcome } from './outcome.js'

export interface DisplacementTask {
  /** The whole experiment, or as many steps of 128 replicas in one call of the compiled ensemble. */
  readonly by: 'experiment' | 'ensemble'
  readonly replicas: number
  readonly learningRate: string
}

/**
 * The drift of label noise on uv = 1 from (2, 1/2): wall seconds for each step that is asked for, with noise at two levels
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
  if (by === 'experiment') {
    await measure()
    const start = performance.now()
    const { run } = await measure()
    return { seconds: (performance.now() - start) / 1000 / run.steps, check: replicas }
  }
  const ensemble = dynamicsOf(model, experiment).ensemble()!
  const states = Float64Array.from({ length: 2 * 128 }, (_, k) => experiment.start[k % 2]!)
  const streams = generatorWords(1, 'bench', 128)
  const settings = Float64Array.of(experiment.learningRate, experiment.noiseStrength)
  const steps = 200_000
  ensemble.run(states, settings, streams, steps)
  const start = performance.now()
  ensemble.run(states, settings, streams, steps)
  return { seconds: (performance.now() - start) / 1000 / (128 * steps), check: replicas }
}
