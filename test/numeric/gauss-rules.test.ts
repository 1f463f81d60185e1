import { describe, expect, it } from 'vitest'
import { gaussRule } from '../../src/numeric/index.js'

const mean = (law: 'normal' | 'uniform', count: number, f: (x: number) => number): number => {
  const { points, weights } = gaussRule(law, count)
  return points.reduce((sum, x, k) => sum + weights[k]! * f(x), 0)
}

describe('rules of Gauss', () => {
  it.each([1, 2, 3, 8, 21])(
    'of %i points has the moments of the normal law, and no more than it can',
    (n) => {
      let moment = 1
      for (let k = 0; k < 2 * n; k += 2) {
        if (k > 0) moment *= k - 1
        expect(mean('normal', n, (x) => x ** k) / moment).toBeCloseTo(1, 11)
        expect(mean('normal', n, (x) => x ** (k + 1)) / moment).toBeCloseTo(0, 9)
      }
      // The polynomial with its zeros at the points is lost.
      expect(Math.abs(mean('normal', n, (x) => x ** (2 * n)) / (moment * Math.max(1, 2 * n - 1)) - 1)).toBeGreaterThan(1e-7) // prettier-ignore
    },
  )

  it.each([1, 2, 3, 8, 21])('of %i points has the moments of the uniform law', (n) => {
    for (let k = 0; k < 2 * n; k += 2) expect((mean('uniform', n, (x) => x ** k) * (k + 1)) / 3 ** (k / 2)).toBeCloseTo(1, 12) // prettier-ignore
  })

  it('has the means of functions that are no polynomials', () => {
    expect(mean('normal', 40, Math.cos)).toBeCloseTo(Math.exp(-1 / 2), 14)
    expect(mean('normal', 64, (x) => Math.exp(3 * x)) / Math.exp(9 / 2)).toBeCloseTo(1, 12)
    expect(mean('uniform', 20, Math.exp)).toBeCloseTo(Math.sinh(Math.sqrt(3)) / Math.sqrt(3), 14)
  })
})
