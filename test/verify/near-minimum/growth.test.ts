import { describe, expect, it } from 'vitest'
import { unlimited, within } from '../../../src/base/budget.js'
import { readBundledModel } from '../../../src/node/catalogue.js'
import { addSample, criticalValue, emptyMoments, variance } from '../../../src/numeric/index.js'
import type { GrowthExperiment } from '../../../src/theory/index.js'
import { runs } from '../../thoroughness.js'
import { growth, near, one, oneResidual, orthogonal, run, threeSamples, twoResiduals } from './cases.js'

const golden = await readBundledModel('two-layer-scalar')
/** Both samples of it have parallel gradients, with squares 5 and 20: λ is the mean of log |1 − ηKᵢᵢ|. */
const goldenExponent = (rate: number): number => Math.log(Math.abs((1 - 5 * rate) * (1 - 20 * rate))) / 2
const two = (replacement: boolean) => ({ size: 2, replacement })

// The values of two and three residuals are those of a grid on the projective line and of a spectral method, and of long
// products of random matrices; the others are closed forms.
const cases: [string, GrowthExperiment, typeof golden, exponent: number, halfWidth: number][] = [
  ['two residuals, growing', growth(near(twoResiduals, 'p', 1.2, one)), twoResiduals, 0.0898668, 0.0015],
  ['two residuals', growth(near(twoResiduals, 'p', 0.8, one)), twoResiduals, -0.319418, 0.004],
  ['two residuals, slow', growth(near(twoResiduals, 'p', 0.3, one)), twoResiduals, -0.11761968729, 0.001],
  ['two residuals, a singular factor', growth(near(twoResiduals, 'p', 0.5, one)), twoResiduals, -0.21338648963, 0.0015], // prettier-ignore
  ['gradient descent', growth(near(twoResiduals, 'p', 0.8)), twoResiduals, -0.3391017088, 1e-5],
  ['one residual', growth(near(oneResidual, 'p', 0.3)), oneResidual, Math.log(0.275), 1e-5],
  ['orthogonal gradients', growth(near(orthogonal, 'p', 0.3, one)), orthogonal, Math.log(0.4) / 2, 0.005],
  ['pairs of three', growth(near(threeSamples, 'p', 0.25, two(false))), threeSamples, -0.28727, 0.002],
  ['pairs with replacement', growth(near(threeSamples, 'p', 0.25, two(true))), threeSamples, -0.24419, 0.003],
  ['parallel gradients, shrinking', growth(near(golden, 'skewed', 0.24, one), { to: 500 }), golden, goldenExponent(0.24), 0.015], // prettier-ignore
  [
    'parallel gradients, growing',
    growth(near(golden, 'skewed', 0.26, one), { to: 500 }),
    golden,
    goldenExponent(0.26),
    0.015,
  ],
]

describe('the growth exponent near a minimum', () => {
  it.each(cases)('%s', async (_, experiment, model, exponent, sharp) => {
    const { quantities, charts, remarks, run: record } = await run(model, experiment)
    const { estimate, systematic } = quantities['exponent']!
    expect(Math.abs(estimate.value - exponent)).toBeLessThan(estimate.halfWidth)
    expect(estimate.halfWidth).toBeLessThan(sharp)
    expect(systematic).toBeLessThan(estimate.halfWidth)
    expect(record).toMatchObject({ replicas: 256, cutShort: false })
    expect(remarks).toEqual([])
    const [curve] = charts
    const [first, last] = [curve!.measured[2]!, curve!.measured.at(-1)!]
    expect((last.y - first.y) / (last.x - first.x)).toBeCloseTo(exponent, 1)
  })

  it('is not the same as the exponent of gradient descent, nor half that of the second moment', async () => {
    const { quantities } = await run(twoResiduals, growth(near(twoResiduals, 'p', 0.8, one)))
    const { value, halfWidth } = quantities['exponent']!.estimate
    for (const other of [-0.3391017, -0.4362216665596 / 2]) expect(Math.abs(value - other)).toBeGreaterThan(2 * halfWidth) // prettier-ignore
  })

  it.each([
    ['a step that is singular', oneResidual, near(oneResidual, 'p', 1 / 4.25)],
    ['one of two that is singular', golden, near(golden, 'skewed', 0.2, one)],
  ])('is refused where it is minus infinity: %s', async (_, model, place) => {
    const { quantities, remarks, run: record } = await run(model, growth(place))
    expect(quantities['exponent']!.estimate.halfWidth).toBe(Infinity)
    expect(remarks.join()).toMatch(/minus infinity/)
    expect(record.cutShort).toBe(false)
  })

  it('is told roughly, not wrongly, where a step is all but singular', async () => {
    const rate = 1 / 4.25 + 1e-5
    const { quantities } = await run(
      oneResidual,
      growth(near(oneResidual, 'p', rate), { replicas: 16, to: 200 }),
    )
    const { value, halfWidth } = quantities['exponent']!.estimate
    expect(Math.abs(value - Math.log(Math.abs(1 - 4.25 * rate)))).toBeLessThan(halfWidth)
    expect(halfWidth).toBeLessThan(1)
  })

  it('changes its sign along a ladder of learning rates between 1 and 1.2', async () => {
    const ladder = { learningRates: [0.8, 1, 1.2], predicted: [] }
    const place = near(twoResiduals, 'p', 0.8, one)
    const { charts } = await run(twoResiduals, growth(place, { replicas: 128, to: 400, ladder }))
    const chart = charts.find(({ id }) => id === 'exponents')!
    expect(chart.measured).toHaveLength(3)
    for (const [k, exponent] of [-0.319418, -0.0743812, 0.0898668].entries())
      expect(Math.abs(chart.measured[k]!.y - exponent)).toBeLessThan(chart.measured[k]!.halfWidth)
    // A straight line between −0.0744 and 0.0899 crosses zero at 1.0906; the exponent itself does at 1.0815.
    expect(Math.abs(chart.mark!.x - 1.0906)).toBeLessThan(0.01)
  })
})

describe('how the growth exponent is measured', () => {
  const place = near(twoResiduals, 'p', 1.2, one)
  const small = growth(place, { replicas: 128, from: 50, to: 250 })
  const value = async (more: Parameters<typeof run>[2]) => (await run(twoResiduals, small, more)).quantities['exponent']!.estimate // prettier-ignore

  it('depends on the seed alone', async () => {
    expect(await value({ seed: 5 })).toEqual(await value({ seed: 5 }))
    expect((await value({ seed: 5 })).value).not.toBe((await value({ seed: 6 })).value)
  })

  it('ends when it is sharp enough, with so many replicas as the effort allows', async () => {
    const quick = await run(twoResiduals, small, { effort: 'quick' })
    expect(quick.run).toMatchObject({ replicas: 32, cutShort: false })
    const precision = { exponent: 0.02 }
    const sharp = await run(twoResiduals, { ...small, replicas: 4096 }, { precision })
    expect(sharp.quantities['exponent']!.estimate.halfWidth).toBeLessThan(0.02)
    expect(sharp.run.replicas).toBeLessThan(1024)
    expect(sharp.run.cutShort).toBe(false)
  })

  it('ends with the budget, and says so', async () => {
    const shares: number[] = []
    const budget = { ...within(unlimited, 300), progress: (_: string, share: number) => shares.push(share) }
    const started = performance.now()
    const found = await run(twoResiduals, { ...small, replicas: 1e6 }, { budget })
    expect(performance.now() - started).toBeLessThan(2000)
    expect(found.run.cutShort).toBe(true)
    expect(found.run.replicas).toBeLessThan(1e6)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const none = await run(twoResiduals, small, { budget: { ...unlimited, signal: AbortSignal.abort() } })
    expect(none.quantities['exponent']!.estimate).toMatchObject({ halfWidth: Infinity, count: 0 })
    expect(none.run.cutShort).toBe(true)
  })

  it('has 95 % intervals that hold the value in 95 of 100 experiments', async () => {
    const experiments = runs(16, 400)
    const inErrors = emptyMoments()
    let held = 0
    for (let seed = 1; seed <= experiments; seed++) {
      const { value, standardError, count } = (await run(twoResiduals, { ...small, replicas: 64 }, { seed }))
        .quantities['exponent']!.estimate
      addSample(inErrors, (value - 0.0898668) / standardError)
      if (Math.abs(value - 0.0898668) <= criticalValue(0.95, count - 1) * standardError) held++
    }
    // Four standard deviations of a count with this probability.
    const scatter = 4 * Math.sqrt(experiments * 0.95 * 0.05)
    expect(Math.abs(held - 0.95 * experiments)).toBeLessThan(scatter)
    expect(Math.abs(Math.sqrt(variance(inErrors)) - 1)).toBeLessThan(4 / Math.sqrt(2 * experiments))
    expect(Math.abs(inErrors.mean)).toBeLessThan(4 / Math.sqrt(experiments))
  })
})
