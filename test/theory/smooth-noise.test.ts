import { describe, expect, it } from 'vitest'
import { smoothNoise } from '../../src/theory/hypotheses/index.js'
import { modelFrom, type ModelObject, type NoiseLaw } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { siteOf } from '../../src/theory/index.js'

type Written = Pick<ModelObject, 'parameters' | 'residuals'>
const found = (model: Written & Partial<ModelObject>, at: string, noise?: string) =>
  smoothNoise.check(situate(modelFrom({ title: 't', ...model } as ModelObject), { at, noise }).situation)

const product = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }
const withNoise = (residual: string, law: NoiseLaw) => ({ ...product, noise: { variables: { m: { law } }, residuals: [residual] } }) // prettier-ignore

describe('smoothness of a loss with noise', () => {
  // With m = -1 the argument of relu is u - v.
  const jumping = withNoise('relu(u + m*v) - relu(u) + u*v - 1', 'bernoulli')

  it('is asked where a mask is 0, which does not go away with the strength of the noise', () => {
    expect(found(jumping, 'u=1,v=1')).toMatchObject({ state: 'refuted' })
    expect(found(jumping, 'u=1,v=1').evidence).toMatch(/one of its masks is 0 .* kink of relu/)
    expect(found(jumping, 'u=2,v=1/2')).toMatchObject({ state: 'proved' })
    expect(found(jumping, 'u=2,v=1/2').evidence).toMatch(/nor where one mask is 0/)
  })

  it('would else let pass a drift that is the mean of two', () => {
    // The slope of Reg = L̂(w, −1) − L + ∂_m L̂(w, 0) along (1, −1)/√2, a little to both sides of the point.
    const slopes = [1e-6, -1e-6].map((s) => {
      const [u, v] = [Math.exp(s), Math.exp(-s)]
      const { noise, point } = siteOf(situate(modelFrom({ title: 't', ...jumping } as ModelObject), { at: `u=${u},v=${v}` }).situation) // prettier-ignore
      const slope = noise!.objects.regulariserGradient(point.coordinates)
      return (slope[0]! - slope[1]!) / Math.SQRT2
    })
    // With I = 1 where u > v and else 0: r(w, −1) = −1 with the slope (I, 1 − I), and ∂_m L̂(w, 0) = (uv − 1)v with the slope (1, 1).
    const byHand = (inside: number) => (1 - inside - inside) / Math.SQRT2
    expect(slopes[0]).toBeCloseTo(byHand(1), 4)
    expect(slopes[1]).toBeCloseTo(byHand(0), 4)
    expect(Math.abs(slopes[0]! - slopes[1]!)).toBeGreaterThan(1)
  })

  it('is asked at η = 0 alone for noise that gets small', () => {
    for (const law of ['rademacher', 'uniform', 'gaussian'] as const)
      expect(found(withNoise('relu(u + m*v) - relu(u) + u*v - 1', law), 'u=1,v=1').state).toBe('proved')
    expect(found(withNoise('abs(1 + m)*u*v - 1', 'rademacher'), 'u=1,v=1').state).toBe('proved')
    expect(found(withNoise('relu(m) + u*v - 1', 'rademacher'), 'u=1,v=1')).toMatchObject({ state: 'refuted' })
  })

  it('is there where a mask takes away the argument of a kink', () => {
    const neuron = { parameters: ['a', 'b'], residuals: ['a*relu(b) - 1'] }
    expect(found(neuron, 'a=1,b=1', 'drop-connect').state).toBe('proved')
    const two = { parameters: ['a', 'b', 'c'], residuals: ['a*relu(b + c) - 1'] }
    expect(found(two, 'a=1,b=2,c=-1', 'drop-connect').state).toBe('proved')
    expect(found(two, 'a=1,b=1,c=0', 'drop-connect')).toMatchObject({ state: 'refuted' })
  })
})
