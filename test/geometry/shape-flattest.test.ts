import { describe, expect, it } from 'vitest'
import {
  certifyCritical,
  flattestMinimum,
  type Landscape,
  retract,
  sharpnessAlong,
  sharpnessProfile,
  traceCurve,
  type ZeroLossPoint,
  zeroLossPointAt,
} from '../../src/geometry/index.js'
import { uncertainty } from '../../src/base/estimate.js'
import { multiplyVector, norm } from '../../src/numeric/index.js'
import { hyperbola, placed, twoConstraints, variety } from './shape-models.js'

const chain = (depth: number, c: number): [Landscape, ZeroLossPoint] => {
  const names = Array.from({ length: depth }, (_, i) => `w${i + 1}`)
  const at = names.map((name, i) => `${name}=${i === 0 ? 2 : i === depth - 1 ? c / 2 : 1}`)
  return placed({ parameters: names, residuals: [`${names.join('*')} - (${c})`] }, at.join(','))
}

describe('the flattest minimum of ½(w_D ⋯ w₁ − c)²', () => {
  it.each([2, 3, 4, 5].flatMap((depth) => [0.5, 1, 2, -3].map((c) => [depth, c] as const)))(
    'D = %i, c = %d: D |c|^(2 − 2/D), strict and at |wᵢ| = |c|^(1/D)',
    (depth, c) => {
      const [landscape, start] = chain(depth, c)
      const found = flattestMinimum(landscape, start)
      const exact = depth * Math.abs(c) ** (2 - 2 / depth)
      expect(found.outcome).toBe('certified')
      expect(found.certificate.secondOrder.kind).toBe('strict minimum')
      expect(found.certificate.bound.measured).toBe(true)
      expect(Math.abs(found.sharpness.value - exact)).toBeLessThan(uncertainty(found.sharpness))
      expect(uncertainty(found.sharpness)).toBeLessThan(1e-12 * exact)
      const off = found.coordinates.map((x) => Math.abs(x) - Math.abs(c) ** (1 / depth))
      expect(norm(off)).toBeLessThan(Math.max(1e-13, 2 * found.certificate.bound.distance))
    },
  )
  it('starts downhill from a maximum along the set too', () => {
    // On the circle the sharpness is 4(2 + a)²: largest at a = 1, smallest at a = −1.
    const [landscape, start] = placed({ parameters: ['a', 'b'], residuals: ['(a^2 + b^2 - 1)*(2 + a)'] }, 'a=1,b=0') // prettier-ignore
    expect(certifyCritical(landscape, start, 1e-9).certificate.secondOrder.kind).toBe('maximum')
    const found = flattestMinimum(landscape, start)
    expect(found.outcome).toBe('certified')
    expect(found.initial).toBeCloseTo(36, 12)
    expect(found.sharpness.value).toBeCloseTo(4, 12)
  })
})

describe('other closed forms', () => {
  // λ of JJᵀ/2 along (u, 1/u, √u) minimised with mpmath.
  it('the curve of two constraints', () => {
    const found = flattestMinimum(...placed(twoConstraints, 'u=0.64,v=1.5625,w=0.8'))
    expect(found.sharpness.value).toBeCloseTo(2.6415731776668310629, 13)
    expect(found.coordinates[0]).toBeCloseTo(1.055077047081164338, 12)
  })
  // min over s of λmax(sΣ + s⁻¹ Σ^½ w wᵀ Σ^½) = 8.034714827217 for w = (1, 2), Σ = [2, ½; ½, 1].
  it('two layers with one output and correlated data', () => {
    const [landscape, start] = placed({ parameters: { a: 2, W: [2, 2] }, residuals: "[2, 1/2; 0, sqrt(7)/2]*(W'*a - [1, 2])" }, 'a=[1,0],W=[[1,2],[1,0]]') // prettier-ignore
    const found = flattestMinimum(landscape, start)
    expect(found.outcome).toBe('certified')
    expect(found.sharpness.value).toBeCloseTo(8.034714827217, 11)
    expect(found.certificate.secondOrder).toMatchObject({ kind: 'minimum with flat directions', flat: 2 })
  })
  // 3 σ₁^(4/3) for the largest singular value of the target; the mean over its four entries divides by 4.
  it('three layers of 2 × 2 matrices', () => {
    const [landscape, start] = placed({ parameters: { A: [2, 2], B: [2, 2], C: [2, 2] }, residuals: 'A*B*C - [2, 1/2; 0, 1]' }, 'A=[[1,0],[0,1]],B=[[1,0],[0,1]],C=[[2,0.5],[0,1]]') // prettier-ignore
    const found = flattestMinimum(landscape, start)
    expect(found.outcome).toBe('certified')
    expect(4 * found.sharpness.value).toBeCloseTo(7.963872542151, 11)
  })
})

describe('where eigenvalues meet', () => {
  // max((1 + s + t²)², 4(2 − s + t²)²)/2: least at s = 1, t = 0, where the slopes 2·2/2 and −8·1/2 balance as 2 : 1.
  const kink = placed({ parameters: ['s', 't', 'p', 'q'], residuals: ['p*(1 + s + t^2)', '2*q*(2 - s + t^2)'] }, 's=0.3,t=0.4,p=0,q=0') // prettier-ignore
  it('finds the kink and certifies it by a convex combination of slopes', () => {
    const found = flattestMinimum(...kink)
    const { certificate } = found
    expect(found.outcome).toBe('certified')
    expect(found.sharpness.value).toBeCloseTo(2, 13)
    expect(found.coordinates[0]).toBeCloseTo(1, 13)
    expect(certificate.multiplicity).toBe(2)
    expect(certificate.weights[0]).toBeCloseTo(1 / 3, 12)
    expect(certificate.weights[1]).toBeCloseTo(2 / 3, 12)
    expect(certificate.secondOrder.kind).toBe('strict minimum')
    // Second derivatives 4 and 8 of the two in t, weighted.
    expect(certificate.secondOrder.eigenvalues).toHaveLength(1)
    expect(certificate.secondOrder.eigenvalues[0]).toBeCloseTo(16 / 3, 12)
    expect(certificate.bound.measured).toBe(true)
  })
  it('says that there is no gradient, and gives the shortest subgradient', () => {
    const there = zeroLossPointAt(kink[0], Float64Array.of(1, 0.5, 0, 0))
    const beside = sharpnessAlong(kink[0], there)
    expect(beside).toMatchObject({ multiplicity: 1, differentiable: true })
    // At s = 1, t = 0 both are equal. Shifted in t they are (2 + t²)²/2 > 2(1 + t²)² no longer.
    const at = sharpnessAlong(kink[0], zeroLossPointAt(kink[0], Float64Array.of(1, 0, 0, 0)))
    expect(at).toMatchObject({ multiplicity: 2, differentiable: false, gradient: undefined })
    expect(norm(at.shortest)).toBeLessThan(1e-12)
    expect(at.note).toContain('no gradient')
  })
  it('meets eigenvalues that are least each on its own', () => {
    const found = flattestMinimum(...placed({ parameters: ['u', 'v', 'x', 'y'], residuals: ['u*v - 1', 'x*y - 1'] }, 'u=2,v=1/2,x=3,y=1/3')) // prettier-ignore
    expect(found.outcome).toBe('certified')
    expect(found.certificate.multiplicity).toBe(2)
    expect(found.sharpness.value).toBeCloseTo(1, 13)
  })
  it('has a gradient at a multiple eigenvalue that moves as a whole', () => {
    // Two copies of one curve: H = (u² + 1) I on the normal space, over two residuals.
    const [landscape, point] = placed(
      { parameters: ['u', 'x', 'y'], residuals: ['x*u', 'y*u'] },
      'u=2,x=0,y=0',
    )
    const found = sharpnessAlong(landscape, point)
    expect(found).toMatchObject({ multiplicity: 2, differentiable: true })
    expect(found.gradient![0]).toBeCloseTo(2, 13)
  })
})

describe('what cannot be found', () => {
  it('is said when the sharpness falls towards infinity', () => {
    const found = flattestMinimum(...placed({ parameters: ['s', 'p'], residuals: ['p*exp(-s)'] }, 's=0,p=0'))
    expect(found.outcome).toBe('none reached')
    expect(found.notes.join()).toContain('may have no minimum')
  })
  it('is said when the steps are over', () => {
    const found = flattestMinimum(...chain(5, 0.5), { maxSteps: 1 })
    expect(found.outcome).toBe('none reached')
    expect(found.certificate.critical).toBe(false)
    expect(found.sharpness.value).toBeLessThan(found.initial)
    expect(found.notes.join()).toContain('still falling')
  })
})

describe.each(variety.filter(([, , { dimension }]) => dimension > 0))(
  'second order: %s',
  (_, landscape, point) => {
    it('the Hessian of the sharpness along the set is its second difference', () => {
      const { curvature } = certifyCritical(landscape, point, 1e-9)
      // Along each eigenvector, through the retraction, which agrees with geodesics to second order.
      const value = (v: Float64Array, h: number) => {
        const arrived = retract(landscape, point, v.map((x) => x * h)) // prettier-ignore
        if (arrived.outcome === 'refused') throw new Error(arrived.why)
        return zeroLossPointAt(landscape, arrived.coordinates).sharpness
      }
      curvature.values.forEach((expected, k) => {
        const components = Float64Array.from({ length: point.dimension }, (_, a) => curvature.vectors.data[a * point.dimension + k]!) // prettier-ignore
        const v = multiplyVector(point.tangent, components)
        const second = (h: number) => (value(v, h) + value(v, -h) - 2 * point.sharpness) / (h * h)
        const [a, b, c] = [0.02, 0.01, 0.005].map(second) as [number, number, number]
        const found = (16 * ((4 * c - b) / 3) - (4 * b - a) / 3) / 15
        expect(Math.abs(found - expected)).toBeLessThan(1e-6 * (1 + Math.abs(expected) + point.sharpness))
      })
    })
  },
)

describe('the sharpness along a traced curve', () => {
  it('is u² + u⁻² on the hyperbola, least at u = 1', () => {
    const [landscape, point] = placed(hyperbola, 'u=2,v=1/2')
    const curve = traceCurve(landscape, point)
    const { values, critical } = sharpnessProfile(landscape, curve)
    curve.points.forEach((w, i) => expect(values[i]! / (w[0]! ** 2 + w[0]! ** -2)).toBeCloseTo(1, 12))
    expect(critical).toHaveLength(1)
    expect(critical[0]).toMatchObject({ kind: 'minimum', smooth: true })
    expect(critical[0]!.sharpness).toBeCloseTo(2, 14)
  })
  it('finds maxima and minima of an ellipse, and kinks', () => {
    // |∇r|² = 4(x²/16 + y²) on x²/4 + y² = 1.
    const [ellipse, start] = placed({ parameters: ['x', 'y'], residuals: ['x^2/4 + y^2 - 1'] }, 'x=6/5,y=4/5')
    const { critical } = sharpnessProfile(ellipse, traceCurve(ellipse, start))
    expect(critical.filter(({ kind }) => kind === 'maximum').map(({ sharpness }) => Math.round(sharpness * 1e10) / 1e10)).toEqual([4, 4]) // prettier-ignore
    expect(critical.filter(({ kind }) => kind === 'minimum').map(({ sharpness }) => Math.round(sharpness * 1e10) / 1e10)).toEqual([1, 1]) // prettier-ignore
    const [line, at] = placed({ parameters: ['s', 'p', 'q'], residuals: ['p*(1 + s)', '2*q*(2 - s)'] }, 's=0.3,p=0,q=0') // prettier-ignore
    const [only] = sharpnessProfile(line, traceCurve(line, at)).critical
    expect(only).toMatchObject({ kind: 'minimum', smooth: false })
    expect(only!.coordinates[0]).toBeCloseTo(1, 12)
  })
  it.each(['x=1,y=0', 'x=0,y=1/2', 'x=-1,y=0', 'x=3/5,y=2/5'])(
    'finds all four on a closed curve that begins at %s',
    (at) => {
      // |∇r|² = 4(x² + 16y²) on x² + 4y² = 1: 4 where y = 0 and 16 where x = 0.
      const [ellipse, start] = placed({ parameters: ['x', 'y'], residuals: ['x^2 + 4*y^2 - 1'] }, at)
      const { critical } = sharpnessProfile(ellipse, traceCurve(ellipse, start))
      expect(critical.map(({ kind, sharpness }) => `${kind} ${sharpness.toFixed(9)}`).sort()).toEqual([
      'maximum 16.000000000', 'maximum 16.000000000', 'minimum 4.000000000', 'minimum 4.000000000',
    ]) // prettier-ignore
      // In the order of the curve they alternate, and one at its beginning is the first.
      expect(critical.map(({ kind }) => kind).every((kind, k) => kind === critical[k % 2]!.kind)).toBe(true)
      const [x, y] = start.coordinates
      if (x === 0 || y === 0) expect(Array.from(critical[0]!.coordinates)).toEqual([x, y])
    },
  )
  it('is said to be constant on a circle', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y'], residuals: ['x^2 + y^2 - 1'] }, 'x=1,y=0')
    const { critical, notes } = sharpnessProfile(landscape, traceCurve(landscape, point))
    expect(critical).toEqual([])
    expect(notes.join()).toContain('constant')
  })
})

describe('the error of the sharpness', () => {
  it.each([0, 1000, 1e6])('holds where the origin is %d away: coordinates have fewer digits there', (far) => {
    const residuals = [`(u - ${far})*(v + ${far}) - 1`]
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals }, `u=${far}+1/3,v=3-${far}`)
    const { value } = sharpnessAlong(landscape, point)
    expect(Math.abs(value.value - (9 + 1 / 9))).toBeLessThanOrEqual(uncertainty(value))
    expect(uncertainty(value)).toBeLessThan(1e-13 + 1e-14 * far)
  })
})
