import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/base/problem.js'
import { limitCoefficients, limitMapAt, limitMapSecondDerivative, noiseOfCovariance } from '../../../src/geometry/index.js' // prettier-ignore
import { multiply, transpose } from '../../../src/numeric/index.js'
import { hyperbola, placed, twoConstraints, variety } from '../shape-models.js'

const unit = (d: number) => ({
  noises: d,
  factor: (_: Float64Array, out: Float64Array) =>
    out.forEach((_x, i) => (out[i] = i % (d + 1) === 0 ? 1 : 0)),
})

const close = (found: ArrayLike<number>, expected: readonly number[], allowed = 1e-12) =>
  expected.forEach((x, i) => expect(Math.abs(found[i]! - x)).toBeLessThan(allowed))

describe('coefficients of the limit of small noise', () => {
  it('for isotropic noise are those derived along a parametrisation', () => {
    const [landscape, point] = placed(hyperbola, 'u=2,v=1/2')
    const b = new Float64Array(2)
    limitCoefficients(landscape, 1, unit(2)).drift(point.coordinates, b)
    close(b, [-0.179930795847751, 0.162629757785467])
    limitCoefficients(landscape, 1, unit(2), { learningRate: 0.1 }).drift(point.coordinates, b)
    close(b, [-0.235953204811336, 0.176635360026363])
    limitCoefficients(landscape, 1, unit(2), { without: ['normalNormal'] }).drift(point.coordinates, b)
    close(b, [0.027681660899654, 0.110726643598616])
    const a = new Float64Array(4)
    limitCoefficients(landscape, 1, unit(2)).diffusion(point.coordinates, a)
    close(a, [16 / 17, -4 / 17, -4 / 17, 1 / 17])

    const [two, at] = placed(twoConstraints, 'u=0.64,v=1.5625,w=0.8')
    const c = new Float64Array(3)
    limitCoefficients(two, 2, unit(3)).drift(at.coordinates, c)
    close(c, [0.297197424810491, -0.206650139725252, 0.152536901822334])
  })

  it('on a circle have a mixed part, which the covariance and its root give alike', () => {
    const [landscape, point] = placed({ parameters: ['u', 'v'], residuals: ['(u^2 + v^2 - 1)/2'] }, 'u=3/5,v=4/5') // prettier-ignore
    const root = { noises: 2, factor: (_: Float64Array, out: Float64Array) => out.set([Math.sqrt(3), 0, 0, 1]) } // prettier-ignore
    const given = noiseOfCovariance(2, (_, out) => out.set([3, 0, 0, 1]))
    for (const noise of [root, given]) {
      const coefficients = limitCoefficients(landscape, 1, noise)
      const [b, a] = [new Float64Array(2), new Float64Array(4)]
      coefficients.drift(point.coordinates, b)
      coefficients.diffusion(point.coordinates, a)
      close(b, [-0.684 - 0.768, -0.912 + 0.576])
      const [p, q, r, s] = a
      close([p! * p! + q! * q!, p! * r! + q! * s!, r! * r! + s! * s!], [1.4592, -1.0944, 0.8208])
    }
  })

  it.each(variety)('agree with the limit map at a point of %s', (_, landscape, point) => {
    const d = landscape.dimension
    const factor = Float64Array.from({ length: d * 2 }, (_x, i) => Math.sin(2 + 3 * i))
    const f = { rows: d, columns: 2, data: factor }
    const noise = { noises: 2, factor: (_y: Float64Array, out: Float64Array) => out.set(factor) }
    const b = new Float64Array(d)
    limitCoefficients(landscape, point.rank.rank, noise).drift(point.coordinates, b)
    const { total } = limitMapSecondDerivative(limitMapAt(landscape, point), multiply(f, transpose(f)))
    close(b, [...total.vector].map((x) => x / 2), 1e-9 * (1 + Math.max(...total.vector.map(Math.abs)))) // prettier-ignore
  })

  it('notice a new point, and refuse what is not a covariance or not stable', () => {
    const [landscape, point] = placed(hyperbola, 'u=2,v=1/2')
    const coefficients = limitCoefficients(landscape, 1, unit(2))
    const b = new Float64Array(2)
    coefficients.drift(point.coordinates, b)
    const moved = point.coordinates.slice()
    moved.set([0.5, 2])
    coefficients.drift(moved, b)
    close(b, [0.162629757785467, -0.179930795847751])
    const bad = noiseOfCovariance(2, (_, out) => out.set([1, 2, 2, 1]))
    expect(() => bad.factor(moved, new Float64Array(4))).toThrow(ProblemError)
    const unstable = limitCoefficients(landscape, 1, unit(2), { learningRate: 0.5 })
    expect(() => unstable.drift(moved, b)).toThrow(/below 2/)
  })
})
