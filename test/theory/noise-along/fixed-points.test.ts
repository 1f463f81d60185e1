import { describe, expect, it } from 'vitest'
import { plain } from '../../../src/base/prose.js'
import { toText } from '../../../src/expression/index.js'
import { derivationSteps, linearStability } from '../../../src/theory/noise/along/index.js'
import { eigenvalues, fromRows } from '../../../src/numeric/index.js'
import type { Case } from '../noise-limit/cases.js'
import { limitOf } from './limits.js'

const motionOf = async (which: Case) => {
  const { limit } = await limitOf(which)
  const words = derivationSteps(limit).map(({ says }) => plain(says)).join('\n') // prettier-ignore
  return { motion: limit.motions[0]!, words }
}

describe('fixed points on a surface', () => {
  // Σ = (C₁₁(u − w)² + … + C₂₂v²)H, so that the flow is −¾∇ tr H at (1, 1, 1), where ∇² tr H = 4 along the set.
  it('of a flow whose speed along ∇ tr H changes from place to place', async () => {
    const { motion, words } = await motionOf({
      model: {
        parameters: ['u', 'v', 'w'],
        loss: 'cosh(u*v*w - 1) - 1',
        noise: {
          variables: { ep: { shape: 2, covariance: [[2, 1], [1, 3]] } }, // prettier-ignore
          loss: 'cosh(u*v*w - 1 - ep[1]*(u*v*w - 1)) - 1 + ep[1]*(u - w)*(u*v*w - 1) + ep[2]*v*(u*v*w - 1)',
        },
      },
      noise: 'written',
      at: 'u=2,v=1/2,w=1',
    })
    expect(motion.potential).toBeUndefined()
    const { points } = motion.fixedPoints!
    expect(points.map(({ values }) => values!.join()).sort()).toEqual(['-1,-1', '-1,1', '1,-1', '1,1'])
    const here = points.find(({ values }) => values!.join() === '1,1')!
    expect(here).toMatchObject({ stability: 'attracting', value: 3, error: undefined })
    here.eigenvalues!.forEach(({ re, im }) => {
      expect(re).toBeCloseTo(-3, 12)
      expect(im).toBe(0)
    })
    expect(words).toMatch(/u = 1, v = 1.*each attracting: a minimum of tr ∇²L on the set, where it is 3/)
  })

  // ȧ = a(1 − a⁴)/(8(a⁴ + 1)), ċ = c(4 − c⁴)/(2(c⁴ + 4)); 0 is not on the branch.
  it('of a flow that descends nothing, by Newton’s method and substitution', async () => {
    const { motion } = await motionOf({
      model: { parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b - 1', 'c*d - 2'] },
      noise: 'label-noise',
      options: { deviations: [1, 2] },
      at: 'a=2,b=1/2,c=1,d=2',
    })
    const { points, complete } = motion.fixedPoints!
    expect(points.map(({ exact }) => exact!.map(toText).join()).sort()).toEqual(['-1,-sqrt(2)', '-1,sqrt(2)', '1,-sqrt(2)', '1,sqrt(2)']) // prettier-ignore
    expect(complete).toBe(false)
    for (const { eigenvalues: found, stability } of points) {
      expect(stability).toBe('attracting')
      expect(found![0]!.re).toBeCloseTo(-1 / 4, 12)
      expect(found![1]!.re).toBeCloseTo(-1, 12)
    }
  })

  const paraboloid = (reg: string): Case => ({
    model: { parameters: ['x', 'y', 'z'], residuals: ['z - x^2 - y^2/2'], noise: { variables: ['ep'], loss: `(z - x^2 - y^2/2)^2/2 + ep^2*(${reg})` } }, // prettier-ignore
    noise: 'written',
    at: 'x=1,y=1,z=3/2',
  })

  it.each([
    ['x^2', 'attracting', 'minimum'],
    ['-x^2', 'repelling', 'maximum'],
  ])('families, across which the potential is %s', async (reg, stability, extremum) => {
    const { motion, words } = await motionOf(paraboloid(reg))
    const [family] = motion.fixedPoints!.points
    expect(family).toMatchObject({ stability, values: undefined })
    expect(family!.free.map(toText)).toEqual(['y'])
    expect(words).toContain(`x = 0 (${stability} across this family: a ${extremum} of the regulariser on the set)`)
  }) // prettier-ignore

  it('says when there is none', async () => {
    const { motion, words } = await motionOf(paraboloid('exp(x) + exp(y)'))
    expect(motion.fixedPoints).toMatchObject({ points: [], complete: true })
    expect(words).toMatch(/no fixed point on this branch/)
  })
})

describe('fixed points on a curve', () => {
  const parabola = (reg: string): Case => ({
    model: { parameters: ['u', 'v'], residuals: ['v - u^2/2'], noise: { variables: ['ep'], loss: `(v - u^2/2)^2/2 + ep^2*(${reg})` } }, // prettier-ignore
    noise: 'written',
    at: 'u=1,v=1/2',
  })

  it.each([
    ['u^4', 'attracting', 'minimum'],
    ['-u^4', 'repelling', 'maximum'],
    ['u^3', 'half-stable', 'inflection'],
  ])('where the drift of %s vanishes in higher order', async (reg, stability, extremum) => {
    const { motion, words } = await motionOf(parabola(reg))
    expect(motion.fixedPoints!.points).toMatchObject([{ values: [0], stability, eigenvalues: [{ re: 0, im: 0 }], value: 0 }]) // prettier-ignore
    expect(words).toContain(`u = 0 (${stability}: a ${extremum} of the regulariser on the set, where it is 0)`)
  }) // prettier-ignore

  // u = tanh u has the root 0 only; sin and u together are not rational.
  it('of functions that are not rational, by Newton’s method', async () => {
    const { motion } = await motionOf(parabola('cos(u) + u^2/4'))
    const { points, complete } = motion.fixedPoints!
    expect(complete).toBe(false)
    const found = points.map(({ values }) => values![0]!).sort((a, b) => a - b)
    expect(found).toHaveLength(3)
    // sin u = u/2.
    ;[-1.895494267033981, 0, 1.895494267033981].forEach((x, i) => expect(found[i]).toBeCloseTo(x, 12))
    const stabilityAt = (x: number) =>
      points.find(({ values }) => Math.abs(values![0]! - x) < 1e-6)!.stability
    expect([stabilityAt(0), stabilityAt(found[2]!)]).toEqual(['repelling', 'attracting'])
  })
})

describe('linear stability', () => {
  it('has complex eigenvalues, and leaves open what is within the error', () => {
    const turning = fromRows([
      [-1, -2],
      [2, -1],
    ])
    expect(eigenvalues(turning).map(({ re, im }) => [re, im])).toEqual([[-1, 2], [-1, -2]]) // prettier-ignore
    expect(linearStability(turning, 1e-9)).toMatchObject({ stability: 'attracting', neutral: 0 })
    const family = fromRows([
      [1, 0],
      [0, 1e-9],
    ])
    expect(linearStability(family, 1e-8)).toMatchObject({ stability: 'repelling', neutral: 1 })
    expect(linearStability(fromRows([[0]]), 0)).toMatchObject({ stability: undefined, neutral: 1 })
    const swapped = fromRows([
      [0, 1],
      [1, 0],
    ])
    expect(linearStability(swapped, 1e-9).stability).toBe('saddle')
  })
})
