import { describe, expect, it } from 'vitest'
import {
  curvatures,
  type Landscape,
  normalSpectrum,
  retract,
  secondFundamentalForm,
  shapeAt,
  sharpnessAlong,
  type ZeroLossPoint,
  zeroLossPointAt,
} from '../../src/geometry/index.js'
import { dot, multiplyVector, norm } from '../../src/numeric/index.js'
import { uncertainty } from '../../src/base/estimate.js'
import { hyperbola, placed, twoConstraints, variety } from './shape-models.js'

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]!)
const times = (a: Float64Array, f: number): Float64Array => a.map((x) => x * f)

/** A unit tangent vector without special position. */
function direction({ tangent, dimension }: ZeroLossPoint, phase = 0): Float64Array {
  const v = multiplyVector(
    tangent,
    Float64Array.from({ length: dimension }, (_, i) => Math.cos(2 * i + 1 + phase)),
  )
  return times(v, 1 / norm(v))
}

/** The place of the set reached from `point` by the tangent vector v. */
function at(landscape: Landscape, point: ZeroLossPoint, v: Float64Array): Float64Array {
  const arrived = retract(landscape, point, v)
  if (arrived.outcome === 'refused') throw new Error(arrived.why)
  return arrived.coordinates
}

/** Derivative of f at 0 from central differences, three lengths, two levels of Richardson's extrapolation. */
function slope(f: (h: number) => number): number {
  const central = (h: number) => (f(h) - f(-h)) / (2 * h)
  return extrapolated(central)
}

function extrapolated(central: (h: number) => number): number {
  const [a, b, c] = [0.02, 0.01, 0.005].map(central) as [number, number, number]
  const [ab, bc] = [(4 * b - a) / 3, (4 * c - b) / 3]
  return (16 * bc - ab) / 15
}

describe('closed forms', () => {
  it.each([0.5, 1, 3])('a circle of radius %s has the curvature 1/r, towards its centre', (r) => {
    const [landscape, point] = placed({ parameters: ['x', 'y'], residuals: [`x^2 + y^2 - ${r * r}`] }, `x=${0.6 * r},y=${0.8 * r}`) // prettier-ignore
    const { meanCurvature, secondFundamentalForm: size, scalarCurvature } = shapeAt(landscape, point)
    expect(Math.abs(meanCurvature!.length.value - 1 / r)).toBeLessThan(uncertainty(meanCurvature!.length))
    expect(norm(minus(meanCurvature!.vector, times(point.coordinates, -1 / (r * r))))).toBeLessThan(1e-14 / r)
    expect(size!.value).toBeCloseTo(1 / r, 14)
    expect(scalarCurvature).toBeUndefined()
  })

  it('a sphere of radius 2 has |𝒦| = 2/r, |II| = √2/r and the scalar curvature 2/r²', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y', 'z'], residuals: ['x^2 + y^2 + z^2 - 4'] }, 'x=2/3,y=4/3,z=4/3') // prettier-ignore
    const shape = shapeAt(landscape, point)
    expect(norm(minus(shape.meanCurvature!.vector, times(point.coordinates, -0.5)))).toBeLessThan(1e-14)
    expect(shape.secondFundamentalForm!.value).toBeCloseTo(Math.SQRT2 / 2, 14)
    expect(shape.scalarCurvature!.value).toBeCloseTo(0.5, 13)
    expect(shape.sharpness!.slope.value).toBeLessThan(uncertainty(shape.sharpness!.slope))
  })

  it('on a torus the scalar curvature is 2 cos φ / (r (R + r cos φ))', () => {
    const [R, r, phi] = [2, 1, 2]
    const rho = R + r * Math.cos(phi)
    const [landscape, point] = placed({ parameters: ['x', 'y', 'z'], residuals: ['(sqrt(x^2 + y^2) - 2)^2 + z^2 - 1'] }, `x=${rho * 0.6},y=${rho * 0.8},z=${r * Math.sin(phi)}`) // prettier-ignore
    expect(curvatures(landscape, point).scalarCurvature).toBeCloseTo((2 * Math.cos(phi)) / (r * rho), 12)
  })

  it.each([0.2, 1, 2, 7])('on u v = 1 at u = %s: curvature, sharpness and its slope', (u) => {
    const [landscape, point] = placed(hyperbola, `u=${u},v=${1 / u}`)
    const { meanCurvature, sharpness, logPseudoDeterminant, trace } = shapeAt(landscape, point)
    expect(meanCurvature!.length.value / (2 * u ** -3 * (1 + u ** -4) ** -1.5)).toBeCloseTo(1, 13)
    expect(sharpness!.value.value / (u ** 2 + u ** -2)).toBeCloseTo(1, 14)
    // dλ/ds with s the arc length, tangent (1, −1/u²)/√(1 + u⁻⁴)
    const expected = (2 * u - 2 * u ** -3) / Math.sqrt(1 + u ** -4)
    const t = Float64Array.of(1, -(u ** -2))
    const along = (v: Float64Array) => dot(v, t) / norm(t)
    expect(Math.abs(along(sharpness!.gradient!) - expected)).toBeLessThan(uncertainty(sharpness!.slope))
    expect(Math.abs(along(trace!.gradient) - expected)).toBeLessThan(uncertainty(trace!.slope))
    const logarithm = expected / (u ** 2 + u ** -2)
    expect(Math.abs(along(logPseudoDeterminant!.gradient) - logarithm)).toBeLessThan(uncertainty(logPseudoDeterminant!.slope)) // prettier-ignore
  })
})

describe('the reference point of two constraints', () => {
  const [landscape, point] = placed(twoConstraints, 'u=0.64,v=1.5625,w=0.8')
  const shape = shapeAt(landscape, point)
  const t = direction(point)
  // γ(u) = (u, 1/u, √u) runs towards larger u.
  const forward = Math.sign(t[0]!)
  it('has the mean curvature vector that belongs to ½D²Φ[I], tangent part', () => {
    const expected = [0.175167903352624, 0.0912734966464935, 0.0762684509111669]
    expected.forEach((x, i) => expect(shape.meanCurvature!.vector[i]! / 2).toBeCloseTo(x, 14))
  })
  // From det and trace of JJᵀ/2 along γ, with SymPy to 20 digits.
  it('has the values and derivatives of ln pdet, trace and sharpness along the curve', () => {
    const { logPseudoDeterminant, trace, sharpness } = shape
    expect(logPseudoDeterminant!.value.value).toBeCloseTo(1.5485614278482133593, 13)
    expect(forward * dot(logPseudoDeterminant!.gradient, t)).toBeCloseTo(-1.3234293260803273519, 13)
    expect(trace!.value.value).toBeCloseTo(4.755303125, 13)
    expect(forward * dot(trace!.gradient, t)).toBeCloseTo(-2.7357869416091053872, 13)
    expect(sharpness!.value.value).toBeCloseTo(3.3515764502781547925, 13)
    expect(forward * dot(sharpness!.gradient!, t)).toBeCloseTo(-1.5108273706461960759, 13)
  })
})

describe.each(variety)('differences along the set: %s', (_, landscape, point) => {
  it('is a regular point', () => {
    expect(shapeAt(landscape, point).regularity.state).toBe('clean')
  })
  it('II(a, b) is the bending of the normal projection', () => {
    const form = secondFundamentalForm(landscape, point)
    const [a, b] = [direction(point), direction(point, 1)]
    const bending = (v: Float64Array, i: number) =>
      extrapolated((h) => {
        const [p, q] = [at(landscape, point, times(v, h)), at(landscape, point, times(v, -h))]
        return (p[i]! + q[i]! - 2 * point.coordinates[i]!) / (h * h)
      })
    const sum = a.map((x, i) => x + b[i]!)
    const difference = minus(a, b)
    form(a, b).forEach((x, i) => {
      expect(Math.abs(x - (bending(sum, i) - bending(difference, i)) / 4)).toBeLessThan(1e-8)
    })
    const normalPart = multiplyVector(point.tangent, Float64Array.from({ length: point.dimension }, (_, k) => form(a, b).reduce((s, x, i) => s + x * point.tangent.data[i * point.dimension + k]!, 0))) // prettier-ignore
    expect(norm(normalPart)).toBeLessThan(1e-12 * (1 + norm(form(a, b))))
  })
  it('gradients of sharpness, trace and ln pdet are the slopes of these functions', () => {
    const t = direction(point)
    const there = (h: number) => zeroLossPointAt(landscape, at(landscape, point, times(t, h)))
    const { logPseudoDeterminant, trace } = normalSpectrum(landscape, point)
    const sum = (f: (x: number) => number) => (h: number) => there(h).normalEigenvalues.reduce((s, x) => s + f(x), 0) // prettier-ignore
    const close = (found: number, expected: number) => expect(Math.abs(found - expected)).toBeLessThan(2e-8 * (1 + Math.abs(expected))) // prettier-ignore
    close(dot(logPseudoDeterminant.gradient, t), slope(sum(Math.log)))
    close(dot(trace.gradient, t), slope(sum((x) => x)))
    const sharpness = sharpnessAlong(landscape, point)
    expect(sharpness.differentiable).toBe(true)
    close(
      dot(sharpness.gradient!, t),
      slope((h) => there(h).sharpness),
    )
  })
})

describe('points without a shape', () => {
  it('says why at a crossing, where everything is tangent', () => {
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals: ['u*v'] }, 'u=0,v=0')
    const { regularity, notes, meanCurvature } = shapeAt(landscape, point)
    expect(regularity.state).toBe('singular')
    expect(notes.join()).toContain('no curvature is given')
    expect(meanCurvature).toBeUndefined()
    expect(() => secondFundamentalForm(landscape, point)).toThrow('the minimum is clean')
  })
  it('notices a crossing whose rank has a clear gap', () => {
    const [landscape, point] = placed({ parameters: ['u', 'v', 'w'], residuals: ['u*v', 'w'] }, 'u=0,v=0,w=0')
    expect(point.rank.clear).toBe(true)
    expect(shapeAt(landscape, point).regularity.state).toBe('singular')
  })
  it('notices a line that is a multiple zero', () => {
    const [landscape, point] = placed({ parameters: ['u', 'v', 'w'], residuals: ['u^2', 'w'] }, 'u=0,v=0,w=0')
    expect(shapeAt(landscape, point).regularity.state).toBe('singular')
  })
  it('gives spectrum and no curvature at an isolated point', () => {
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals: ['u - 1', 'v - 2*u'] }, 'u=1,v=2')
    const shape = shapeAt(landscape, point)
    expect(shape.meanCurvature).toBeUndefined()
    expect(shape.trace!.value.value).toBeCloseTo(3, 13)
    expect(shape.notes.join()).toContain('single point')
  })
})
