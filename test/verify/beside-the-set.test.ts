import { expect, it } from 'vitest'
import { unlimited } from '../../src/base/budget.js'
import { modelFrom } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { type DisplacementExperiment, siteOf } from '../../src/theory/index.js'
import { noDrift } from '../../src/theory/noise/no-drift.js'
import { effortCalled } from '../../src/verify/effort.js'
import { runDisplacement } from '../../src/verify/experiments/displacement.js'

const model = modelFrom({
  title: 't',
  parameters: ['u', 'v'],
  data: { x: [1, 2, -1], y: [1, 2, -1] },
  output: 'u*v*x',
})
const siteAt = (learningRate?: string) =>
  siteOf(
    situate(model, { at: 'u=2,v=1/2', noise: 'minibatch', ...(learningRate && { learningRate }) }).situation,
  )
const experimentAt = (learningRate?: string) => {
  const site = siteAt(learningRate)
  return noDrift.experiment(site, noDrift.predict(site)) as DisplacementExperiment
}
const run = (experiment: DisplacementExperiment) =>
  runDisplacement(experiment, { model, seed: 3, effort: effortCalled('quick'), budget: unlimited, precision: { displacement: 1e-3 } }) // prettier-ignore

it('batches come down from beside the set and then stay', async () => {
  const experiment = experimentAt()
  expect(Math.hypot(experiment.start[0]! - 2, experiment.start[1]! - 0.5)).toBeGreaterThan(0.01)
  const found = await run(experiment)
  const { value, halfWidth } = found.quantities['displacement']!.estimate
  expect(Math.abs(value)).toBeLessThan(1e-6)
  expect(halfWidth).toBeLessThan(1e-3)
  expect(found.remarks.join()).toContain('runs begin beside the zero-loss set')
})

it('what is still on its way, and what noise moves, does not count as still', async () => {
  const experiment = experimentAt()
  const { countsFromFirst: _, ...fromStart } = experiment
  const coming = await run({ ...fromStart, direction: Float64Array.of(0.6, 0.8) })
  expect(Math.abs(coming.quantities['displacement']!.estimate.value)).toBeGreaterThan(1e-3)
  const levels = experiment.levels.map((level) => ({ ...level, noiseStrength: 0.05 }))
  const moved = await run({ ...experiment, levels, noise: { model: 'label-noise', options: {} } })
  const { value, halfWidth } = moved.quantities['displacement']!.estimate
  expect(Math.abs(value)).toBeGreaterThan(2 * halfWidth)
})

it('begin on the set where a step of some batch leads away from it', () => {
  // Curvatures of single samples are 17/4 and 17: at 0.12 the second is 2.04 times the inverse.
  expect(experimentAt('0.11').countsFromFirst).toBe(true)
  expect(experimentAt('0.12').countsFromFirst).toBeUndefined()
})
