import { describe, expect, it } from 'vitest'
import type { ModelObject } from '../../../src/model/index.js'
import { limitOf, modelFrom } from '../../../src/index.js'
import { meanEffect } from '../../../src/theory/noise/limit/index.js'
import { placed } from './cases.js'

type Noise = ModelObject['noise']

const base = '(u*v - 1)^2/2'
const at = { u: 2, v: 1 / 2 }
const effect = (noise: Noise, sigma: number) => {
  const { objects, point } = placed({
    model: { parameters: ['u', 'v'], residuals: ['u*v - 1'], noise },
    noise: 'written',
    at: 'u=2,v=1/2',
  })
  return meanEffect(objects, point.coordinates, sigma)
}
const byPoints = (noise: Noise, sigma: number) => {
  const found = effect(noise, sigma)
  if ('missing' in found || found.by !== 'quadrature') throw new Error(JSON.stringify(found))
  return found
}

describe('the mean effect of noise whose expectation has no closed form', () => {
  it.each([
    ['gaussian', (x: number) => Math.exp((x * x) / 2), (x: number) => x * Math.exp((x * x) / 2)],
    ['uniform', (x: number) => Math.sinh(Math.sqrt(3) * x) / (Math.sqrt(3) * x), (x: number) => (Math.cosh(Math.sqrt(3) * x) - Math.sinh(Math.sqrt(3) * x) / (Math.sqrt(3) * x)) / x],
  ] as const)('is found by quadrature for the law %s', (law, mean, slope) => {
    const sigma = 1 / 3
    const { mean: found, error, method } = byPoints({ variables: { m: { law } }, loss: `${base} + (exp(m*u) - 1)*v^2` }, sigma)
    const [x, { u, v }] = [sigma * at.u, at]
    const exact = [(mean(x) - 1) * v * v, sigma * slope(x) * v * v, 2 * v * (mean(x) - 1)].map((y) => y / sigma ** 2)
    expect(found.value).toBeCloseTo(exact[0]!, 12)
    expect(found.gradient[0]).toBeCloseTo(exact[1]!, 12)
    expect(found.gradient[1]).toBeCloseTo(exact[2]!, 12)
    expect(error.value).toBeLessThan(1e-12)
    expect(Math.abs(found.value - exact[0]!)).toBeLessThanOrEqual(error.value)
    expect(method).toContain(law === 'gaussian' ? 'Gauss–Hermite' : 'Gauss–Legendre')
    expect(u).toBe(2)
  }) // prettier-ignore

  it('keeps the covariance of the variables', () => {
    const sigma = 1 / 4
    const { mean } = byPoints({ variables: { m: { shape: 2, covariance: [[2, 1], [1, 3]] } }, loss: `${base} + exp(m[1]*u + m[2]*v) - 1` }, sigma)
    const spread = 2 * at.u ** 2 + 2 * at.u * at.v + 3 * at.v ** 2
    expect(mean.value).toBeCloseTo((Math.exp((sigma ** 2 * spread) / 2) - 1) / sigma ** 2, 11)
  }) // prettier-ignore

  it('takes masks with their two values, beside variables with a density', () => {
    const sigma = 1 / 2
    const { mean } = byPoints({ variables: { g: {}, m: { law: 'bernoulli' } }, loss: `${base} + exp(g*m*u) - 1` }, sigma)
    const moment = (m: number): number => Math.exp((sigma * m * at.u) ** 2 / 2)
    const [drop, kept] = [sigma ** 2 / (1 + sigma ** 2), 1 / (1 + sigma ** 2)]
    expect(mean.value).toBeCloseTo((kept * moment(sigma ** 2) + drop * moment(-1) - 1) / sigma ** 2, 12)
  }) // prettier-ignore

  it('is a mean over draws where the variables are many, with an interval that holds', () => {
    const sigma = 1 / 5
    const found = effect({ variables: { m: { shape: 9 } }, loss: `${base} + exp(sum(m)*u/3) - 1` }, sigma)
    if ('missing' in found || found.by !== 'sampling') throw new Error('not by draws')
    expect(found.method).toMatch(/mean over \d+ draws .* seed 1/)
    const exact = (Math.exp((sigma * at.u) ** 2 / 2) - 1) / sigma ** 2
    const values = found.batches.map(({ value }) => value)
    const mean = values.reduce((a, b) => a + b) / values.length
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length * (values.length - 1)))
    expect(deviation).toBeLessThan(0.01 * exact)
    expect(Math.abs(mean - exact)).toBeLessThan(4 * deviation)
    expect(effect({ variables: { m: { shape: 9 } }, loss: `${base} + exp(sum(m)*u/3) - 1` }, sigma)).toEqual(found)
  }) // prettier-ignore

  it('is not given where there is none', () => {
    // E exp(η²u) is finite for 2σ²u < 1 only.
    const wild: Noise = { variables: ['m'], loss: `${base} + exp(m^2*u) - 1` }
    const calm = byPoints(wild, 0.2)
    expect(calm.mean.value).toBeCloseTo((1 / Math.sqrt(1 - 2 * 0.04 * 2) - 1) / 0.04, 9)
    expect(effect(wild, 1)).toMatchObject({ missing: expect.stringContaining('keeps changing') as string })
    const outside: Noise = { variables: ['m'], loss: `${base} + log(1 + m)*u` }
    expect(effect(outside, 1 / 2)).toMatchObject({ missing: expect.stringContaining('no finite value') as string })
  }) // prettier-ignore

  it('is what an independent quadrature finds of a deep network', async () => {
    const model = modelFrom({
      title: 't',
      parameters: { W1: [2, 1], W2: [2, 2], a: 2 },
      data: { x: [[1], [-2]], y: [0.3, -0.4] },
      definitions: { h1: 'tanh(W1*x)', h2: 'tanh(W2*h1)' },
      output: 'dot(a, h2)',
      points: { p: { W1: [[0.5], [1.2]], W2: [[0.7, -0.3], [0.2, 0.9]], a: [0.8, 0.6] } },
    } as ModelObject) // prettier-ignore
    const { limit } = await limitOf(model, { at: 'p', noise: 'dropout layers=[h1] law=gaussian', strength: '1/2' })
    // 60 × 60 points of numpy.polynomial.hermite_e.
    expect(limit!.atStrength).toMatchObject({ method: expect.stringContaining('Gauss–Hermite') as string })
    const { regulariser } = limit!.atStrength as { regulariser: { value: number; error: number } }
    expect(regulariser.value).toBeCloseTo(0.0239969951, 10)
    expect(regulariser.error).toBeLessThan(1e-9)
  }) // prettier-ignore
})
