import { describe, expect, it } from 'vitest'
import { evaluate, type Expression } from '../../../src/expression/index.js'
import type { ModelObject } from '../../../src/model/index.js'
import { classifyNoise, fourthOrder, meanEffect } from '../../../src/theory/noise/limit/index.js'
import { placed } from './cases.js'

const circle = (variables: object, loss: string) =>
  placed({
    model: {
      parameters: ['u', 'v'],
      residuals: ['(u^2 + v^2 - 1)/2'],
      noise: { variables, loss: `(u^2 + v^2 - 1)^2/8 + ${loss}` } as ModelObject['noise'],
    },
    noise: 'written',
    at: 'u=3/5,v=4/5',
  })

describe('the coefficient of σ⁴ in the mean of the loss', () => {
  it('of masks beside other laws is that of their mean by quadrature', () => {
    const { objects, point, perturbation, model } = circle(
      { m: { shape: 3, law: 'bernoulli' }, g: { shape: 2, deviation: [1, 2] }, r: { law: 'uniform' } },
      '(cos(g[1]*u) - 1)*(v + m[1]^2) + (exp(m[1]*m[2]*u + g[2]*m[3]) - 1)*v + cos(r*m[2])*m[1]^3 + sin(r*u)^4 - m[1]^3',
    )
    const found = fourthOrder(perturbation)
    if ('missing' in found) throw new Error(found.missing)
    const w = point.coordinates
    const reg = { value: objects.regulariser(w), gradient: objects.regulariserGradient(w) }
    const excess = (square: number): number[] => {
      const mean = meanEffect(objects, w, Math.sqrt(square))
      if ('missing' in mean || mean.by !== 'quadrature') throw new Error('not by quadrature')
      return [mean.mean.value - reg.value, ...mean.mean.gradient.map((x, i) => x - reg.gradient[i]!)].map((x) => x / square)
    }
    // To second order in h = σ².
    const [h, half, quarter] = [0.01, 0.005, 0.0025].map(excess) as [number[], number[], number[]]
    const limit = h.map((x, i) => (8 * quarter[i]! - 6 * half[i]! + x) / 3)
    const at = new Map<Expression, number>(model.symbols.map((symbol, i) => [symbol, w[i]!]))
    const exact = [evaluate(found, at), ...objects.fourthOrderGradient(w)!]
    exact.forEach((x, i) => expect(limit[i]).toBeCloseTo(x, 4))
    // The differences would be seen: the extrapolated terms count.
    expect(Math.abs(h[0]! - exact[0]!)).toBeGreaterThan(1e-2)
  }) // prettier-ignore

  it.each([
    ['m[1]*m[2]*(u^2 + v^2 - 1)^2/(3 + m[1] + 2*m[2])', 2, 'masks m[1] and m[2] of 2 both drop'],
    ['m[1]*m[2]*m[3]*(u^2 + v^2 - 1)^2/(3 + m[1] + m[2] + m[3])', 3, 'masks m[1], m[2] and m[3] of 3 all drop'],
  ])('does not exist where some masks leave no loss: %s', (added, masks, says) => {
    const { landscape, point, objects } = circle({ m: { shape: masks, law: 'bernoulli' } }, `m[1]^2*u*(u^2 + v^2 - 1)/4 + ${added}`)
    const kind = classifyNoise(landscape, point, objects)
    expect([kind.kind, kind.certain, kind.timeScales]).toEqual(['conditionally degenerate', false, []])
    expect(kind.undecided).toContain(says)
    expect(kind.evidence.at(-1)).toMatchObject({ state: 'undecided', asked: 'P\\nabla V_4' })
  }) // prettier-ignore

  it('moves the same loss with a denominator that never vanishes', () => {
    const { landscape, point, objects } = circle({ m: { shape: 2, law: 'bernoulli' } }, 'm[1]^2*u*(u^2 + v^2 - 1)/4 + m[1]*m[2]*(u^2 + v^2 - 1)^2/(5 + m[1] + 2*m[2])') // prettier-ignore
    const kind = classifyNoise(landscape, point, objects)
    expect([kind.undecided, kind.timeScales.map(({ sigma }) => sigma)]).toEqual([undefined, [4]])
  })

  it('is not known for masks on both entries of a direction that is normalised', () => {
    const { landscape, point, objects } = placed({
      model: { parameters: { g: {}, w: 2 }, data: { x: [[1, 0], [0, 1]], y: [3, 4] }, output: 'g*dot(w, x)/norm(w)' },
      noise: 'drop-connect',
      at: 'g=5,w=[3/5,4/5]',
    })
    expect(classifyNoise(landscape, point, objects).undecided).toContain('masks 2 and 3 of 3 both drop')
  }) // prettier-ignore
})
