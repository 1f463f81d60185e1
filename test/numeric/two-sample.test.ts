import { describe, expect, it } from 'vitest'
import { kolmogorovCdf, kolmogorovQuantile, kolmogorovSmirnov, stream } from '../../src/numeric/index.js'

describe('the test of Kolmogorov and Smirnov for two samples', () => {
  // Values of scipy.stats.ks_2samp 1.17.
  it('has the exact p-value of small samples', () => {
    const a = [0.1, 0.5, 0.9, 1.3, 2.2, 3.1, 4.5]
    const b = [1.0, 1.7, 2.5, 3.3, 3.9, 4.1, 5.2, 6.0, 7.7]
    const found = kolmogorovSmirnov(a, b)
    expect(found.method).toBe('exact')
    expect(found.distance).toBeCloseTo(0.5238095238095238, 14)
    expect(found.pValue).toBeCloseTo(0.1687062937062937, 12)
    expect(kolmogorovSmirnov(b, a)).toEqual(found)
  })

  it('has the asymptotic p-value of large ones', () => {
    const a = Array.from({ length: 3000 }, (_, i) => (i * 0.618033988749) % 1)
    const b = Array.from({ length: 2500 }, (_, i) => ((i * 0.414213562373) % 1) ** 1.06)
    const { distance, pValue, method } = kolmogorovSmirnov(a, b)
    expect(method).toBe('asymptotic')
    expect(distance).toBeCloseTo(0.0224, 14)
    expect(Math.abs(pValue - 0.4934413)).toBeLessThan(0.005)
  })

  it('counts all orders of two samples', () => {
    // All 10 orders of 2 and 3 numbers, each as likely.
    const orders = Array.from({ length: 32 }, (_, k) => [0, 1, 2, 3, 4].filter((i) => (k >> i) & 1)).filter(
      (chosen) => chosen.length === 2,
    )
    const others = (chosen: number[]) => [0, 1, 2, 3, 4].filter((i) => !chosen.includes(i))
    const distances = orders.map((chosen) => kolmogorovSmirnov(chosen, others(chosen)).distance)
    for (const chosen of orders) {
      const { distance, pValue } = kolmogorovSmirnov(chosen, others(chosen))
      const share = distances.filter((each) => each >= distance - 1e-12).length / orders.length
      expect(pValue).toBeCloseTo(share, 12)
    }
  })

  it('rejects as often as it says, and notices a shift', () => {
    const sample = (purpose: string, replica: number, shift: number) => {
      const random = stream(3, purpose, replica)
      return Float64Array.from({ length: 80 }, () => random.normal() + shift)
    }
    let [rejected, noticed] = [0, 0]
    for (let k = 0; k < 400; k++) {
      if (kolmogorovSmirnov(sample('a', k, 0), sample('b', k, 0)).pValue < 0.1) rejected++
      if (kolmogorovSmirnov(sample('a', k, 0), sample('b', k, 1)).pValue < 0.1) noticed++
    }
    expect(rejected).toBeGreaterThan(15)
    expect(rejected).toBeLessThan(60)
    expect(noticed).toBe(400)
  })

  it('refuses what is no sample', () => {
    expect(() => kolmogorovSmirnov([], [1])).toThrow(RangeError)
    expect(() => kolmogorovSmirnov([1], [NaN])).toThrow(RangeError)
  })
})

describe('the law of Kolmogorov', () => {
  // scipy.stats.kstwobign.
  it.each([
    [0.3, 9.305801334566636e-6],
    [0.5, 0.036054756335124914],
    [0.8, 0.45585758842580193],
    [1, 0.7300003283226455],
    [1.2, 0.887750333329275],
    [2.5, 0.9999925466936559],
  ])('is %d: %d', (x, p) => expect(Math.abs(kolmogorovCdf(x) - p)).toBeLessThan(1e-14))

  it.each([
    [0.01, 0.4410276985179294],
    [0.5, 0.8275735551899059],
    [0.99, 1.6276236115189502],
    [0.999, 1.949474603504375],
  ])('has the quantile at %d', (p, x) => expect(kolmogorovQuantile(p)).toBeCloseTo(x, 10))
})
