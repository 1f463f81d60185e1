import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import {
  landscapeOf,
  pointRecord,
  polish,
  type ZeroLossPoint,
  zeroLossPoint,
} from '../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'

function pointOn(model: ModelObject, at: string, options = {}): ZeroLossPoint {
  const built = modelFrom(model)
  return zeroLossPoint(landscapeOf(built), resolvePoint(built, at), options)
}

function problemOf(action: () => unknown): ProblemError['problem'] {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing was thrown')
}

const uv: ModelObject = { title: 'uv', parameters: ['u', 'v'], residuals: ['u*v - 1'] }
const threeParameters: ModelObject = {
  title: 'two constraints',
  parameters: ['u', 'v', 'w'],
  residuals: ['u*v - 1', 'v*w^2 - 1'],
}

describe('a point that is given exactly on the set', () => {
  it('is recognised as exact, also with radicals', () => {
    expect(pointOn(uv, 'u=2,v=1/2').certainty).toBe('exact')
    expect(pointOn(uv, 'u=sqrt(2),v=1/sqrt(2)').certainty).toBe('exact')
    expect(pointOn(uv, 'u=2,v=1/2').moved.distance).toBe(0)
  })
  it('has the eigenvalue |∇r|² = 17/4 and the tangent along (u, −v)', () => {
    const point = pointOn(uv, 'u=2,v=1/2')
    expect(point.rank.rank).toBe(1)
    expect(point.dimension).toBe(1)
    expect(point.sharpness).toBeCloseTo(4.25, 12)
    const [t1, t2] = point.tangent.data
    expect(t1! * 0.5 + t2! * 2).toBeCloseTo(0, 14)
    expect(Math.hypot(t1!, t2!)).toBeCloseTo(1, 14)
  })
})

describe('reference values of a set with two constraints', () => {
  const point = pointOn(threeParameters, 'u=0.64,v=1.5625,w=0.8')
  it('has the eigenvalues given to 14 digits', () => {
    expect(point.normalEigenvalues[0]).toBeCloseTo(1.40372667472185, 12)
    expect(point.normalEigenvalues[1]).toBeCloseTo(3.35157645027815, 12)
  })
  it('has the tangent projector given to 14 digits', () => {
    const [t1, t2, t3] = point.tangent.data
    expect(t1! * t1!).toBeCloseTo(0.136034257650578, 12)
    expect(t1! * t2!).toBeCloseTo(-0.332114886842231, 12)
    expect(t2! * t2!).toBeCloseTo(0.810827360454665, 12)
    expect(t3! * t3!).toBeCloseTo(0.0531383818947569, 12)
  })
})

describe('a start off the set', () => {
  it('is moved along the gradient flow, which keeps u² − v²', () => {
    const point = pointOn(uv, 'u=2,v=1')
    const [u, v] = point.coordinates
    expect(u! * v!).toBeCloseTo(1, 13)
    expect(u! ** 2 - v! ** 2).toBeCloseTo(3, 12)
    expect(point.moved.method).toBe('gradient flow')
    expect(point.certainty).toBe('numerical')
  })
  it('is only polished when it was rounded', () => {
    const point = pointOn(uv, 'u=1.41421,v=0.70711')
    expect(point.moved.method).toBe('polished')
    expect(point.moved.distance).toBeLessThan(1e-5)
  })
  it('is refused with its residual when it must not be moved', () => {
    const problem = problemOf(() => pointOn(uv, 'u=2,v=1', { stay: true }))
    expect(problem.code).toBe('point-not-on-set')
    expect(problem.facts).toMatchObject({ residual: 1, loss: 0.5 })
  })
})

describe('losses without a zero-loss set', () => {
  it('reports the lowest loss: data that contradict each other', () => {
    const model: ModelObject = {
      title: 't',
      parameters: ['a', 'b'],
      data: { x: [1, 1], y: [1, 2] },
      output: 'a*b*x',
    }
    const problem = problemOf(() => pointOn(model, 'a=1,b=1'))
    expect(problem.code).toBe('no-zero-loss-set')
    expect((problem.facts as { lowestLoss: number }).lowestLoss).toBeCloseTo(1 / 8, 9)
  })
  it('does not take a loss that vanishes only at infinity for one', () => {
    expect(problemOf(() => pointOn({ title: 't', parameters: ['u'], loss: 'exp(-u)' }, 'u=0')).code).toBe(
      'no-zero-loss-set',
    )
  })
  it('says so when the loss is not finite at the start', () => {
    expect(problemOf(() => pointOn({ title: 't', parameters: ['u'], loss: 'log(u)^2' }, 'u=-1')).code).toBe(
      'not-finite-at-start',
    )
  })
})

describe('rank decisions', () => {
  it('survive a Jacobian wider than it is tall', () => {
    const point = pointOn(
      {
        title: 'wide',
        parameters: ['p', 'q', 'r', 's'],
        residuals: ['p + q + r + s - 4', 'p - q + 2*r - 2*s'],
      },
      'p=1,q=1,r=1,s=1',
    )
    expect(point.rank.rank).toBe(2)
    expect(point.dimension).toBe(2)
    const columns = point.tangent.columns
    for (let c = 0; c < columns; c++) {
      const t = Array.from({ length: 4 }, (_, i) => point.tangent.data[i * columns + c]!)
      expect(t[0]! + t[1]! + t[2]! + t[3]!).toBeCloseTo(0, 13)
      expect(t[0]! - t[1]! + 2 * t[2]! - 2 * t[3]!).toBeCloseTo(0, 13)
    }
  })
  it('count redundant residuals once', () => {
    const point = pointOn(
      { title: 't', parameters: ['a', 'b'], residuals: ['a*b - 1', '3*(a*b - 1)'] },
      'a=1,b=1',
    )
    expect(point.rank.rank).toBe(1)
    expect(point.rank.clear).toBe(true)
  })
})

describe('polishing', () => {
  it('converges from a nearby start and gives nothing where there is no zero', () => {
    const landscape = landscapeOf(modelFrom(uv))
    const landed = polish(landscape, Float64Array.of(1.1, 1))!
    expect(landed[0]! * landed[1]!).toBeCloseTo(1, 14)
    const without = landscapeOf(modelFrom({ title: 't', parameters: ['u'], residuals: ['u', 'u - 1'] }))
    expect(polish(without, Float64Array.of(0.3))).toBeUndefined()
  })
})

describe('the record of a point', () => {
  const crossing: ModelObject = { title: 't', parameters: ['u', 'v'], residuals: ['u*v'] }
  it('says how everything is known, and gives no dimension at a singular point', () => {
    const exact = pointRecord(pointOn(uv, 'u=2,v=1/2'))
    expect(exact).toMatchObject({ onSet: 'exact', dimension: 1, notes: [], regularity: { state: 'clean' } })
    expect(exact.coordinates[1]!.value).toEqual({
      kind: 'exact',
      value: 0.5,
      text: '1/2',
      latex: '\\frac{1}{2}',
    })
    const moved = pointRecord(pointOn(uv, 'u=2,v=1'))
    expect(moved.onSet).toBe('enclosed')
    expect(moved.moved.error).toBeLessThan(1e-13)
    expect(JSON.parse(JSON.stringify(moved.coordinates))).toEqual(moved.coordinates)
    const singular = pointRecord(pointOn(crossing, 'u=0,v=0'))
    expect(singular.dimension).toBeUndefined()
    expect(singular.notes.join()).toMatch(/rank drop/)
  })
})
