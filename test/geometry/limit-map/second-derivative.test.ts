import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/base/problem.js'
import { hessian } from '../../../src/calculus/index.js'
import { evaluate } from '../../../src/expression/index.js'
import {
  curvatureLength,
  limitMapDerivative,
  limitMapIdentities,
  limitMapSecondAlong,
  limitMapSecondDerivative,
  normalLyapunovSolution,
  polish,
  zeroLossPointAt,
} from '../../../src/geometry/index.js'
import {
  dot,
  fromRows,
  identity,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  outer,
  subtract,
  transpose,
} from '../../../src/numeric/index.js'
import { projectorsAt } from '../../../src/geometry/tangent.js'
import {
  anyDirection,
  anyMatrix,
  curves,
  mapAt,
  product,
  secondDerivativeOf,
  twoConstraints,
} from './cases.js'

const at = 'u=0.64,v=1.5625,w=0.8'

describe('the worked case of a curve in space', () => {
  const map = mapAt(twoConstraints, at)
  const second = limitMapSecondDerivative(map, identity(3))
  it('has DΦ to the digits known', () => {
    const p = limitMapDerivative(map).data
    expect([p[0], p[1], p[4], p[8]].map((x) => x!.toFixed(13))).toEqual(
      [0.136034257650578, -0.332114886842231, 0.810827360454665, 0.0531383818947569].map((x) =>
        x.toFixed(13),
      ),
    )
  })
  it('has ½D²Φ[I] in its parts to the digits known', () => {
    const tt = [0.175167903352624, 0.0912734966464935, 0.0762684509111669]
    const nn = [0.122029521457867, -0.297923636371746, 0.0762684509111669]
    tt.forEach((x, i) => expect(second.tangentTangent.vector[i]! / 2).toBeCloseTo(x, 13))
    nn.forEach((x, i) => expect(second.normalNormal.vector[i]! / 2).toBeCloseTo(x, 13))
    expect(norm(second.mixed.vector)).toBeLessThan(1e-15)
    tt.forEach((x, i) => expect(second.total.vector[i]! / 2).toBeCloseTo(x + nn[i]!, 13))
  })
  it('puts the first part in the normal space and the others in the tangent space', () => {
    const { tangent, normal } = map.point
    const { tangentTangent, mixed, normalNormal } = limitMapSecondDerivative(map, anyMatrix(3))
    expect(norm(multiplyTransposed(tangent, tangentTangent.vector))).toBeLessThan(1e-15)
    for (const part of [mixed, normalNormal]) {
      expect(norm(part.vector)).toBeGreaterThan(0.01)
      expect(norm(multiplyTransposed(normal, part.vector))).toBeLessThan(1e-14)
    }
  })
})

describe('where the flow conserves a quantity, the second derivative in closed form', () => {
  const places = [0.64, 1, 2, 0.1, 12]
  it.each(curves.flatMap((curve) => places.map((s) => [curve.model.title, s, curve] as const)))(
    '%s at %f agrees within the error that is stated, and that is not large',
    (_, s, curve) => {
      const [w] = curve.gamma(s)
      const symbols = curve.model.parameters as string[]
      const map = mapAt(curve.model, symbols.map((name, i) => `${name}=${w[i]!}`).join(','))
      for (const m of [
        anyMatrix(w.length),
        identity(w.length),
        outer(anyDirection(w.length, 1), anyDirection(w.length, 2)),
      ]) {
        const symmetric = { ...m, data: m.data.map((x, i) => (x + transpose(m).data[i]!) / 2) }
        const { total, ...parts } = limitMapSecondDerivative(map, m)
        const exact = secondDerivativeOf(curve, s, symmetric)
        const error = norm(exact.map((x, i) => x - total.vector[i]!))
        expect(error).toBeLessThanOrEqual(total.error)
        // The place is a rounded one, and the curvature has a radius of its own.
        const length = curvatureLength(map.landscape, map.point.coordinates)
        const sensitivity =
          (norm(w) / length) * (map.point.normalEigenvalues.at(-1)! / map.point.normalEigenvalues[0]!)
        const size = [parts.tangentTangent, parts.mixed, parts.normalNormal].reduce(
          (sum, { vector }) => sum + norm(vector),
          0,
        )
        expect(total.error).toBeLessThan(1e-11 * sensitivity * size)
      }
    },
  )
  it('along two directions is that of their symmetrised product', () => {
    const map = mapAt(product, 'u=2,v=1/2')
    const [a, b] = [anyDirection(2, 1), anyDirection(2, 2)]
    const [ab, ba] = [limitMapSecondAlong(map, a, b), limitMapSecondAlong(map, b, a)]
    const exact = secondDerivativeOf(
      curves[0]!,
      2,
      fromRows([
        [a[0]! * b[0]!, (a[0]! * b[1]! + a[1]! * b[0]!) / 2],
        [(a[0]! * b[1]! + a[1]! * b[0]!) / 2, a[1]! * b[1]!],
      ]),
    )
    exact.forEach((x, i) => expect(ab.total.vector[i]!).toBeCloseTo(x, 14))
    expect(ba.total.vector).toEqual(ab.total.vector)
  })
})

describe('a sphere, where flow and descent are radial', () => {
  const sphere = { title: 's', parameters: ['x', 'y', 'z'], residuals: ['x^2 + y^2 + z^2 - 1'] }
  it.each([0, 0.3])('has the second derivative of w/|w| at learning rate %f', (learningRate) => {
    const map = mapAt(sphere, 'x=2/3,y=1/3,z=2/3', { learningRate })
    const s = anyMatrix(3)
    const w = map.point.coordinates
    const sw = multiplyVector(s, w)
    const trace = s.data[0]! + s.data[4]! + s.data[8]!
    const symmetric = { ...s, data: s.data.map((x, i) => (x + transpose(s).data[i]!) / 2) }
    const { total, normalNormal } = limitMapSecondDerivative(map, symmetric)
    // ∂ᵢ∂ⱼ(w/|w|) at |w| = 1, contracted: −2Sw − tr(S) w + 3 (w·Sw) w.
    const exact = w.map((x, i) => -2 * multiplyVector(symmetric, w)[i]! - trace * x + 3 * dot(w, sw) * x)
    exact.forEach((x, i) => expect(total.vector[i]!).toBeCloseTo(x, 13))
    expect(norm(normalNormal.vector)).toBeLessThan(normalNormal.error)
  })
})

describe('on a set that is flat', () => {
  it('the second derivative vanishes', () => {
    const map = mapAt(
      { title: 'l', parameters: ['p', 'q', 'r'], residuals: ['p + 2*q - r', 'p - q'] },
      'p=1,q=1,r=3',
    )
    const { total } = limitMapSecondDerivative(map, anyMatrix(3))
    expect(norm(total.vector)).toBe(0)
  })
})

describe('identities', () => {
  const map = mapAt(twoConstraints, at)
  const { landscape, point } = map
  const { tangent: p, normal: q } = projectorsAt(point)

  it('are kept, and seen to fail at a place off the set', () => {
    const identities = limitMapIdentities(map)
    expect(identities).toHaveLength(5)
    identities.forEach(({ defect, holds }) => expect([defect < 1e-13, holds]).toEqual([true, true]))
    const off = zeroLossPointAt(landscape, Float64Array.of(0.7, 1.5, 0.8))
    const broken = limitMapIdentities({ ...map, point: { ...off, regularity: undefined } as typeof off })
    expect(broken.filter(({ holds }) => !holds).map(({ text }) => text)).toContain('∇²L P = 0')
  })
  it('P∇³L[H⁺] is the gradient of the logarithm of the pseudo-determinant along the set', () => {
    const { tangent, normal, normalEigenvalues: values, coordinates: w } = point
    const inverse = multiply(normal, {
      rows: 2,
      columns: 3,
      data: transpose(normal).data.map((x, i) => x / values[Math.floor(i / 3)]!),
    })
    const formula = dot(multiplyTransposed(tangent, landscape.thirdContraction(w, inverse)), [1])
    const logarithm = (h: number): number => {
      const near = zeroLossPointAt(
        landscape,
        polish(
          landscape,
          w.map((x, i) => x + h * tangent.data[i]!),
        )!,
      )
      return near.normalEigenvalues.reduce((sum, value) => sum + Math.log(value), 0)
    }
    const difference = (h: number) => (logarithm(h) - logarithm(-h)) / (2 * h)
    expect((4 * difference(0.005) - difference(0.01)) / 3).toBeCloseTo(formula, 8)
  })
  it('∇³L[M] is made of first and second derivatives of the residuals on the set', () => {
    const { symbolic, model } = landscape
    const values = new Map(model.symbols.map((symbol, i) => [symbol, point.coordinates[i]!]))
    const m = anyMatrix(3)
    const symmetric = { ...m, data: m.data.map((x, i) => (x + transpose(m).data[i]!) / 2) }
    const jacobian = landscape.jacobian(point.coordinates)
    const expected = new Float64Array(3)
    symbolic.residuals!.forEach((r, i) => {
      const second = fromRows(hessian(r, model.symbols).map((row) => row.map((e) => evaluate(e, values))))
      const slope = jacobian.data.slice(3 * i, 3 * i + 3)
      const turned = multiplyVector(second, multiplyVector(symmetric, slope))
      const trace = dot(symmetric.data, second.data)
      slope.forEach((x, k) => (expected[k]! += (2 * turned[k]! + trace * x) / 2))
    })
    const found = landscape.thirdContraction(point.coordinates, symmetric)
    expected.forEach((x, k) => expect(found[k]!).toBeCloseTo(x, 13))
  })
  it('the mean curvature vector is D²Φ[P], −u″ along the arc of a curve', () => {
    const { total, mixed, normalNormal, tangentIdentity } = limitMapSecondDerivative(map, p)
    expect(norm(mixed.vector) + norm(normalNormal.vector)).toBeLessThan(1e-14)
    expect(tangentIdentity.holds).toBe(true)
    const [, first, second] = curves[2]!.gamma(0.64)
    const speed = dot(first, first)
    const curvature = second.map((x, i) => (x - (dot(first, second) / speed) * first[i]!) / speed)
    curvature.forEach((x, i) => expect(total.vector[i]!).toBeCloseTo(x, 13))
  })
  it.each([0, 0.3])('the solution across the set solves its equation at learning rate %f', (learningRate) => {
    const given = mapAt(twoConstraints, at, { learningRate })
    const s = anyMatrix(3)
    const x = normalLyapunovSolution(given, s)
    const h = point.hessian
    const [hx, hxh] = [multiply(h, x), multiply(multiply(h, x), h)]
    const left = hx.data.map((value, i) => value + transpose(hx).data[i]! - learningRate * hxh.data[i]!)
    const symmetric = { ...s, data: s.data.map((value, i) => (value + transpose(s).data[i]!) / 2) }
    const right = multiply(multiply(q, symmetric), q)
    expect(norm(subtract({ ...hx, data: left }, right).data)).toBeLessThan(1e-14)
  })
  it('the Gauss–Newton limit has twice the normal part in codimension one, and the others alike', () => {
    const one = mapAt(product, 'u=2,v=1/2')
    const { tangent, normal, coordinates: w } = one.point
    const [t, n] = [tangent.data, normal.data]
    const second = (a: Float64Array, b: Float64Array) => {
      const limit = (x: number, y: number) =>
        polish(
          one.landscape,
          w.map((c, i) => c + x * a[i]! + y * b[i]!),
        )!
      const at = (h: number) =>
        w.map(
          (_, i) => (limit(h, h)[i]! - limit(h, -h)[i]! - limit(-h, h)[i]! + limit(-h, -h)[i]!) / (4 * h * h),
        )
      const [coarse, fine] = [at(0.004), at(0.002)]
      return fine.map((x, i) => x + (x - coarse[i]!) / 3)
    }
    const compare = (a: Float64Array, b: Float64Array, factor: number) =>
      limitMapSecondAlong(one, a, b).total.vector.forEach((x, i) =>
        expect(second(a, b)[i]!).toBeCloseTo(factor * x, 6),
      )
    compare(n, n, 2)
    compare(t, n, 1)
    compare(t, t, 1)
    expect(norm(limitMapSecondAlong(one, n, n).total.vector)).toBeGreaterThan(0.1)
  })
})

describe('matrices that do not fit', () => {
  const map = mapAt(product, 'u=2,v=1/2')
  it.each([
    ['of another size', identity(3), 'shape-mismatch'],
    [
      'with an entry that is not a number',
      fromRows([
        [NaN, 0],
        [0, 1],
      ]),
      'not-finite',
    ],
  ])('%s are refused', (_, m, code) => {
    let found: unknown
    try {
      limitMapSecondDerivative(map, m)
    } catch (error) {
      found = error
    }
    expect(found).toBeInstanceOf(ProblemError)
    expect((found as ProblemError).problem.code).toBe(code)
  })
})
