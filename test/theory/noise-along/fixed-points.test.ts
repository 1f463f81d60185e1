import { describe, expect, it } from 'vitest'
import { plain } from '../../../src/base/prose.js'
import { type SymbolNode, toText } from '../../../src/expression/index.js'
import { modelFrom } from '../../../src/model/index.js'
import { certifiedZero } from '../../../src/theory/noise/along/certified-zero.js'
import { derivationSteps, linearStability } from '../../../src/theory/noise/along/index.js'
import { signCounts } from '../../../src/theory/noise/along/sign-counts.js'
import { slopesOf } from '../../../src/theory/noise/along/stability-there.js'
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
  it('of a flow that descends nothing, all of them', async () => {
    const { motion } = await motionOf({
      model: { parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b - 1', 'c*d - 2'] },
      noise: 'label-noise',
      options: { deviations: [1, 2] },
      at: 'a=2,b=1/2,c=1,d=2',
    })
    const { points, complete } = motion.fixedPoints!
    expect(points.map(({ exact }) => exact!.map(toText).join()).sort()).toEqual(['-1,-sqrt(2)', '-1,sqrt(2)', '1,-sqrt(2)', '1,sqrt(2)']) // prettier-ignore
    expect(complete).toBe(true)
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

  const on = (residual: string, at: string, noise: string, options: Case['options'] = {}): Case => ({
    model: { parameters: ['x', 'y', 'z'], residuals: [residual] },
    noise,
    options,
    at,
  })
  const places = ({ motion }: Awaited<ReturnType<typeof motionOf>>) =>
    motion.fixedPoints!.points.map(({ exact, stability, free }) => [exact!.map(toText).join(), stability, free.length]) // prettier-ignore

  // By hand: with y = −x at (−0.0308, 0.0308) the slope of Reg has the length 48 445, and the speed along the set is 1.
  it('only where the velocity vanishes, not where the units of the chart are long', async () => {
    const covariance = [[2, 1, 0], [1, 2, 0], [0, 0, 1]] // prettier-ignore
    const found = await motionOf(on('x*y*z - 1', 'x=2,y=1/2,z=1', 'perturbed', { covariance }))
    expect(places(found).sort()).toEqual([
      ['-1,1', 'attracting', 0],
      ['-3^(1/6),-3^(1/6)', 'attracting', 0],
      ['1,-1', 'attracting', 0],
      ['3^(1/6),3^(1/6)', 'attracting', 0],
    ])
  })

  // Reg = ½x²(10x⁴ − 8x²y + 3y²), whose bracket is 0 at 0 only: its discriminant is −56.
  it('as one family where the field has a common factor', async () => {
    const found = await motionOf(on('z - x^3 + x*y', 'x=1,y=1/2,z=1/2', 'drop-connect', { law: 'gaussian' }))
    expect([places(found), found.motion.fixedPoints!.complete]).toEqual([[['0,y', 'attracting', 1]], true])
  })

  // Reg = 3/2 x²y².
  it('as two families that cross', async () => {
    const found = await motionOf(on('z - x*y', 'x=1,y=1,z=1', 'drop-connect'))
    expect(places(found).sort()).toEqual([['0,y', 'attracting', 1], ['x,0', 'attracting', 1]]) // prettier-ignore
  })

  // Reg = x⁴ + x²y² + y⁴ − x² − y² + ½ over the disc: where each of x, y is 0 or both bracketed conditions hold.
  it('each once', async () => {
    const found = await motionOf({
      model: { parameters: ['x', 'y', 'z'], loss: '(x^2+y^2+z^2-1)^2/8' },
      noise: 'drop-connect',
      options: { law: 'gaussian' },
      at: 'x=2/3,y=1/3,z=2/3',
    })
    const { points, complete } = found.motion.fixedPoints!
    const expected = [[0, 0, 'repelling'], ...[1, -1].flatMap((s) => [[s / Math.SQRT2, 0, 'saddle'], [0, s / Math.SQRT2, 'saddle'], ...[1, -1].map((t) => [s / Math.sqrt(3), t / Math.sqrt(3), 'attracting'])])] as [number, number, string][] // prettier-ignore
    expect([points.length, complete]).toEqual([9, true])
    for (const [x, y, stability] of expected) {
      const here = points.filter(({ values }) => Math.hypot(values![0]! - x, values![1]! - y) < 1e-12)
      expect(here.map((point) => point.stability)).toEqual([stability])
    }
  })

  // Reg = ¼(4x⁴ + 2x²y² + y⁴) has no second derivative at 0.
  it('attracting by a form of fourth degree', async () => {
    const found = await motionOf(on('z - x^2 - y^2/2', 'x=1,y=1,z=3/2', 'drop-connect'))
    expect(places(found)).toEqual([['0,0', 'attracting', 0]])
  })

  it.each([
    ['x^4 + x*y^2', 'saddle'],
    ['-x^4 - y^2', 'repelling'],
    ['x^4 + x^2*y + y^2', 'attracting'],
    ['x^4 - 3*x^2*y + y^2', 'saddle'],
  ])('of %s by weighted leading forms: %s', async (reg, stability) => {
    const { motion } = await motionOf(paraboloid(reg))
    const zero = motion.fixedPoints!.points.find(({ values }) => values?.every((x) => x === 0))!
    expect(zero.stability).toBe(stability)
  })

  // A minimum along y = x², undecided by leading forms at 0, and a family by its factor.
  it('as a family that is no line', async () => {
    const { motion } = await motionOf(paraboloid('(x^2 - y)^2'))
    expect(motion.fixedPoints!.points.map(({ exact, stability, free }) => [exact!.map(toText).join(), stability, free.length])).toEqual([['x,x^2', 'attracting', 1]]) // prettier-ignore
  })

  // On c = 0 the Jacobian is (0, 0, 1 + ab).
  it('calls points singular where the rank drops, not attracting', async () => {
    const { motion, words } = await motionOf({ model: { parameters: ['a', 'b', 'c'], residuals: ['c*(1 + a*b)'] }, noise: 'label-noise', at: 'a=1,b=1/2,c=0' }) // prettier-ignore
    const { points } = motion.fixedPoints!
    expect(points.map(({ singular, stability }) => [singular, stability])).toEqual([[true, undefined], [false, 'saddle']]) // prettier-ignore
    expect(words).toContain('singular points of the zero-loss set')
    expect(words).not.toContain('attracting')
  })

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

describe('proofs of isolated zeros', () => {
  const prove = (residuals: string[], near: number[]) => {
    const { loss, symbols } = modelFrom({ title: 't', parameters: ['x', 'y'], residuals })
    const field = loss.kind === 'squares' ? loss.residuals : []
    const free = symbols as SymbolNode[]
    return certifiedZero(field, slopesOf(field, free), free, [], near)
  }

  it('are found, with an error within which the zero is', () => {
    const found = prove(['x^2 - 2', 'exp(y) - x'], [1.4142135, 0.34657])!
    expect(Math.abs(found.values[0]! - Math.SQRT2)).toBeLessThanOrEqual(found.error)
    expect(Math.abs(found.values[1]! - Math.log(2) / 2)).toBeLessThanOrEqual(found.error)
    expect(found.error).toBeLessThan(1e-8)
  })

  it.each([
    ['where there is none, however small the field is', ['1e-9*(x^2 + 1/10^12)', '1e-9*y'], [0, 0]],
    ['where the zero is double', ['x^2', 'y'], [0, 0]],
    ['on a family', ['x*y', 'x*(1 + y)'], [1e-37, 3]],
    ['where slopes of 10⁶ hide a speed', ['1e-3*x + 1', '1e6*y'], [0, 0]],
  ])('are refused %s', (_, residuals, near) => {
    const found = prove(residuals, near)
    // The last one has its zero at −1000.
    expect(found === undefined || Math.abs(found.values[0]! + 1000) <= found.error).toBe(true)
    if (!residuals[1]!.startsWith('1e6')) expect(found).toBeUndefined()
  })
})

describe('signs of eigenvalues', () => {
  const intervals = (rows: number[][], radius = 1e-12) => rows.flat().map((x) => ({ low: x - radius, high: x + radius })) // prettier-ignore

  it.each<[string, number[][], boolean, number, [number, number] | undefined]>([
    ['a saddle with trace 0', [[0, 1], [1, 0]], true, 2, [1, 1]],
    ['a small one beside a large one', [[1e-3, 0], [0, -4e6]], true, 2, undefined],
    ['a spiral', [[-1, -2], [2, -1]], false, 2, [0, 2]],
    ['a growing spiral and a decaying direction', [[1, -2, 0], [2, 1, 0], [0, 0, -5]], false, 3, [2, 1]],
    ['two growing and two decaying', [[1, 5, 0, 0], [0, 2, 7, 0], [0, 0, -1, 1], [0, 0, 0, -3]], false, 4, [2, 2]],
    ['a rotation', [[0, -1], [1, 0]], false, 2, undefined],
    ['across a family', [[0, 3], [0, -2]], true, 1, [0, 1]],
  ])('of %s', (_, rows, areReal, count, expected) => {
    const found = signCounts(intervals(rows, rows[1]![1] === -4e6 ? 1e-2 : 1e-12), count, areReal)
    expect(found && [found.growing, found.decaying]).toEqual(expected)
    if (expected === undefined || count < rows.length) return
    const numbers = eigenvalues(fromRows(rows))
    expect(numbers.filter(({ re }) => re > 0)).toHaveLength(expected[0])
  }) // prettier-ignore

  it('each within its own error', () => {
    const found = signCounts(intervals([[1e-3, 0], [0, -4e6]], 1e-9), 2, true) // prettier-ignore
    expect(found).toEqual({ growing: 1, decaying: 1 })
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
