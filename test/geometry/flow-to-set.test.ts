import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import { wording } from '../../src/base/wording.js'
import { flowToSet, landscapeOf, polishToSet } from '../../src/geometry/index.js'
import { modelFrom, type ModelObject } from '../../src/model/index.js'
import { solveOde } from '../../src/numeric/index.js'

const landscape = (object: Partial<ModelObject>) => landscapeOf(modelFrom({ title: 't', ...object } as ModelObject)) // prettier-ignore
const product = landscape({ parameters: ['u', 'v'], residuals: ['u*v - 1'] })
const threeParameters = landscape({ parameters: ['u', 'v', 'w'], residuals: ['u*v - 1', 'v*w^2 - 1'] })

describe('the limit of the gradient flow', () => {
  it.each([[2, 1], [0.1, 3], [1.1, -1], [30, 0.01]])('from (%f, %f) has the closed form that u² − v² gives', (u, v) => {
    const limit = flowToSet(product, Float64Array.of(u, v))
    const c = u * u - v * v
    const expected = Math.sqrt((c + Math.sqrt(c * c + 4)) / 2)
    expect(limit.map).toBe('gradient flow')
    expect(Math.abs(limit.coordinates[0]! / expected - 1)).toBeLessThan(1e-12)
    expect(Math.abs(limit.coordinates[1]! * expected - 1)).toBeLessThan(2e-12)
    // The stated error holds, and is not a mere excuse.
    expect(Math.abs(limit.coordinates[0]! - expected)).toBeLessThanOrEqual(limit.error!)
    expect(limit.error).toBeLessThan(1e-11 * (1 + u * u))
  }) // prettier-ignore

  it('is right where Hessian eigenvalues differ by five orders: every product keeps its own difference of squares', () => {
    const weights = [100, 1, 0.3]
    const stiff = landscape({
      parameters: { u: 3, v: 3 },
      residuals: weights.map((weight, i) => `${weight}*(u[${i + 1}]*v[${i + 1}] - 1)`),
    })
    const start = Float64Array.of(2, 1.5, 0.4, 0.3, 1.1, 1.8)
    const { coordinates, error, steps } = flowToSet(stiff, start)
    for (let i = 0; i < 3; i++) {
      expect(coordinates[i]! * coordinates[3 + i]!).toBeCloseTo(1, 12)
      const kept = start[i]! ** 2 - start[3 + i]! ** 2
      expect(Math.abs(coordinates[i]! ** 2 - coordinates[3 + i]! ** 2 - kept)).toBeLessThan(1e-12)
    }
    expect(error).toBeLessThan(1e-12)
    expect(steps).toBeLessThan(1000)
  })

  it('agrees with the explicit method where no quantity is kept', () => {
    const start = Float64Array.of(1, 2, 1)
    const { coordinates } = flowToSet(threeParameters, start)
    const derivative = (_: number, w: Float64Array, rate: Float64Array) => rate.set(threeParameters.gradient(w).map((x) => -x)) // prettier-ignore
    const { states } = solveOde(derivative, start, 0, 40, { tolerance: 1e-14 })
    coordinates.forEach((x, i) => expect(Math.abs(x - states[0]![i]!)).toBeLessThan(1e-12))
  })

  it('is followed in a model with many parameters through its residuals', () => {
    const count = 70
    const many = landscape({
      parameters: { u: count, v: count },
      residuals: ["dot(u, v) - 3", 'u[1]*v[2] - 1', '5*(u[3] + v[70]^2 - 2)'],
    })
    const start = Float64Array.from({ length: 2 * count }, (_, i) => 0.4 * Math.sin(i + 1) + 0.5)
    const { coordinates, integrator } = flowToSet(many, start, { estimateError: false })
    expect(integrator).toBe('Radau IIA')
    const kept = (w: Float64Array, i: number) => w[i]! ** 2 - w[count + i]! ** 2
    // Parameters that only the inner product sees.
    for (const i of [5, 20, 60]) expect(Math.abs(kept(coordinates, i) - kept(start, i))).toBeLessThan(1e-12)
    expect(Math.max(...many.residuals(coordinates).map(Math.abs))).toBeLessThan(1e-12)
  }) // prettier-ignore
})

describe('flow and polish', () => {
  const secondDifference = (map: (w: Float64Array) => Float64Array, y: Float64Array, direction: number[], h: number) => {
    const at = (side: number) => map(y.map((x, i) => x + side * h * direction[i]!))
    const [ahead, back] = [at(1), at(-1)]
    return y.map((x, i) => (ahead[i]! + back[i]! - 2 * x) / (h * h))
  }
  const richardson = (map: (w: Float64Array) => Float64Array, y: Float64Array, direction: number[]) => {
    const [a, b, c] = [0.02, 0.01, 0.005].map((h) => secondDifference(map, y, direction, h))
    return y.map((_, i) => {
      const [first, second] = [(4 * b![i]! - a![i]!) / 3, (4 * c![i]! - b![i]!) / 3]
      return (16 * second - first) / 15
    })
  }
  const flow = (w: Float64Array) => flowToSet(threeParameters, w, { estimateError: false }).coordinates
  const y = Float64Array.of(0.64, 1.5625, 0.8)

  it('has the second derivative given to 15 digits: ½ D²Φ[I] at a point of two constraints', () => {
    const axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    const found = axes.map((axis) => richardson(flow, y, axis))
    const sum = y.map((_, i) => found.reduce((total, part) => total + part[i]! / 2, 0))
    const tangential = [0.175167903352624, 0.0912734966464935, 0.0762684509111669]
    const normal = [0.122029521457867, -0.297923636371746, 0.0762684509111669]
    sum.forEach((x, i) => expect(Math.abs(x - tangential[i]! - normal[i]!)).toBeLessThan(2e-8))
  })

  it('end at different points: across a curve polishing moves exactly twice as far along it', () => {
    const point = Float64Array.of(2, 0.5)
    const normal = [0.5, 2].map((x) => x / Math.sqrt(4.25))
    const flowed = richardson((w) => flowToSet(product, w).coordinates, point, normal)
    const polished = richardson((w) => polishToSet(product, w)!.coordinates, point, normal)
    flowed.forEach((x, i) => expect(polished[i]! / x).toBeCloseTo(2, 6))
    expect(polishToSet(product, Float64Array.of(2, 1))!.map).toBe('Gauss–Newton')
  })

  it('says when polishing converges only as it does at singular points', () => {
    const crossing = landscape({ parameters: ['u', 'v'], residuals: ['u*v'] })
    expect(polishToSet(crossing, Float64Array.of(1, 1))!.fast).toBe(false)
    expect(polishToSet(product, Float64Array.of(1.2, 1))!.fast).toBe(true)
  })
}) // prettier-ignore

describe('a flow that does not arrive', () => {
  const problemOf = (object: Partial<ModelObject>, start: number[]) => {
    try {
      flowToSet(landscape(object), Float64Array.from(start))
    } catch (error) {
      if (error instanceof ProblemError) return error.problem
      throw error
    }
    throw new Error('nothing was thrown')
  }
  const uv: Partial<ModelObject> = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }

  it('ends at a minimum with a positive value, which is told', () => {
    const problem = problemOf({ parameters: ['a', 'b'], data: { x: [1, 1], y: [1, 2] }, output: 'a*b*x' }, [1, 1])
    expect(problem.code).toBe('no-zero-loss-set')
    expect((problem.facts as { lowestLoss: number }).lowestLoss).toBeCloseTo(1 / 8, 12)
    expect(wording(problem).advice).toMatch(/minimum with a positive value/)
  })
  it('ends at a saddle: says so, and where to start instead', () => {
    for (const start of [[0, 0], [1, -1]]) {
      const problem = problemOf(uv, start)
      expect(problem.code).toBe('no-convergence')
      expect(wording(problem).advice).toMatch(/saddle of the loss.*loss 0\.5.*eigenvalue -1.*\(0\.707, 0\.707\)/)
    }
  })
  it('ends where the Hessian decides nothing: the fourth order shows a saddle, and in which direction to go', () => {
    const four = { parameters: ['a', 'b', 'c', 'd'], residuals: ['a*b*c*d - 1'] }
    const problem = problemOf(four, [0, 0, 0, 0])
    expect(problem.code).toBe('no-convergence')
    const [, direction] = /displaced along \(([^)]*)\)/.exec(wording(problem).advice)!
    const product = direction!.split(', ').map(Number).reduce((all, x) => all * x)
    expect(product).toBeGreaterThan(0)
  })
  it('does not call a critical point a minimum where the Hessian vanishes', () => {
    const problem = problemOf({ parameters: ['u', 'v'], loss: '1 + u^4 + v^4' }, [0, 0])
    expect(wording(problem).advice).toMatch(/undecided type/)
    expect(wording(problem).advice).not.toMatch(/minimum/)
    const strict = problemOf({ parameters: ['u', 'v'], loss: '1 + u^2 + v^2' }, [1, 1])
    expect(wording(strict).advice).toMatch(/: a minimum with a positive value/)
  })
  it('does not say that a model may have no set where a named point is on it', () => {
    const points = { p: { u: 0, v: 0 }, q: { u: 3, v: 0 } }
    const problem = problemOf({ parameters: ['u', 'v'], loss: 'v^2 + u^2*(u - 3)^2*(u + 3)^2 + 1 - 1/(1 + (u - 3)^2 )', points }, [-3, 1])
    expect(wording(problem).advice).toMatch(/the loss is 0 at q;/)
  })
  it('goes on for ever towards a value that is not reached', () => {
    const problem = problemOf({ parameters: ['u'], loss: 'exp(-u)' }, [0])
    expect(problem.code).toBe('no-zero-loss-set')
    expect(wording(problem).advice).toMatch(/still falls/)
  })
  it('does not start where the loss has no value', () => {
    expect(problemOf({ parameters: ['u'], loss: 'log(u)^2' }, [-1]).code).toBe('not-finite-at-start')
  })
}) // prettier-ignore
