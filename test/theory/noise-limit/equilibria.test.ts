import { describe, expect, it } from 'vitest'
import { plain } from '../../../src/base/prose.js'
import { limitOf } from '../../../src/index.js'
import { modelFrom, type ModelObject } from '../../../src/model/index.js'
import { equilibriumSentences } from '../../../src/theory/index.js'

const ended = async (model: Omit<ModelObject, 'title'>, at: string, noise: string) => {
  const { limit } = await limitOf(modelFrom({ title: 't', ...model } as ModelObject), { at, noise })
  expect(limit!.equilibria).toHaveLength(1)
  const [found] = limit!.equilibria
  return { found: found!, words: equilibriumSentences(found!).map(plain).join(' ') }
}

const rest = ({ found }: Awaited<ReturnType<typeof ended>>) => {
  if ('missing' in found) throw new Error(found.missing)
  return found
}

describe('where the limit comes to rest', () => {
  // By mpmath: Lagrange’s equations for tr H = ⅓Σ|∇rᵢ|² with 30 digits.
  it('is the least trace of the Hessian for label noise', { timeout: 30_000 }, async () => {
    const residuals = ['x*y + z - 1', 'z*s^2 + x*t - 2', 't*y + s - 3/2']
    const result = await ended({ parameters: ['x', 'y', 'z', 's', 't'], residuals }, 'x=1.1279542,y=.35331205,z=.6014802,s=1.1025685,t=1.1249', 'label-noise') // prettier-ignore
    const { coordinates, stability, eigenvalues, neutral, least } = rest(result)
    const expected = [1.22871970234397, 0.443694103045723, 0.454824313773884, 0.915427335733364, 1.31751280950965] // prettier-ignore
    coordinates.forEach(({ value }, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-10))
    expect([stability, neutral, eigenvalues.length]).toEqual(['attracting', 0, 2])
    expect(least!.value!.value).toBeCloseTo(3.42686239374016, 10)
    expect(result.words).toMatch(/a minimum on the set, where it is 3\.42686239/)
  })

  // Σ (aⱼhⱼ)² with a₁h₁ + a₂h₂ = y at two samples is least, ½Σy² = 1/8, where all four products are y/2: a family of four
  // dimensions, and Reg = 1/4 of that.
  it('is a member of the family of minima of the regulariser for Dropout', { timeout: 30_000 }, async () => {
    const model = {
      parameters: { W1: [2, 1], W2: [2, 2], a: 2 },
      data: { x: [[1], [-2]], y: [0.3, -0.4] },
      definitions: { h1: 'tanh(W1*x)', h2: 'tanh(W2*h1)' },
      output: 'dot(a, h2)',
      points: { p: { W1: [[0.5], [1.2]], W2: [[0.7, -0.3], [0.2, 0.9]], a: [0.8, 0.6] } }, // prettier-ignore
    }
    const result = await ended(model as unknown as Omit<ModelObject, 'title'>, 'p', 'dropout')
    const { coordinates, stability, neutral, least } = rest(result)
    expect([stability, neutral]).toEqual(['attracting', 4])
    expect(least!.value!.value).toBeCloseTo(1 / 32, 13)
    const [b1, b2, c11, c12, c21, c22, a1, a2] = coordinates.map(({ value }) => value) as [number, number, number, number, number, number, number, number] // prettier-ignore
    for (const [x, y] of [
      [1, 0.3],
      [-2, -0.4],
    ] as const) {
      // prettier-ignore
      const [g, h] = [Math.tanh(b1 * x), Math.tanh(b2 * x)]
      expect(a1 * Math.tanh(c11 * g + c12 * h)).toBeCloseTo(y / 2, 10)
      expect(a2 * Math.tanh(c21 * g + c22 * h)).toBeCloseTo(y / 2, 10)
    }
    expect(result.words).toMatch(/4 eigenvalues are 0 as far as is known/)
  })

  // tr H = 1 + exp(2a) on exp(a)b = 1: a → −∞ for ever.
  it('is not there for a flow that never ends', { timeout: 30_000 }, async () => {
    const squares = ['p', 'q', 'r', 's', 't']
    const model = { parameters: ['a', 'b', ...squares], residuals: [`exp(a)*b - 1 + ${squares.map((x) => `${x}^2`).join(' + ')}`] } // prettier-ignore
    const { found, words } = await ended(model, 'a=0,b=1,p=0,q=0,r=0,s=0,t=0', 'label-noise')
    expect(found).toHaveProperty('missing')
    expect(words).toMatch(/has not come to rest: at time .* its speed/)
  })

  // Around (0, 0, 1): tr H = a² + b² + 4 − 4ab + …, of which −¼∇² has the eigenvalues ½ and −3/2.
  it('is the point itself where the speed is rounding', { timeout: 30_000 }, async () => {
    const result = await ended({ parameters: ['a', 'b', 'c'], residuals: ['a*tanh(b) + c^2 - 1'] }, 'a=0,b=0,c=1', 'label-noise') // prettier-ignore
    const { stability, eigenvalues, followed } = rest(result)
    expect([stability, followed]).toEqual(['saddle', 0])
    ;[0.5, -1.5].forEach((x, i) => expect(eigenvalues[i]!.re).toBeCloseTo(x, 6))
    expect(result.words).toMatch(/stands still at the point.*It is a saddle:/)
  })

  it('is not a place where two branches of the set cross', { timeout: 30_000 }, async () => {
    const { words } = await ended({ parameters: ['a', 'b'], residuals: ['a*b'] }, 'a=1,b=0', 'label-noise')
    expect(words).toMatch(/leads to where the minimum is not clean .* 1\.00 away from the point/)
  })
})
