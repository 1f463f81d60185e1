import { expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { siteOf } from '../../src/theory/index.js'
import { noiseOf } from '../../src/theory/noise/chosen-noise.js'
import { slowDrift } from '../../src/theory/noise/slow-drift.js'
import { slowPlan } from '../../src/theory/noise/slow-plan.js'
import { verify } from '../../src/verify/index.js'
import { runDisplacement } from '../../src/verify/experiments/displacement.js'
import { unlimited } from '../../src/base/budget.js'
import type { DisplacementExperiment } from '../../src/theory/index.js'

const model = (strength: number) =>
  modelFrom({
    title: 't',
    parameters: ['u', 'v'],
    residuals: ['u*v - 1'],
    noise: { variables: { m: { law: 'bernoulli' } }, loss: `(u*v - 1)^2/2 + ${strength}*m*(u*v - 1)` },
  })

it('long jumps of masks move the algorithm as they are said to, and not as if they were small', async () => {
  const { situation } = situate(model(2), { at: 'u=2,v=1/2', learningRate: '1/8' })
  const verdict = await verify(slowDrift, situation, { seed: 3, effort: 'quick' })
  expect(verdict.outcome).toBe('supported')
  expect(verdict.controls.map(({ outcome }) => outcome)).not.toContain('supported')
})

it('where a jump goes to another branch nothing is predicted', async () => {
  const { situation } = situate(model(6), { at: 'u=2,v=1/2', learningRate: '1/5' })
  const verdict = await verify(slowDrift, situation, { seed: 3, effort: 'quick' })
  expect(verdict.outcome).toBe('not applicable')
  expect(verdict.hypotheses.find(({ state }) => state === 'refuted')?.id).toBe('jumps-return')
})

it('a mask that was hardly ever 0 has shown nothing', async () => {
  const { situation } = situate(model(2), { at: 'u=2,v=1/2', learningRate: '1/10' })
  const site = siteOf(situation)
  const declared = slowDrift.experiment(site, slowDrift.predict(site)) as DisplacementExperiment
  expect(declared.fewestReplicas).toBeGreaterThan(0)
  // 100 steps at σ² = 10⁻⁶: the mask is 0 once in 10⁴ runs.
  const levels = [{ learningRate: 0.1, noiseStrength: 1e-3, steps: 100 }]
  const rare = { ...declared, levels, fewestReplicas: 3e9, replicas: 300 }
  const budget = { ...unlimited, deadline: performance.now() + 300 }
  const found = await runDisplacement(rare, { model: site.model, seed: 1, budget, precision: { displacement: 1 } }) // prettier-ignore
  expect(found.quantities['displacement']!.estimate.halfWidth).toBe(Infinity)
  expect(found.remarks.join()).toContain('3000000000 runs are needed')
})

it.each([0.05, 0.125, 0.2])(
  'the mean of jumps at the learning rate %s is that over their number',
  (alpha) => {
    const site = siteOf(situate(model(2), { at: 'u=2,v=1/2', learningRate: String(alpha) }).situation)
    const { slowTime, displacement, error, direction, scale } = slowPlan(site, noiseOf(site))
    // For σ → 0 there are n jumps with Poisson's law of mean t/α², each from where descent came to rest after the one before.
    const mean = slowTime / alpha ** 2
    let [u, v, weight, sum] = [2, 0.5, Math.exp(-mean), 0]
    for (let n = 0; n < 100; n++) {
      sum += weight * ((u - 2) * direction[0]! + (v - 0.5) * direction[1]!)
      weight *= mean / (n + 1)
      ;[u, v] = [u + 2 * alpha * v, v + 2 * alpha * u]
      for (let k = 0; k < 3000; k++) {
        const r = u * v - 1
        ;[u, v] = [u - alpha * v * r, v - alpha * u * r]
      }
    }
    expect(Math.abs(displacement - sum)).toBeLessThan(error)
    expect(error).toBeLessThan(0.012 * scale)
  },
)
