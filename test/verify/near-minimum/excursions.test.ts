import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../../src/base/budget.js'
import { modelFrom } from '../../../src/model/index.js'
import { runs } from '../../thoroughness.js'
import { excursions, near, one, run, twoResiduals } from './cases.js'

// The largest learning rate at which the second moment does not grow: there the exponent of the tail is 2.
const meanSquareThreshold = 1.055855603308

describe('excursions of runs that settle', () => {
  const place = near(twoResiduals, 'p', meanSquareThreshold, one)

  it('fall off with the power 2 at the mean-square threshold', async () => {
    const replicas = runs(60_000, 2_000_000)
    const found = await run(twoResiduals, excursions(place, { replicas }))
    const { estimate, systematic } = found.quantities['tailExponent']!
    expect(Math.abs(estimate.value - 2)).toBeLessThan(estimate.halfWidth)
    expect(estimate.halfWidth).toBeLessThan(runs(0.5, 0.1))
    expect(systematic).toBeLessThan(estimate.halfWidth)
    expect(found.run.cutShort).toBe(false)
    // The same of the linear process, from 4 000 000 products of random matrices made elsewhere.
    for (const [k, share] of [0.1503715, 0.037622, 0.0094057, 0.0023553, 0.0005763].entries()) {
      const measured = 10 ** found.charts[0]!.measured[k]!.y
      const error = Math.sqrt(share / found.run.replicas + share / 4e6)
      expect(Math.abs(measured - share)).toBeLessThan(4 * error)
    }
  })

  it('fall off with the power of the closed form where gradients are parallel', async () => {
    const inputs = [1, 1.2, 1.5, 1.7, 2, 2.2]
    const parallel = modelFrom({
      title: 'parallel',
      parameters: ['a', 'b'],
      residuals: inputs.map((x) => `${x}*(a*b - 1)`),
      points: { p: { a: 1, b: 1 } },
    })
    // With factors t of all steps the exponent solves mean |t|^γ = 1.
    const factors = inputs.map((x) => Math.abs(1 - 0.4 * 2 * x ** 2))
    let [low, high] = [0.1, 2]
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2
      if (factors.reduce((sum, t) => sum + t ** middle / 6, 0) < 1) low = middle
      else high = middle
    }
    const experiment = excursions(near(parallel, 'p', 0.4, one), { replicas: runs(20_000, 400_000), from: 32, to: 8192 }) // prettier-ignore
    const { estimate } = (await run(parallel, experiment)).quantities['tailExponent']!
    expect(Math.abs(estimate.value - low)).toBeLessThan(estimate.halfWidth)
    expect(estimate.halfWidth).toBeLessThan(0.15 * low)
  })

  it('say when runs did not end, or could not begin close enough', async () => {
    const short = await run(twoResiduals, excursions(place, { to: 6, replicas: 20_000, mostSteps: 64 }))
    expect(short.remarks.join()).toMatch(/\d+ of 20000 runs were still under way after 64 steps/)
    expect(short.quantities['tailExponent']!.systematic).toBeGreaterThan(0.1)
    const far = await run(twoResiduals, excursions(place, { to: 1e13 }))
    expect(far.quantities['tailExponent']!.estimate.halfWidth).toBe(Infinity)
    expect(far.remarks.join()).toMatch(/doubles do not resolve/)
  })

  it('depend on the seed alone; end when sharp enough, or with the budget', async () => {
    const small = excursions(place, { replicas: 8192, to: 16 })
    expect(await run(twoResiduals, small, { seed: 2 })).toEqual(await run(twoResiduals, small, { seed: 2 }))
    const precision = { tailExponent: 0.6 }
    const sharp = await run(twoResiduals, { ...small, replicas: 1e6 }, { precision })
    expect(sharp.run.replicas).toBeLessThan(200_000)
    expect(sharp.run.cutShort).toBe(false)
    const cut = await run(twoResiduals, { ...small, replicas: 1e9 }, { budget: within(unlimited, 200) })
    expect(cut.run.cutShort).toBe(true)
  })
})
