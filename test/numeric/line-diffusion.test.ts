import { expect, it } from 'vitest'
import { lineDiffusionLaw, quadraticFit, stream } from '../../src/numeric/index.js'

/** Mean and variance at time 1 of ds = β(s) dt + √a(s) dB from 0.3, with spacing 1/n. */
function momentsAt(n: number, drift: (s: number) => number, variance: (s: number) => number) {
  const nodes = Float64Array.from({ length: 14 * n + 1 }, (_, i) => 0.3 + (i - 7 * n) / n)
  const p = lineDiffusionLaw(
    { spacing: 1 / n, start: 7 * n, drift: nodes.map(drift), variance: nodes.map(variance), time: 1 },
    4 * n,
  )
  const sum = (of: (s: number) => number) => p.reduce((total, mass, i) => total + mass * of(nodes[i]!), 0)
  const mean = sum((s) => s)
  return { total: sum(() => 1), mean, variance: sum((s) => (s - mean) ** 2) }
}

it('has the law of an Ornstein–Uhlenbeck process, to second order', () => {
  const error = (n: number) => {
    const found = momentsAt(n, (s) => -s, () => 0.5) // prettier-ignore
    expect(found.total).toBeCloseTo(1, 12)
    return [found.mean - 0.3 * Math.exp(-1), found.variance - 0.25 * (1 - Math.exp(-2))]
  }
  const [coarse, fine] = [error(20), error(40)]
  for (const k of [0, 1]) {
    expect(Math.abs(fine[k]!)).toBeLessThan(3e-5)
    expect(coarse[k]! / fine[k]!).toBeGreaterThan(3)
    expect(coarse[k]! / fine[k]!).toBeLessThan(5)
  }
})

it('takes a diffusion that varies in Itô’s sense', () => {
  // E s is constant, and d/dt E s² = E a = 0.2 (1 + E s²).
  const { mean, variance } = momentsAt(40, () => 0, (s) => 0.2 * (1 + s * s)) // prettier-ignore
  expect(mean).toBeCloseTo(0.3, 6)
  expect(variance).toBeCloseTo((1 + 0.09) * Math.exp(0.2) - 1 - 0.09, 3)
})

it('fits quadratic forms whose moments are known', () => {
  const random = stream(1, 'fit', 0)
  const zetas = Array.from({ length: 200 }, () => Float64Array.of(random.normal(), random.normal()))
  const form = ([x, y]: ArrayLike<number> & Iterable<number>) => 1 + 2 * x! - y! + 3 * x! * y! + 0.5 * y! * y!
  const fit = quadraticFit(zetas, zetas.map(form)) // prettier-ignore
  expect(fit.mean).toBeCloseTo(1.5, 10)
  // 2² + 1² + 3² + Var(y²/2)
  expect(fit.variance).toBeCloseTo(14.5, 10)
  expect(fit.at([0.7, -1.2])).toBeCloseTo(form([0.7, -1.2]), 10)
  expect(() => quadraticFit(zetas.slice(0, 5), new Float64Array(5))).toThrow(RangeError)
})
