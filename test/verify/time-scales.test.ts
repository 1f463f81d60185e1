import { describe, expect, it } from 'vitest'
import { modelFrom } from '../../src/model/index.js'
import { chartPlot } from '../../src/report/chart-plot.js'
import { situate } from '../../src/study/index.js'
import { type SideBySideExperiment, siteOf } from '../../src/theory/index.js'
import { timeScales } from '../../src/theory/noise/time-scales.js'
import { verify } from '../../src/verify/index.js'

const layered = modelFrom({
  title: 'Two units',
  parameters: { a: 2, b: 2 },
  data: { x: [1, -1], y: [1, -1] },
  definitions: { hidden: 'b*x' },
  output: 'dot(a, hidden)',
  points: { point: { a: ['3/2', '1/2'], b: ['1/2', '1/2'] } },
})
const situation = situate(layered, { at: 'point', learningRate: '1/10' }).situation

describe('three noises side by side', () => {
  it('go by their classes: Dropout on the fast time, label noise on the slow one, minibatches nowhere', async () => {
    const verdict = await verify(timeScales, situation, { seed: 2, effort: 'quick' })
    expect(verdict.outcome).toBe('supported')
    expect(verdict.judgements.map(({ quantity }) => quantity)).toEqual(['labelNoise', 'minibatch', 'dropout'])
    expect(verdict.controls.length).toBeGreaterThanOrEqual(5)
    expect(verdict.measurement!.quantities['minibatch']!.estimate.value).toBe(0)
    // On one axis Dropout arrives earlier by about the learning rate, for distances of the same size.
    const [chart] = verdict.measurement!.charts
    const dropout = chart!.others!.find(({ label }) => label === 'Dropout')!
    expect(dropout.measured.at(-1)!.x).toBeLessThan(0.3 * chart!.measured.at(-1)!.x)
  })

  it('Dropout follows the worked case W6b, whose regulariser is half the sum of aᵢ²bᵢ²', () => {
    const site = siteOf(situation)
    const { parts } = timeScales.experiment(site, timeScales.predict(site)) as SideBySideExperiment
    const { experiment } = parts.find(({ quantity }) => quantity === 'dropout')!
    // W6b at t = 1/1000 by its drift, half of (−1/12, −1/4, 5/12, 5/12) in the order a₁, b₁, a₂, b₂.
    const drift = [-1 / 24, 5 / 24, -1 / 8, 5 / 24]
    const along = drift.reduce((sum, x, i) => sum + x * experiment.direction[i]!, 0)
    const first = experiment.predictedPath[0]!
    const speed = first.displacement / (first.fraction * experiment.slowTime)
    expect(speed / along).toBeGreaterThan(0.95)
    expect(speed / along).toBeLessThan(1.05)
  })

  it('a noise that was chosen takes the place of the one of its kind', () => {
    const noises = (noise: string | undefined) => {
      const site = siteOf(situate(layered, { at: 'point', learningRate: '1/10', noise }).situation)
      const { parts } = timeScales.experiment(site, timeScales.predict(site)) as SideBySideExperiment
      return Object.fromEntries(parts.map(({ quantity, experiment }) => [quantity, experiment.noise]))
    }
    const usual = noises(undefined)
    expect(noises('dropout law=gaussian')).toEqual({
      ...usual,
      dropout: { model: 'dropout', options: { law: 'gaussian' } },
    })
    expect(noises('label-noise deviations=[1,3]')).toEqual({
      ...usual,
      labelNoise: { model: 'label-noise', options: { deviations: ['1', '3'] } },
    })
    expect(noises('additive')).toEqual(usual)
    const additive = siteOf(
      situate(layered, { at: 'point', learningRate: '1/10', noise: 'additive' }).situation,
    )
    expect(JSON.stringify(timeScales.predict(additive).derivation)).toMatch(/is none of the three/)
  })

  it('leave out what the model cannot have', async () => {
    const product = modelFrom({ title: 'Product', parameters: ['u', 'v'], residuals: ['u*v - 1'], points: { p: { u: 2, v: '1/2' } } })
    const { quantities } = timeScales.predict(siteOf(situate(product, { at: 'p' }).situation))
    expect(Object.keys(quantities)).toEqual(['labelNoise', 'dropout'])
  }) // prettier-ignore
})

describe('a chart with several curves', () => {
  it('shows on logarithmic axes what has a logarithm, and a bar only as far as it goes', () => {
    const { x, y, marks } = chartPlot({
      id: 'c',
      title: 'c',
      x: 'x',
      y: 'y',
      label: 'first',
      logarithmic: ['x', 'y'],
      predicted: [[0, 1], [1, 1], [2, 4]],
      measured: [{ x: 1, y: 1, halfWidth: 2 }, { x: 2, y: -1, halfWidth: 0.1 }],
      others: [{ label: 'second', predicted: [], measured: [{ x: 1, y: 3, halfWidth: 1 }] }],
    })
    expect([x.scale, y.scale]).toEqual(['log', 'log'])
    expect(marks).toEqual([
      { kind: 'line', role: 'prediction', label: 'first, predicted', points: [[1, 1], [2, 4]] },
      { kind: 'points', role: 'measurement', label: 'first, measured (99 %)', points: [{ x: 1, y: 1, hi: 3 }] },
      { kind: 'points', role: 'alternative', label: 'second', points: [{ x: 1, y: 3, lo: 2, hi: 4 }] },
    ])
  }) // prettier-ignore
})
