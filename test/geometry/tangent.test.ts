import { describe, expect, it } from 'vitest'
import { isZero } from '../../src/calculus/index.js'
import { evaluate, type Expression, multiply, toLatex, toText } from '../../src/expression/index.js'
import {
  type ExactSpaces,
  type ExactSpacesOrReason,
  exactSpaces,
  landscapeOf,
  projectorsAt,
  symbolicSpaces,
  type ZeroLossPoint,
  zeroLossPoint,
} from '../../src/geometry/index.js'
import { modelFrom, type ModelObject, resolvePoint } from '../../src/model/index.js'
import { type Matrix, multiply as product, orthogonalityDefect, subtract } from '../../src/numeric/index.js'

function pointOn(object: Partial<ModelObject>, at: string): ZeroLossPoint {
  const model = modelFrom({ title: 't', ...object } as ModelObject)
  return zeroLossPoint(landscapeOf(model), resolvePoint(model, at))
}

function found(spaces: ExactSpacesOrReason): ExactSpaces {
  if ('missing' in spaces) throw new Error(spaces.missing)
  return spaces
}

const largest = (m: Matrix) => m.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
const uv: Partial<ModelObject> = { parameters: ['u', 'v'], residuals: ['u*v - 1'] }
const curve: Partial<ModelObject> = { parameters: ['u', 'v', 'w'], residuals: ['u*v - 1', 'v*w^2 - 1'] }
const chain: Partial<ModelObject> = { parameters: ['a', 'b', 'c', 'd'], residuals: ['d*c*b*a - 2'] }
const tall: Partial<ModelObject> = {
  parameters: ['a', 'b', 'c'],
  data: { x: [1, 2, 3, 4, 5, -1, -2], y: [2, 4, 6, 8, 10, -2, -4] },
  output: 'a*b*c*x',
}
const cosh: Partial<ModelObject> = { parameters: ['u', 'v', 'w'], loss: 'log(cosh(u*v - 1)) + (w - u)^2' }

describe('numerical bases and projectors', () => {
  it.each([
    ['wide', curve, 'u=1,v=2,w=1'],
    ['one residual', chain, 'a=1,b=1,c=1.5,d=1'],
    ['tall and deficient', tall, 'a=1,b=1.4,c=1.3'],
    ['square and full', { parameters: ['u', 'v'], residuals: ['u*v - 1', 'u - 2'] }, 'u=1.9,v=0.6'],
    ['a general loss', cosh, 'u=1.2,v=1,w=1'],
  ] as [string, Partial<ModelObject>, string][])('satisfy their identities: %s', (_, object, at) => {
    const point = pointOn(object, at)
    const { landscape, coordinates, tangent, normal } = point
    const { tangent: p, normal: q } = projectorsAt(point)
    expect(tangent.columns + normal.columns).toBe(landscape.dimension)
    expect(Math.max(orthogonalityDefect(tangent), orthogonalityDefect(normal))).toBeLessThan(1e-14)
    expect(largest(subtract(product(p, p), p))).toBeLessThan(1e-14)
    expect(largest(product(p, q))).toBeLessThan(1e-14)
    const decisive = landscape.hasResiduals ? landscape.jacobian(coordinates) : point.hessian
    expect(largest(product(decisive, p))).toBeLessThan(1e-12 * largest(decisive))
    expect(largest(product(point.hessian, p))).toBeLessThan(1e-12 * largest(point.hessian))
  })

  it('have the projector given to 15 digits', () => {
    const { tangent } = projectorsAt(pointOn(curve, 'u=0.64,v=1.5625,w=0.8'))
    const expected = [[0, 0.136034257650578], [1, -0.332114886842231], [4, 0.810827360454665], [8, 0.0531383818947569]]
    for (const [index, value] of expected) expect(tangent.data[index!]).toBeCloseTo(value!, 14)
  }) // prettier-ignore

  it('are right for a Jacobian of rank 17 with 24 rows and 120 columns', () => {
    const [rows, d, rank] = [24, 120, 17]
    const basis = Array.from({ length: rank }, (_, k) => Array.from({ length: d }, (_, j) => Math.round(10 * Math.sin(k * j + k + j * j)))) // prettier-ignore
    // Each row is one of the basis or a sum of two of them.
    const x = Array.from({ length: rows }, (_, i) =>
      i < rank ? basis[i]! : basis[i - rank]!.map((entry, j) => entry + basis[i - rank + 5]![j]!),
    )
    const point = pointOn({ parameters: { w: d }, data: { x, y: x.map((row) => row[0]!) }, output: 'dot(w, x)', points: { p: { w: [1, ...new Array<number>(d - 1).fill(0)] } } }, 'p') // prettier-ignore
    expect(point.rank).toMatchObject({ rank, clear: true })
    expect(point.tangent.columns).toBe(d - rank)
    expect(orthogonalityDefect(point.tangent)).toBeLessThan(1e-13)
    const jacobian = point.landscape.jacobian(point.coordinates)
    expect(largest(product(jacobian, point.tangent))).toBeLessThan(1e-12 * largest(jacobian) * Math.sqrt(d))
  })
})

describe('spaces as expressions', () => {
  it('are u, −v and v, u over their length for a product', () => {
    const { tangent, normal, projector, orthonormalTangent } = found(symbolicSpaces(pointOn(uv, 'u=1,v=1')))
    expect(tangent.map((v) => v.map(toText))).toEqual([['-u', 'v']])
    expect(normal.map((v) => v.map(toText))).toEqual([['v', 'u']])
    expect(toText(projector[0]![0]!)).toBe('u^2/(u^2 + v^2)')
    expect(toLatex(projector[0]![0]!)).toBe('\\frac{u^{2}}{u^{2} + v^{2}}')
    expect(toText(orthonormalTangent![0]![1]!)).toBe('v/sqrt(u^2 + v^2)')
  }) // prettier-ignore

  it.each([
    ['uv', uv, 'u=1.3,v=2'],
    ['curve', curve, 'u=1,v=2,w=1'],
    ['chain', chain, 'a=1,b=1,c=1.5,d=1'],
    ['redundant', { parameters: ['u', 'v'], residuals: ['u*v - 1', 'u*(u*v - 1)'] }, 'u=2,v=1/3'],
  ] as [string, Partial<ModelObject>, string][])('agree with the numerical ones: %s', (_, object, at) => {
    const point = pointOn(object, at)
    const values = new Map(point.landscape.model.symbols.map((s, i) => [s, point.coordinates[i]!]))
    const numerical = projectorsAt(point).tangent
    const { projector, tangent, normal } = found(symbolicSpaces(point))
    projector.forEach((row, i) =>
      row.forEach((e, j) => expect(Math.abs(evaluate(e, values) - numerical.data[i * row.length + j]!)).toBeLessThan(1e-13)),
    )
    for (const t of tangent) for (const n of normal) expect(isZero(dot(t, n)).outcome).toBe('proved')
  }) // prettier-ignore

  it('are constants at an exact point, for a general loss too', () => {
    const point = pointOn(cosh, 'u=2,v=1/2,w=2')
    const { projector, orthonormalTangent } = found(exactSpaces(point))
    // The curve (u, 1/u, u) has the direction (1, −1/u², 1) = (4, −1, 4)/4 at u = 2.
    expect(projector.map((row) => row.map(toText))).toEqual([
      ['16/33', '-4/33', '16/33'],
      ['-4/33', '1/33', '-4/33'],
      ['16/33', '-4/33', '16/33'],
    ])
    const length = orthonormalTangent![0]!.reduce((sum, e) => sum + evaluate(e, new Map()) ** 2, 0)
    expect(length).toBeCloseTo(1, 14)
    expect(symbolicSpaces(point)).toMatchObject({ missing: expect.stringMatching(/not a sum of squares/) }) // prettier-ignore
  })

  it('say why they are missing', () => {
    expect(exactSpaces(pointOn(uv, 'u=2,v=1'))).toEqual({ missing: 'the point is not exact' })
    const large = pointOn({ parameters: { w: 9 }, residuals: ['dot(w, w) - 1'] }, 'w=[1,0,0,0,0,0,0,0,0]')
    expect(symbolicSpaces(large)).toEqual({ missing: 'the model is too large for closed forms' })
  })
})

function dot(a: readonly Expression[], b: readonly Expression[]): Expression {
  return a[0]!.graph.sum(a.map((x, i) => multiply(x, b[i]!)))
}
