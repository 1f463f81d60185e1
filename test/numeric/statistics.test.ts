import libraryTQuantile from '@stdlib/stats-base-dists-t-quantile'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import {
  batchMeans,
  criticalValue,
  emptyMoments,
  lineFit,
  meanEstimate,
  mergedMoments,
  momentsOf,
  normalCdf,
  normalQuantile,
  orderFit,
  stream,
  testPower,
  tQuantile,
  variance,
} from '../../src/numeric/index.js'

const relative = (got: number, expected: number) => Math.abs(got / expected - 1)

// p, degrees of freedom, quantile: roots of the regularised incomplete beta function in mpmath with 40 digits
const studentQuantiles: [number, number, number][] = [
  [0.5000001, 1, 3.1415926519363007e-7],
  [0.6, 1, 0.32491969623290623],
  [0.975, 1, 12.706204736174694],
  [0.9995, 1, 636.6192487687897],
  [0.999999999, 1, 318309895.1862093],
  [0.5000001, 2, 2.8284271232574876e-7],
  [0.6, 2, 0.2886751345948128],
  [0.975, 2, 4.302652729749462],
  [0.9995, 2, 31.599054576445365],
  [0.999999999, 2, 22360.68005765849],
  [0.5000001, 5, 2.634305522753727e-7],
  [0.6, 5, 0.26718086570414507],
  [0.975, 5, 2.5705818356363146],
  [0.9995, 5, 6.868826625881275],
  [0.999999999, 5, 98.93722520824214],
  [0.5000001, 30, 2.5276002247929695e-7],
  [0.6, 30, 0.2556053649519127],
  [0.975, 30, 2.0422724563012378],
  [0.9995, 30, 3.6459586350420627],
  [0.999999999, 30, 8.445862807441596],
  [0.5000001, 1000, 2.507255008614169e-7],
  [0.6, 1000, 0.2534145158394987],
  [0.975, 1000, 1.962339080826408],
  [0.9995, 1000, 3.300282648423944],
  [0.999999999, 1000, 6.0536902768005225],
  [0.5000001, 10000000, 2.506628335977356e-7],
  [0.6, 10000000, 0.25334710987600295],
  [0.975, 10000000, 1.959964221767205],
  [0.9995, 10000000, 3.2905277044652532],
  [0.999999999, 10000000, 5.997812563632333],
]

describe('quantiles and distribution functions', () => {
  it.each(studentQuantiles)('t at p = %d with %d degrees of freedom', (p, degreesOfFreedom, expected) => {
    expect(relative(tQuantile(p, degreesOfFreedom), expected)).toBeLessThan(1e-8)
    if (p > 0.51) expect(relative(tQuantile(p, degreesOfFreedom), expected)).toBeLessThan(1e-12)
    expect(relative(-tQuantile(1 - p, degreesOfFreedom), expected)).toBeLessThan(1e-6) // 1 - p is rounded
  })

  it('fences the library, whose t quantile is 0 close to the median and NaN for infinite degrees of freedom', () => {
    expect(libraryTQuantile(0.5000001, 1000)).toBe(0)
    expect(libraryTQuantile(0.975, Infinity)).toBeNaN()
    expect(relative(tQuantile(0.975, Infinity), 1.9599639845400545)).toBeLessThan(1e-14)
    expect(tQuantile(0.5, 3)).toBe(0)
  })

  it('is continuous where the fence begins', () => {
    expect(relative(tQuantile(0.501 - 1e-12, 7), tQuantile(0.501 + 1e-12, 7))).toBeLessThan(1e-8)
  })

  it('normal, far into the tail', () => {
    // scipy.stats.norm.cdf and ppf
    const cdf = [[-37, 5.7255712225239266e-300], [-10, 7.61985302416047e-24], [-1.5, 0.06680720126885807], [0.3, 0.6179114221889526], [2, 0.9772498680518208]] // prettier-ignore
    for (const [x, p] of cdf) expect(relative(normalCdf(x!), p!)).toBeLessThan(1e-12)
    const ppf = [[1e-300, -37.0470962993612], [1e-20, -9.262340089798409], [1e-5, -4.264890793922825], [0.025, -1.9599639845400545], [0.3, -0.5244005127080409], [0.975, 1.959963984540054], [0.999999, 4.753424308817087]] // prettier-ignore
    for (const [p, x] of ppf) expect(relative(normalQuantile(p!), x!)).toBeLessThan(1e-13)
  })

  it('refuse what is no probability', () => {
    for (const p of [0, 1, -1, NaN]) {
      expect(() => tQuantile(p, 3)).toThrow(RangeError)
      expect(() => normalQuantile(p)).toThrow(RangeError)
    }
    expect(() => tQuantile(0.9, 0)).toThrow(RangeError)
    expect(() => criticalValue(1, 3)).toThrow(RangeError)
  })
})

describe('moments', () => {
  it('are exact where naive sums of squares lose everything', () => {
    const moments = momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    expect(moments).toEqual({ count: 4, mean: 1e9 + 10, squares: 90 })
    expect(variance(moments)).toBe(30)
  })

  it('merge to the same as one pass', () => {
    const lists = fc.tuple(
      fc.array(fc.integer({ min: -99, max: 99 })),
      fc.array(fc.integer({ min: -99, max: 99 })),
    )
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const merged = mergedMoments(momentsOf(a), momentsOf(b))
        const whole = momentsOf([...a, ...b])
        expect(merged.count).toBe(whole.count)
        expect(merged.mean).toBeCloseTo(whole.mean, 10)
        expect(merged.squares).toBeCloseTo(whole.squares, 7)
      }),
      { seed: 3 },
    )
  })

  it('have no variance below two samples', () => {
    expect(variance(emptyMoments())).toBeNaN()
    expect(variance(momentsOf([5]))).toBeNaN()
  })
})

describe('meanEstimate', () => {
  it('agrees with scipy.stats.t.interval', () => {
    const estimate = meanEstimate([2.3, 1.9, 3.1, 2.8, 2.2, 2.6])
    expect(estimate).toMatchObject({ kind: 'measured', level: 0.95, count: 6 })
    expect(estimate.value).toBeCloseTo(2.483333333333333, 14)
    expect(estimate.standardError).toBeCloseTo(0.1777951380412612, 14)
    expect(estimate.halfWidth).toBeCloseTo(0.4570369523133172, 13)
  })

  it('claims nothing from one sample, refuses none and refuses NaN', () => {
    expect(meanEstimate([3])).toMatchObject({ value: 3, halfWidth: Infinity })
    expect(() => meanEstimate([])).toThrow(RangeError)
    expect(() => meanEstimate([1, NaN])).toThrow(ProblemError)
    expect(() => meanEstimate([Infinity])).toThrow(ProblemError)
  })

  it('covers the true mean as often as it says', () => {
    const random = stream(5, 'coverage', 0)
    const sample = new Float64Array(4)
    let covered = 0
    for (let i = 0; i < 4000; i++) {
      random.normals(sample)
      const { value, halfWidth } = meanEstimate(sample, 0.9)
      if (Math.abs(value) <= halfWidth) covered++
    }
    // binomial standard deviation 19
    expect(Math.abs(covered - 3600)).toBeLessThan(60)
  })
})

describe('testPower', () => {
  // scipy.stats.nct: sf(c, df, effect) + cdf(-c, df, effect)
  it.each([
    [0, 5, 0.95, 0.05],
    [2, 3, 0.95, 0.28875241640171506],
    [3, 10, 0.95, 0.7714014353512887],
    [5, 10, 0.99, 0.9398674227835966],
    [1, 100, 0.95, 0.16772313020675897],
    [4, 1, 0.95, 0.24635558728899282],
    [2.8, 1e4, 0.95, 0.7994814787024601],
  ])(
    'an effect of %d standard errors with %d degrees of freedom',
    (effect, degreesOfFreedom, level, expected) => {
      expect(testPower(effect, 1, degreesOfFreedom, level)).toBeCloseTo(expected, 6)
      expect(testPower(-3 * effect, 3, degreesOfFreedom, level)).toBeCloseTo(expected, 6)
    },
  )

  it('is nothing without an error estimate and certain without error', () => {
    expect(testPower(1, Infinity, 0)).toBe(0)
    expect(testPower(1, 0, 3)).toBe(1)
  })
})

describe('batchMeans', () => {
  it('covers the mean of an autocorrelated series where independent samples would not', () => {
    let covered = 0
    let naive = 0
    const series = new Float64Array(4096)
    for (let replica = 0; replica < 300; replica++) {
      const random = stream(11, 'autoregression', replica)
      let x = random.normal() / Math.sqrt(1 - 0.9 ** 2)
      for (let i = 0; i < series.length; i++) series[i] = x = 0.9 * x + random.normal()
      const { estimate } = batchMeans(series)
      if (Math.abs(estimate.value) <= estimate.halfWidth) covered++
      const independent = meanEstimate(series)
      if (Math.abs(independent.value) <= independent.halfWidth) naive++
    }
    expect(covered).toBeGreaterThan(270)
    expect(naive).toBeLessThan(170)
  })

  it('shows when batches are too short', () => {
    const slow = Float64Array.from({ length: 640 }, (_, i) => Math.sin(i / 100))
    expect(batchMeans(slow).neighbourCorrelation).toBeGreaterThan(0.8)
    expect(() => batchMeans(slow, 0.95, 1000)).toThrow(RangeError)
  })
})

describe('lineFit', () => {
  const x = [1, 2, 3, 4, 5, 7]
  const y = [2.1, 3.9, 6.2, 7.8, 10.1, 13.7]

  it('agrees with scipy.stats.linregress', () => {
    const fit = lineFit(x, y)
    expect(fit.slope).toBeCloseTo(1.95, 13)
    expect(fit.intercept).toBeCloseTo(0.15, 13)
    expect(fit.slopeError).toBeCloseTo(0.038031941462779925, 13)
    expect(fit.interceptError).toBeCloseTo(0.15833959887351046, 13)
  })

  it('agrees with the weighted normal equations in numpy', () => {
    const fit = lineFit(x, y, [1, 2, 1, 4, 1, 2])
    expect(fit.intercept).toBeCloseTo(0.09310345, 7)
    expect(fit.slope).toBeCloseTo(1.94827586, 7)
    expect(fit.interceptError).toBeCloseTo(0.15500812, 7)
    expect(fit.slopeError).toBeCloseTo(0.03590657, 7)
  })

  it('finds the order of a power law', () => {
    const sizes = [0.1, 0.05, 0.025, 0.0125]
    const { order, constant } = orderFit(sizes, sizes.map((h) => 3 * h ** 1.5)) // prettier-ignore
    expect(order.value).toBeCloseTo(1.5, 12)
    expect(order.halfWidth).toBeLessThan(1e-10)
    expect(constant).toBeCloseTo(3, 10)
    expect(orderFit([1, 2], [1, 4]).order.halfWidth).toBe(Infinity)
  })

  it('refuses a vertical line, logarithms of what is not positive, and NaN', () => {
    expect(() => lineFit([1, 1], [1, 2])).toThrow(RangeError)
    expect(() => orderFit([1, 2], [1, 0])).toThrow(RangeError)
    expect(() => lineFit([1, NaN], [1, 2])).toThrow(RangeError)
  })
})
