import { describe, expect, it } from 'vitest'
import { traceCurve } from '../../src/geometry/index.js'
import { uncertainty } from '../../src/base/estimate.js'
import { norm } from '../../src/numeric/index.js'
import { hyperbola, placed, twoConstraints } from './shape-models.js'

const plane = (residual: string, at: string) => placed({ parameters: ['x', 'y'], residuals: [residual] }, at)

describe('closed curves', () => {
  it('a circle closes, has the length 2π, and every point on it', () => {
    const [landscape, point] = plane('x^2 + y^2 - 1', 'x=1,y=0')
    const curve = traceCurve(landscape, point)
    expect(curve.closed).toBe(true)
    expect(curve.ends.map(({ reason }) => reason)).toEqual(['closed', 'closed'])
    expect(curve.points[0]).toBe(curve.points.at(-1))
    expect(Math.abs(curve.length.value - 2 * Math.PI)).toBeLessThan(uncertainty(curve.length))
    expect(uncertainty(curve.length)).toBeLessThan(1e-5)
    curve.points.forEach(([x, y]) => expect(Math.hypot(x!, y!)).toBeCloseTo(1, 14))
  })
  it('the length of an ellipse converges with order 4 in the step', () => {
    // 8 E(√3/2)
    const exact = 9.68844822054767619843
    const [landscape, point] = plane('x^2/4 + y^2 - 1', 'x=6/5,y=4/5')
    const errors = [0.2, 0.1, 0.05].map((maxStep) => {
      const { length, closed } = traceCurve(landscape, point, { turning: 10, maxStep })
      expect(closed).toBe(true)
      expect(Math.abs(length.value - exact)).toBeLessThan(uncertainty(length))
      return Math.abs(length.value - exact)
    })
    const orders = errors.slice(1).map((error, i) => Math.log2(errors[i]! / error))
    expect(Math.min(...orders)).toBeGreaterThan(3.5)
  })
  it('a loss that is no sum of squares gives the same curve', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y'], loss: 'cosh(x^2 + y^2 - 1) - 1' }, 'x=1,y=0')
    const curve = traceCurve(landscape, point)
    expect(curve.closed).toBe(true)
    expect(Math.abs(curve.length.value - 2 * Math.PI)).toBeLessThan(uncertainty(curve.length))
  })
})

describe('curves that leave the box', () => {
  it('the hyperbola from boundary to boundary has the length of the integral', () => {
    const [landscape, point] = placed(hyperbola, 'u=2,v=1/2')
    const curve = traceCurve(landscape, point, { box: { lower: [0, 0], upper: [5, 5] }, turning: 0.02 })
    // 2 ∫₁⁵ √(1 + x⁻⁴) dx with mpmath
    expect(Math.abs(curve.length.value - 2 * 4.15145381032783777308)).toBeLessThan(uncertainty(curve.length))
    expect(uncertainty(curve.length)).toBeLessThan(1e-7)
    expect(curve.ends.map(({ reason }) => reason)).toEqual(['box', 'box'])
    expect(curve.ends.map(({ says }) => says).sort()).toEqual(['it leaves the box at u = 5', 'it leaves the box at v = 5']) // prettier-ignore
    for (const w of [curve.points[0]!, curve.points.at(-1)!]) expect(Math.max(...w)).toBeCloseTo(5, 12)
    expect(curve.points[curve.start]).toEqual(point.coordinates)
    curve.points.forEach(([u, v]) => expect(u! * v!).toBeCloseTo(1, 13))
  })
  it('keeps to its branch: the other one of u v = 1 is within reach of long steps', () => {
    const [landscape, point] = plane('x*y - 1/10000', 'x=1,y=1/10000')
    const { points } = traceCurve(landscape, point, { maxStep: 1 })
    expect(points.every(([x, y]) => x! > 0 && y! > 0)).toBe(true)
    expect(points.some(([x, y]) => y! > 1 && x! < 1e-3)).toBe(true)
  })
  it('follows a curve in three dimensions', () => {
    const [landscape, point] = placed(twoConstraints, 'u=0.64,v=1.5625,w=0.8')
    const { points } = traceCurve(landscape, point)
    points.forEach(([u, v, w]) => {
      expect(v! * u!).toBeCloseTo(1, 13)
      expect(w! / Math.sqrt(u!)).toBeCloseTo(1, 13)
    })
  })
  it('goes one way only from a start on the boundary', () => {
    const [landscape, point] = plane('x^2 + y^2 - 1', 'x=1,y=0')
    const { ends, length } = traceCurve(landscape, point, { box: { lower: [-2, -2], upper: [2, 0] } })
    expect(ends.map(({ reason }) => reason)).toEqual(['box', 'box'])
    expect(length.value).toBeCloseTo(Math.PI, 4)
  })
})

describe('singular points', () => {
  it.each([
    ['a crossing of lines', 'x*y', 'x=1,y=0', 1],
    ['a crossing met at an angle', '(x - y)*(x + 2*y)', 'x=1,y=1', 1],
    ['a crossing of even order', 'x*y^2 - x^3', 'x=1,y=1', 1],
    ['a cusp', 'y^2 - x^3', 'x=1,y=1', 1],
    ['a loop', 'y^2 - x^2*(x + 1)', 'x=-1,y=0', 2],
  ] as const)('stops at %s and says so', (_, residual, at, times) => {
    const [landscape, point] = plane(residual, at)
    const curve = traceCurve(landscape, point)
    const singular = curve.ends.filter(({ reason }) => reason === 'singular')
    expect(singular).toHaveLength(times)
    singular.forEach(({ says }) => expect(says).toContain('x = 0, y = 0'))
    const nearest = Math.min(...curve.points.map((w) => norm(w)))
    expect(nearest).toBeLessThan(1e-4)
  })
  it('stops where two residuals lose their rank together', () => {
    const [landscape, point] = placed(
      { parameters: ['x', 'y', 'z'], residuals: ['x*y', 'x*z'] },
      'x=1,y=0,z=0',
    )
    const reasons = traceCurve(landscape, point).ends.map(({ reason }) => reason)
    expect(reasons.sort()).toEqual(['box', 'singular'])
  })
  it('does not jump over a crossing that it could not see coming', () => {
    const [landscape, point] = plane('y*(1 - x^8)', 'x=0,y=0')
    const { ends, points } = traceCurve(landscape, point, { maxStep: 3 })
    expect(ends.map(({ reason }) => reason)).toEqual(['singular', 'singular'])
    expect(Math.max(...points.map(([x]) => Math.abs(x!)))).toBeLessThan(1)
  })
  it('stops without residuals as well', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y'], loss: '(x*y)^2/2' }, 'x=1,y=0')
    expect(traceCurve(landscape, point).ends.map(({ reason }) => reason).sort()).toEqual(['box', 'singular']) // prettier-ignore
  })
})

describe('limits and refusals', () => {
  const [landscape, point] = placed(hyperbola, 'u=1,v=1')
  it('stops at a length and at a number of points', () => {
    const short = traceCurve(landscape, point, { maxLength: 0.5 })
    expect(short.length.value).toBeGreaterThan(0.99)
    expect(short.length.value).toBeLessThan(1.001)
    expect(short.ends.map(({ reason }) => reason)).toEqual(['length', 'length'])
    expect(traceCurve(landscape, point, { maxPoints: 3 }).points).toHaveLength(7)
  })
  it('refuses a box without the point, and surfaces', () => {
    expect(() => traceCurve(landscape, point, { box: { lower: [2, 2], upper: [3, 3] } })).toThrow('a box that contains the start') // prettier-ignore
    expect(() => traceCurve(landscape, point, { box: { lower: [0], upper: [3] } })).toThrow('2 lower')
    const [sphere, north] = placed(
      { parameters: ['x', 'y', 'z'], residuals: ['x^2+y^2+z^2-1'] },
      'x=1,y=0,z=0',
    )
    expect(() => traceCurve(sphere, north)).toThrow('its dimension is 2')
  })
})
