import { describe, expect, it } from 'vitest'
import { unlimited } from '../../src/base/budget.js'
import type { Memory } from '../../src/base/memory.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { type OrderExperiment, siteOf } from '../../src/theory/index.js'
import { convergenceOrder } from '../../src/theory/noise/convergence-order.js'
import { runOrder } from '../../src/verify/experiments/order.js'
import { verify } from '../../src/verify/index.js'

const product = modelFrom({
  title: 'A product',
  parameters: ['u', 'v'],
  residuals: ['u*v - 1'],
  points: { point: { u: 2, v: '1/2' }, balanced: { u: 1, v: 1 } },
} satisfies ModelObject)

const situationAt = (at: string, noise?: string, model = product) =>
  situate(model, { at, noise, learningRate: '1/10' }).situation

function declared(noise?: string): OrderExperiment {
  const site = siteOf(situationAt('point', noise))
  return convergenceOrder.experiment(site, convergenceOrder.predict(site)) as OrderExperiment
}

describe('the limits that ensembles are compared with', () => {
  // u² − v² decays as e^{−t} with label noise, and as e^{−2t} with anti-correlated noise (Shalova, Schlichting & Peletier).
  it.each([
    ['label noise', undefined, 1],
    ['perturbed descent', 'perturbed', 2],
  ])('%s has the closed form on u·v = 1', (_, noise, rate) => {
    const { runs, limit } = declared(noise)
    const { slowTime, direction, start } = runs[0]!.experiment
    const s = Math.asinh(Math.exp(-rate * slowTime) * 1.875) / 2
    const end = [Math.exp(s), Math.exp(-s)]
    const along = end.reduce((sum, x, i) => sum + (x - start[i]!) * direction[i]!, 0)
    expect(limit).toBeCloseTo(along, 7)
  })

  it('keeps the slow time and the strength as the class says', () => {
    for (const [noise, power] of [[undefined, 2], ['perturbed', 1]] as const) {
      const levels = declared(noise).runs.map(({ experiment }) => experiment.levels[0]!)
      const times = levels.map((level) => level.steps * level.learningRate ** power * level.noiseStrength ** 2)
      for (const time of times) expect(time / times[0]!).toBeCloseTo(1, 12)
      const shrink = levels[3]!.noiseStrength ** 2 / levels[0]!.noiseStrength ** 2
      expect(shrink).toBeCloseTo(power === 2 ? 1 : 1 / 8, 12)
    }
  }) // prettier-ignore
})

// Weaker precision than a user asks for: some thousand steps instead of a hundred million.
const settings = { model: product, seed: 3, budget: unlimited, precision: { order: 0.5 } }

describe('the measured order', () => {
  it('is 1 against the limit, and 0 against a limit that is wrong by a fifth', async () => {
    const experiment = declared()
    const { quantities, remarks } = await runOrder(experiment, settings)
    const { estimate } = quantities['order']!
    expect(Math.abs(estimate.value - 1)).toBeLessThan(Math.min(0.5, estimate.halfWidth))
    expect(remarks).toEqual([])
    const wrong = await runOrder({ ...experiment, limit: 0.8 * experiment.limit }, settings)
    expect(Math.abs(wrong.quantities['order']!.estimate.value)).toBeLessThan(0.5)
  })

  it('is not claimed where the error is lost in noise', async () => {
    const verdict = await verify(convergenceOrder, situationAt('balanced'), { seed: 1, effort: 'quick' })
    expect(verdict.outcome).toBe('inconclusive')
    expect(verdict.summary).toMatch(/lost in noise/)
  })

  it('is not claimed where the first power is hidden by the second', async () => {
    const experiment = declared()
    const { runs, limit } = experiment
    const found = await runOrder(experiment, settings)
    const errors = found.charts[0]!.measured
    // What is left when the term of first order is taken away, level by level.
    const first = (2 * errors[3]!.y - errors[2]!.y / 2) / (1.5 * errors[3]!.x)
    expect(first).toBeGreaterThan(0)
    const shifted: OrderExperiment = { ...experiment, limit: limit + first * runs[3]!.experiment.levels[0]!.learningRate }
    const { undecided, quantities } = await runOrder(shifted, settings)
    expect(undecided).toMatch(/lost in noise|different signs|faster/)
    expect(quantities['order']!.estimate.halfWidth).toBe(Infinity)
  }) // prettier-ignore

  it('goes on from where it was stopped, and ends at the same numbers', async () => {
    const experiment = declared()
    const whole = JSON.stringify(await runOrder(experiment, settings))
    let kept: unknown
    let count = 0
    const stop = new AbortController()
    const memory: Memory = {
      recall: (read) => (kept === undefined ? undefined : read(JSON.parse(JSON.stringify(kept)))),
      keep(value) {
        kept = value
        if (++count === 20) stop.abort()
      },
      isDue: () => false,
      leave: (value) => (kept = value),
    }
    const stopping = { deadline: Infinity, signal: stop.signal }
    const part = JSON.stringify(await runOrder(experiment, { ...settings, memory, budget: stopping }))
    expect(part).not.toBe(whole)
    expect(kept).toBeDefined()
    expect(JSON.stringify(await runOrder(experiment, { ...settings, memory }))).toBe(whole)
  })
})

describe('where it does not apply', () => {
  it.each([
    ['additive', /with diffusion along the set/],
    ['minibatch', /frozen on the set/],
  ])('%s', async (noise, why) => {
    const model = modelFrom({
      title: 'Two samples',
      parameters: ['a', 'b'],
      data: { x: [1, 2], y: [1, 2] },
      output: 'a*b*x',
      points: { point: { a: 2, b: '1/2' } },
    })
    const verdict = await verify(convergenceOrder, situationAt('point', noise, model), { seed: 1 })
    expect(verdict.outcome).toBe('not applicable')
    expect(verdict.summary).toMatch(why)
  })

  it('a plain loss has no default noise', async () => {
    const model = modelFrom({ title: 'Plain', parameters: ['u', 'v'], loss: '(u*v - 1)^2', points: { point: { u: 2, v: '1/2' } } })
    const verdict = await verify(convergenceOrder, situationAt('point', undefined, model), { seed: 1 })
    expect(verdict.summary).toMatch(/no noise was chosen/)
  }) // prettier-ignore
})
