import { describe, expect, it } from 'vitest'
import { rational, square, type SymbolNode, toText } from '../../../src/expression/index.js'
import { type DomainCondition, landscapeOf } from '../../../src/geometry/index.js'
import { modelFrom } from '../../../src/model/index.js'
import { isBoundedSet, isCleanEverywhere } from '../../../src/theory/noise/along/bounded-set.js'
import { growthOfIntegral } from '../../../src/theory/noise/along/growth-of-integral.js'
import { limitOf } from './limits.js'

const landscape = (parameters: string[], ...residuals: string[]) => landscapeOf(modelFrom({ title: 't', parameters, residuals })) // prettier-ignore

describe('bounded sets', () => {
  it.each([
    ['an ellipsoid', ['x', 'y', 'z'], ['x^2 + 2*y^2 + 3*z^2 - 1']],
    ['upside down', ['x', 'y'], ['x^3 - x^4 - y^6 + x*y + 3']],
    ['a tilted ellipse', ['x', 'y'], ['x^2 + x*y + y^2 - 1']],
    ['a torus', ['a', 'b', 'c', 'd'], ['a^2 + b^2 - 1', 'c^2 + d^2 - 1']],
    ['a graph over a circle', ['a', 'b', 'c'], ['c^3 - a*b*c - 1', 'a^2 + b^2 - 1']],
    ['a lemniscate', ['x', 'y'], ['(x^2 + y^2)^2 - x^2 + y^2']],
    ['one on which mixed terms help', ['x', 'y'], ['x^2 + y^2 + x^4*y^2 - 1']],
  ])('%s', (_, parameters, residuals) => {
    expect(isBoundedSet(landscape(parameters, ...residuals))).toBe(true)
  })

  it.each([
    ['a hyperbola', ['u', 'v'], ['u*v - 1']],
    ['an indefinite form', ['x', 'y'], ['x^2 + 3*x*y + y^2 - 1']],
    ['a degenerate form', ['x', 'y'], ['x^2 + 2*x*y + y^2 - 1']],
    ['a cubic', ['x', 'y'], ['x^3 + y^2 - 1']],
    ['signs that differ', ['x', 'y'], ['x^2 - y^4 - 1']],
    ['mixed terms that win', ['x', 'y'], ['x^2 + y^2 - x^2*y^2 - 1']],
    ['a cylinder', ['x', 'y', 'z'], ['x^2 + y^2 - 1 + 0*z']],
    ['a paraboloid', ['x', 'y', 'z'], ['z - x^2 - y^2/2']],
  ])('not %s', (_, parameters, residuals) => {
    expect(isBoundedSet(landscape(parameters, ...residuals))).toBe(false)
  })

  it('know where the rank drops', () => {
    expect(isCleanEverywhere(landscape(['x', 'y', 'z'], 'x^2 + 2*y^2 + 3*z^2 - 1'))).toBe(true)
    expect(isCleanEverywhere(landscape(['a', 'b', 'c', 'd'], 'a^2 + b^2 - 1', 'c^2 + d^2 - 1'))).toBe(true)
    expect(isCleanEverywhere(landscape(['x', 'y'], '(x^2 + y^2)^2 - x^2 + y^2'))).toBe(false)
  })
})

const stationaryOf = async (parameters: string[], residual: string, at: string, covariance?: number[][]) => {
  const { limit } = await limitOf({ model: { parameters, residuals: [residual] }, noise: 'additive', ...(covariance && { options: { covariance } }), at }) // prettier-ignore
  return limit.motions[0]!.stationary!
}

describe('whether a density is one of probability', () => {
  it('always on a compact set that is clean', async () => {
    const found = await stationaryOf(['x', 'y', 'z'], 'x^2 + 2*y^2 + 3*z^2 - 1', 'x=1/2,y=1/2,z=sqrt(1/12)') // prettier-ignore
    expect(found.normalisable).toBe('yes')
    expect(found.why).toMatch(/compact/)
    expect([found.density, found.perVolume].map(toText)).toEqual(['1/sqrt(1 - 2*y^2 - 3*z^2)', '1/sqrt(2*y^2 + 6*z^2 + 1)']) // prettier-ignore
  })

  it('the same for the same density, whatever the covariance', async () => {
    for (const covariance of [
      undefined,
      [
        [3, 0],
        [0, 1],
      ],
      [
        [2, 1],
        [1, 2],
      ],
    ]) {
      // prettier-ignore
      const found = await stationaryOf(['u', 'v'], '(u^2 + v^2 - 1)/2', 'u=3/5,v=4/5', covariance)
      expect([toText(found.density), found.normalisable]).toEqual(['1/sqrt(1 - u^2)', 'yes'])
    }
  })

  it('not for a constant on the whole plane', async () => {
    const found = await stationaryOf(['x', 'y', 'z'], 'z - x^2 - y^2/2', 'x=1,y=1,z=3/2')
    expect([toText(found.density), found.normalisable]).toEqual(['1', 'no'])
    expect(found.why).toMatch(/infinity/)
  })

  it('not for a product of which one factor is not integrable', async () => {
    const found = await stationaryOf(['u', 'v', 'w'], 'u*v*w - 1', 'u=2,v=1/2,w=1')
    expect([toText(found.density), found.normalisable]).toEqual(['1/(abs(u)*abs(v))', 'no'])
    expect(found.why).toMatch(/function of \$u\$/)
  })

  it('written shortly: on w(1 + u² + v²) = 1 it is 1/(∂r/∂w)', async () => {
    const found = await stationaryOf(['u', 'v', 'w'], 'w*(1 + u^2 + v^2) - 1', 'u=0,v=0,w=1')
    expect([toText(found.density), found.normalisable]).toEqual(['1/(u^2 + v^2 + 1)', 'undecided'])
    expect(found.why).toMatch(/not decided; in numbers, its integrals/)
  })

  // By mpmath, over the squares with half-sides 2 sinh(k log 10). Over u < 0 alone, cut off at 10^−k, they tend to the same.
  it.each([
    [-2, [1.0082643, 1.008346, 1.0083468]],
    [-1, [1.9591572, 2.9159143, 3.8726474]],
  ])('growing as that of (1 + u² + v²)^%s does', (power, expected) => {
    const { symbols } = modelFrom({ title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1'] })
    const [u, v] = symbols as [SymbolNode, SymbolNode]
    const density = u.graph.power(u.graph.sum([u.graph.one, square(u), square(v)]), rational.of(power))
    const ratios = (smooth: DomainCondition[]) => /are as 1 : (.*)$/.exec(growthOfIntegral(density, { free: [u, v], smooth }, [-1, 0])!)![1]!.split(' : ').map(Number) // prettier-ignore
    expected.forEach((x, k) => expect(Math.abs(ratios([])[k]! / x - 1)).toBeLessThan(0.01))
    const half = ratios([{ kind: 'nonzero', expression: u }])
    // The strip left out at the edge has at most 1 % of the second one.
    expect(Math.abs(half[2]! / half[1]! / (expected[2]! / expected[1]!) - 1)).toBeLessThan(0.02)
  })
})
