import { describe, expect, it } from 'vitest'
import { frameAt, geodesic, geodesicStep, retract } from '../../src/geometry/index.js'
import { norm, orderFit } from '../../src/numeric/index.js'
import { hyperbola, placed, variety } from './shape-models.js'

const minus = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array => Float64Array.from(a, (x, i) => x - b[i]!) // prettier-ignore

describe('the retraction', () => {
  it.each(variety)('%s: stays in the normal space and ends on the set', (_, landscape, point) => {
    const v = point.tangent.data.filter((_, k) => k % point.dimension === 0).map((x) => 0.05 * x)
    const arrived = retract(landscape, point, v)
    if (arrived.outcome === 'refused') throw new Error(arrived.why)
    expect(landscape.loss(arrived.coordinates)).toBeLessThan(1e-26)
    const across = minus(minus(arrived.coordinates, point.coordinates), v)
    for (let k = 0; k < point.dimension; k++) {
      const along = across.reduce((sum, x, i) => sum + x * point.tangent.data[i * point.dimension + k]!, 0)
      expect(Math.abs(along)).toBeLessThan(1e-14)
    }
    expect(arrived.normalLength).toBeCloseTo(norm(across), 12)
  })
  it('is refused where the normal space misses the set', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y'], residuals: ['x^2 + y^2 - 1'] }, 'x=1,y=0')
    expect(retract(landscape, point, Float64Array.of(0, 0.99)).outcome).toBe('reached')
    expect(retract(landscape, point, Float64Array.of(0, 1.01)).outcome).toBe('refused')
  })
  it('is refused outside the domain', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y'], residuals: ['y - sqrt(x)'] }, 'x=1/4,y=1/2')
    expect(retract(landscape, point, Float64Array.of(-5, -5)).outcome).toBe('refused')
  })
})

describe('geodesics', () => {
  it('are great circles on a sphere', () => {
    const [landscape, point] = placed({ parameters: ['x', 'y', 'z'], residuals: ['x^2 + y^2 + z^2 - 4'] }, 'x=2,y=0,z=0') // prettier-ignore
    // Angle 5/2, more than half way round; the normal part does not count.
    const end = geodesic(landscape, point, Float64Array.of(7, 3, 4))
    const expected = [2 * Math.cos(2.5), 2 * Math.sin(2.5) * 0.6, 2 * Math.sin(2.5) * 0.8]
    expect(norm(minus(end.coordinates, expected))).toBeLessThan(Math.max(end.error, 1e-13) * 2)
    expect(end.error).toBeLessThan(1e-9)
    expect(norm(minus(end.velocity, [-5 * Math.sin(2.5), 5 * Math.cos(2.5) * 0.6, 5 * Math.cos(2.5) * 0.8]))).toBeLessThan(1e-8) // prettier-ignore
  })

  // A torus: the equations in its angles, θ″ = 2 r sin φ θ′φ′/(R + r cos φ), φ″ = −(R + r cos φ) sin φ θ′²/r, solved with
  // SciPy's DOP853 at 1e-13.
  const [R, r, theta, phi] = [2, 1, 0.3, 0.7]
  const rho = R + r * Math.cos(phi)
  const place = [rho * Math.cos(theta), rho * Math.sin(theta), r * Math.sin(phi)]
  const [dTheta, dPhi] = [0.5, 0.8]
  const velocity = Float64Array.of(
    -rho * Math.sin(theta) * dTheta - r * Math.sin(phi) * Math.cos(theta) * dPhi,
    rho * Math.cos(theta) * dTheta - r * Math.sin(phi) * Math.sin(theta) * dPhi,
    r * Math.cos(phi) * dPhi,
  )
  const [torus, start] = placed({ parameters: ['x', 'y', 'z'], residuals: ['(sqrt(x^2 + y^2) - 2)^2 + z^2 - 1'] }, `x=${place[0]},y=${place[1]},z=${place[2]}`) // prettier-ignore
  it('agree with those of a torus in its own coordinates', () => {
    const end = geodesic(torus, start, velocity)
    expect(norm(minus(end.coordinates, [1.4927162876827145, 1.871235281866759, 0.9192458094466419]))).toBeLessThan(2e-11) // prettier-ignore
    expect(norm(end.velocity)).toBeCloseTo(norm(velocity), 13)
  })
  it('are followed by second-order steps with an error of order 3, which is estimated', () => {
    const exact: [number, number[]][] = [
      [0.4, [2.225857575037081, 1.2635363310483452, 0.8288401412617468]],
      [0.2, [2.4457824281767, 1.0454288019874782, 0.7514021299841322]],
      [0.1, [2.5472078030846848, 0.9325754245896611, 0.7016144061225625]],
      [0.05, [2.5952692671365205, 0.8751539722260784, 0.6738663790490415]],
    ]
    const steps = exact.map(([h, end]) => {
      const step = geodesicStep(torus, start, velocity.map((x) => x * h)) // prettier-ignore
      const error = norm(minus(step.coordinates, end))
      expect(step.error / error).toBeGreaterThan(0.6)
      expect(step.error / error).toBeLessThan(1.7)
      return error
    })
    const { order } = orderFit(exact.map(([h]) => h), steps) // prettier-ignore
    expect(Math.abs(order.value - 3)).toBeLessThan(0.1)
  })
  it('of a curve go as far as they are long', () => {
    // From (1, 1) the arc length to u = 5 is 4.15145381032783777308.
    const [landscape, point] = placed(hyperbola, 'u=1,v=1')
    const speed = 4.15145381032783777308 / Math.SQRT2
    const end = geodesic(landscape, point, Float64Array.of(speed, -speed))
    expect(Math.abs(end.coordinates[0]! - 5)).toBeLessThan(1e-8)
  })
  it('off redundant residuals and without residuals stay on the set', () => {
    for (const [, landscape, point] of variety) {
      const v = point.tangent.data.filter((_, k) => k % point.dimension === 0).map((x) => 0.3 * x)
      const end = geodesic(landscape, point, v)
      const back = geodesic(landscape, { ...point, coordinates: end.coordinates, ...frameOf(landscape, end.coordinates, point.rank.rank) }, end.velocity.map((x) => -x)) // prettier-ignore
      expect(norm(minus(back.coordinates, point.coordinates))).toBeLessThan(1e-8)
    }
  })
})

function frameOf(landscape: Parameters<typeof frameAt>[0], w: Float64Array, rank: number) {
  const { tangent, normal } = frameAt(landscape, w, rank)
  return { tangent, normal }
}
