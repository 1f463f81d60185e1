import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/base/problem.js'
import {
  descentLimit,
  landscapeOf,
  limitMapAt,
  type LimitMapOptions,
  limitMapRecord,
  limitMapSecondDerivative,
  zeroLossPoint,
  zeroLossPointAt,
} from '../../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../../src/model/index.js'
import { identity } from '../../../src/numeric/index.js'
import { mapAt, product, twoConstraints } from './cases.js'

function problemAt(model: ModelObject, at: string, options: LimitMapOptions = {}): ProblemError['problem'] {
  try {
    mapAt(model, at, options)
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('points without a limit map that can be differentiated', () => {
  it.each<[string, ModelObject, string, RegExp]>([
    ['a crossing', { title: 't', parameters: ['u', 'v'], residuals: ['u*v'] }, 'u=0,v=0', /vanishes/],
    [
      'a crossing beside another residual',
      { title: 't', parameters: ['x', 'v', 'w'], residuals: ['x', 'v*w'] },
      'x=0,v=0,w=0',
      /rank 1 here, but 2/,
    ],
    [
      'a residual that is a cube',
      { title: 't', parameters: ['x', 'y'], residuals: ['x + y', '(x - y)^3'] },
      'x=0,y=0',
      /kernel|rank/,
    ],
    [
      'a wide linear network with a deficient target',
      {
        title: 't',
        parameters: { A: [2, 2], B: [2, 2] },
        data: {
          x: [
            [1, 0],
            [0, 1],
          ],
          y: [
            [1, 0],
            [0, 0],
          ],
        },
        output: 'A*B*x',
      },
      'A=[[1,0],[0,0]],B=[[1,0],[0,0]]',
      /rank/,
    ],
    [
      'a quartic loss',
      { title: 't', parameters: ['u', 'v'], loss: '(u*v - 1)^4' },
      'u=1,v=1',
      /vanishes|not clear/,
    ],
  ])('%s is refused with the reason', (_, model, at, reason) => {
    const problem = problemAt(model, at)
    expect(problem.code).toBe('not-applicable')
    expect((problem.facts as { witness: string }).witness).toMatch(reason)
  })
  it('has a record that says why', () => {
    const built = modelFrom({ title: 't', parameters: ['x', 'v', 'w'], residuals: ['x', 'v*w'] })
    const landscape = landscapeOf(built)
    const record = limitMapRecord(landscape, zeroLossPoint(landscape, resolvePoint(built, 'x=0,v=0,w=0')))
    expect(record).toMatchObject({ available: false, identities: [] })
    expect(record.drift).toBeUndefined()
    expect(record.notes[0]).toMatch(/rank 1 here, but 2/)
  })
  it('a learning rate beyond the threshold is refused with the product', () => {
    const { code, facts } = problemAt(product, 'u=2,v=1/2', { learningRate: 0.5 })
    expect(code).toBe('not-applicable')
    expect((facts as { witness: string }).witness).toBe('it is 2.13')
    expect(() => mapAt(product, 'u=2,v=1/2', { learningRate: -1 })).toThrow(RangeError)
  })
  it('redundant residuals are fine', () => {
    const doubled: ModelObject = { title: 't', parameters: ['u', 'v'], residuals: ['u*v - 1', '2*u*v - 2'] }
    const [once, twice] = [mapAt(product, 'u=2,v=1/2'), mapAt(doubled, 'u=2,v=1/2')]
    const [one, two] = [once, twice].map((map) => limitMapSecondDerivative(map, identity(2)).total.vector)
    // The second loss is 5/2 of the first: the same flow at another speed.
    one!.forEach((x, i) => expect(two![i]!).toBeCloseTo(x, 13))
  })
  it('a place off the set is noticed by the identity that fails there', () => {
    const landscape = landscapeOf(modelFrom(twoConstraints))
    const map = limitMapAt(landscape, zeroLossPointAt(landscape, Float64Array.of(0.64, 1.5625, 0.8)))
    const off = { ...map, point: { ...zeroLossPointAt(landscape, Float64Array.of(0.64, 1.5625, 0.85)) } }
    expect(limitMapSecondDerivative(map, identity(3)).tangentIdentity.holds).toBe(true)
    const { tangentIdentity, notes } = limitMapSecondDerivative(off, identity(3))
    expect(tangentIdentity.holds).toBe(false)
    expect(notes.at(-1)).toMatch(/not exactly on the set/)
  })
})

describe('the record', () => {
  it('is plain data with an error for every number', () => {
    const { landscape, point } = mapAt(twoConstraints, 'u=0.64,v=1.5625,w=0.8')
    const record = limitMapRecord(landscape, point, { learningRate: 0.25 })
    const copy = JSON.parse(JSON.stringify(record)) as typeof record
    expect(copy).toEqual(record)
    expect(record).toMatchObject({ of: 'gradient descent', learningRate: 0.25, symbols: ['u', 'v', 'w'], available: true }) // prettier-ignore
    expect(record.evidence).toMatch(/full row rank/)
    expect(record.identities.every(({ holds }) => holds)).toBe(true)
    const entries = [record.drift!.total, record.drift!.mixed].flatMap((part) => [
      ...part.entries,
      part.length,
    ])
    for (const entry of entries) {
      expect(entry.kind).toBe('numerical')
      if (entry.kind === 'numerical') expect(entry.error).toBeLessThan(1e-12)
    }
    expect(record.drift!.tangentTangent.entries[0]!.value).toBeCloseTo(0.175167903352624, 13)
    expect(record.derivative!.rows[0]![0]).toBeCloseTo(0.136034257650578, 13)
    expect(record.derivative!.error).toBeLessThan(1e-12)
  })
})

describe('the limit of gradient descent', () => {
  it('keeps what it conserves for a sphere: the direction', () => {
    const landscape = landscapeOf(
      modelFrom({ title: 's', parameters: ['x', 'y'], residuals: ['x^2 + y^2 - 1'] }),
    )
    const { coordinates, error, distance } = descentLimit(landscape, Float64Array.of(0.9, 1.2), 0.1)
    expect(error).toBeLessThan(1e-14)
    expect(Math.hypot(coordinates[0]! - 0.6, coordinates[1]! - 0.8)).toBeLessThanOrEqual(error)
    expect(distance).toBeCloseTo(0.5, 13)
  })
  it('differs from that of the flow by the order of the learning rate', () => {
    const { landscape } = mapAt(product, 'u=2,v=1/2')
    const off = (learningRate: number) => {
      const [u, v] = descentLimit(landscape, Float64Array.of(2, 0.7), learningRate).coordinates
      return u! ** 2 - v! ** 2 - (4 - 0.49)
    }
    expect(off(0.02) / off(0.01)).toBeCloseTo(2, 1)
    expect(off(0.01) / off(0.005)).toBeCloseTo(2, 1)
  })
  it.each([
    [1.05, 1.05, 'no-convergence'],
    [5, 2, 'not-finite'],
  ])('says so when a learning rate of %f has none', (learningRate, place, code) => {
    const { landscape } = mapAt(product, 'u=2,v=1/2')
    const start = Float64Array.of(place, place)
    let found: unknown
    try {
      descentLimit(landscape, start, learningRate, { maxSteps: 2000 })
    } catch (error) {
      found = error
    }
    expect(found).toBeInstanceOf(ProblemError)
    expect((found as ProblemError).problem.code).toBe(code)
  })
})
