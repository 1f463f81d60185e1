import { describe, expect, it } from 'vitest'
import { unlimited } from '../../src/base/budget.js'
import type { Memory } from '../../src/base/memory.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { siteOf, type Site } from '../../src/theory/index.js'
import { scaledNoise } from '../../src/theory/hypotheses/index.js'
import { slowDiffusion } from '../../src/theory/noise/slow-diffusion.js'
import { lawOfEnsemble } from '../../src/theory/noise/slow-diffusion-ensemble.js'
import { slowCoefficients, slowLaw } from '../../src/theory/noise/slow-diffusion-law.js'
import { planDiffusion } from '../../src/theory/noise/slow-diffusion-plan.js'
import { uncertainty } from '../../src/base/estimate.js'
import { runExperiment } from '../../src/verify/experiments/index.js'
import { examine, verify } from '../../src/verify/verify.js'

const circle: ModelObject = {
  title: 'circle',
  parameters: ['u', 'v'],
  residuals: ['(u^2 + v^2 - 1)/2'],
  points: { start: { u: '3/5', v: '4/5' }, one: { u: 'cos(1)', v: 'sin(1)' } },
}
const anisotropic = 'additive covariance=[[3,0],[0,1]]'
const hyperbola: ModelObject = {
  title: 'hyperbola with noise of its own',
  parameters: ['u', 'v'],
  residuals: ['u*v - 1'],
  noise: { variables: ['p', 'q'], loss: '(u*v - 1)^2/2 + p*u + q*v' },
  points: { start: { u: 2, v: '1/2' } },
}
const sphere: ModelObject = {
  title: 'sphere',
  parameters: ['u', 'v', 'w'],
  residuals: ['u^2 + v^2 + w^2 - 1'],
  points: { start: { u: '2/7', v: '3/7', w: '6/7' } },
}
const siteAt = (model: ModelObject, noise?: string, at = 'start', learningRate?: string): Site =>
  siteOf(situate(modelFrom(model), { at, noise, learningRate }).situation)

describe('the law of the diffusion', () => {
  it('on the circle agrees with a Fourier series of its generator ½(af′)′', () => {
    const site = siteAt(circle, anisotropic, 'one')
    const plan = { ...planDiffusion(site, 0), slowTime: 0.5, direction: Float64Array.of(1, 0), spread: 1, drifted: 0.5 } // prettier-ignore
    const { mean, deviation } = slowLaw(site, plan)
    const [cosine, double] = [0.24606452563, -0.078447625004]
    expect(mean.value + Math.cos(1)).toBeCloseTo(cosine, 4)
    expect(deviation.value ** 2).toBeCloseTo((1 + double) / 2 - cosine ** 2, 4)
    expect(uncertainty(mean)).toBeLessThan(1e-3)
    // Which the mixed part of the drift is responsible for.
    const without = slowLaw(site, plan, { without: ['mixed'] })
    expect(Math.abs(without.mean.value - mean.value)).toBeGreaterThan(0.1)
  })

  it('on the sphere agrees with spherical harmonics', () => {
    const site = siteAt(sphere, 'additive')
    const plan = planDiffusion(site, 0)
    const { mean, deviation, points, error } = slowLaw(site, plan)
    const exact = Math.sqrt((1 - Math.exp(-3 * plan.slowTime)) / 3)
    expect(Math.abs(mean.value)).toBeLessThan(uncertainty(mean))
    expect(Math.abs(deviation.value - exact)).toBeLessThan(uncertainty(deviation))
    expect(uncertainty(deviation)).toBeLessThan(0.006 * exact)
    const middle = points[30]!
    expect(Math.abs(middle.probability - 0.5)).toBeLessThan(error)
    expect(error).toBeLessThan(0.01)
  })

  it('of an ensemble agrees with the equation of its density', () => {
    const site = siteAt(hyperbola)
    const plan = planDiffusion(site, 2)
    const [equation, paths] = [slowLaw(site, plan), lawOfEnsemble(site, plan, slowCoefficients(site, plan, {}))] // prettier-ignore
    for (const name of ['mean', 'deviation'] as const) {
      const difference = paths[name].value - equation[name].value
      expect(Math.abs(difference)).toBeLessThan(uncertainty(paths[name]) + uncertainty(equation[name]))
    }
    for (const [k, { probability }] of paths.points.entries())
      expect(Math.abs(probability - equation.points[k]!.probability)).toBeLessThan(paths.error + 0.003)
    const wrong = slowLaw(site, plan, { without: ['normalNormal'] })
    expect(Math.abs(wrong.mean.value - paths.mean.value)).toBeGreaterThan(5 * uncertainty(paths.mean))
  })
})

describe('where it applies', () => {
  const first = (model: ModelObject, noise?: string) =>
    examine(slowDiffusion.hypotheses, siteAt(model, noise)).find(({ state }) => state === 'refuted')?.id

  it.each([
    [circle, undefined, 'noise-chosen'],
    [circle, 'label-noise', 'diffusing-noise'],
    // On the circle tr H is constant: perturbations only matter to second order, and do not diffuse.
    [circle, 'perturbed', 'diffusing-noise'],
    [hyperbola, 'perturbed', 'diffusing-noise'],
    [hyperbola, 'drop-connect law=bernoulli', 'diffusing-noise'],
    [hyperbola, undefined, undefined],
  ] as const)('%#', (model, noise, refuted) => {
    expect(first(model, noise)).toBe(refuted)
  })

  it('not where noise jumps, whatever it does on the set', () => {
    const state = (noise: string) => scaledNoise.check(siteAt(hyperbola, noise)).state
    expect(['drop-connect law=bernoulli', 'drop-connect law=gaussian'].map(state)).toEqual([
      'refuted',
      'proved',
    ])
  })
})

describe('the experiment', () => {
  it('supports the law and refutes what leaves the mixed part out', async () => {
    const { situation } = situate(modelFrom(circle), { at: 'start', noise: anisotropic })
    const verdict = await verify(slowDiffusion, situation, { seed: 2 })
    expect(verdict.outcome).toBe('supported')
    const refuted = verdict.controls.filter(({ outcome }) => outcome === 'refuted').map(({ id }) => id)
    expect(refuted).toEqual(verdict.controls.map(({ id }) => id))
    expect(refuted).toContain('no-mixed-part')
    expect(refuted).toContain('no-diffusion')
    expect(refuted).toContain('deviation-times-1.05')
    const { distance } = verdict.measurement!.quantities
    expect(distance!.estimate.value + distance!.estimate.halfWidth).toBeLessThan(0.05)
  })

  it('keeps noise weak that a second potential competes with', async () => {
    const conditional: ModelObject = {
      ...hyperbola,
      noise: { variables: ['p', 'q', 's'], loss: '(u*v - 1)^2/2 + p*u + q*v + s^2*u*(u*v - 1)/2' },
    }
    const { situation } = situate(modelFrom(conditional), { at: 'start' })
    const { outcome } = await verify(slowDiffusion, situation, { seed: 2, effort: 'quick' })
    expect(outcome).toBe('supported')
    const sigma = (model: ModelObject) => planDiffusion(siteAt(model, undefined, 'start', '1/10'), 0).levels[0].noiseStrength // prettier-ignore
    expect(sigma(conditional)).toBeLessThan(sigma(hyperbola))
  })

  it('refutes a diffusion that is too strong by a tenth', async () => {
    const { situation } = situate(modelFrom(circle), { at: 'start', noise: anisotropic })
    const wrong: typeof slowDiffusion = {
      ...slowDiffusion,
      predict(site) {
        const prediction = slowDiffusion.predict(site)
        const { deviation } = prediction.quantities
        const estimate = { ...deviation!.estimate, value: deviation!.estimate.value * Math.sqrt(1.1) }
        return { ...prediction, quantities: { ...prediction.quantities, deviation: { ...deviation!, estimate } } } // prettier-ignore
      },
    }
    expect((await verify(wrong, situation, { seed: 2 })).outcome).toBe('refuted')
  })

  it('goes on from what it kept to the same measurement', async () => {
    const site = siteAt(circle, anisotropic)
    const experiment = { ...slowDiffusion.experiment(site, slowDiffusion.predict(site)), replicas: 200 }
    const texts: string[] = []
    const memoryFrom = (text?: string): Memory => ({
      recall: (read) => (text === undefined ? undefined : read(JSON.parse(text))),
      keep: (value) => void texts.push(JSON.stringify(value)),
      isDue: () => true,
      leave: (value) => void texts.push(JSON.stringify(value)),
    })
    const run = async (memory: Memory) =>
      JSON.stringify(await runExperiment(experiment, { model: site.model, seed: 5, budget: unlimited, precision: {mean: 0}, memory })) // prettier-ignore
    const whole = await run(memoryFrom())
    const kept = [...texts]
    expect(kept.length).toBeGreaterThan(3)
    for (const text of kept) expect(await run(memoryFrom(text))).toBe(whole)
    const other = JSON.parse(kept[0]!) as { levels: { values: string }[] }
    other.levels[0]!.values = other.levels[0]!.values.slice(16)
    expect(memoryFrom(JSON.stringify(other)).recall((value) => value)).toBeDefined()
    // What does not fit is not gone on from.
    expect(await run(memoryFrom(JSON.stringify(other)))).toBe(whole)
  })
})
