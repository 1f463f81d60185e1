import { describe, expect, it } from 'vitest'
import {
  addSample,
  batchMeans,
  emptyMoments,
  growthRate,
  measured,
  type Measured,
  measuredOrder,
  mergedMoments,
  momentsOf,
  pairedDifference,
  pairedRichardson,
  richardson,
  seriesSlope,
  sequentialMean,
  stationaryMean,
  stream,
} from '../../src/numeric/index.js'
import { ProblemError } from '../../src/base/problem.js'
import { autoregression, estimatorCases } from '../calibration/estimators.js'
import { binomialTest } from './p-values.js'

/** A number that is known exactly, or with a standard error from infinitely many replicas. */
const known = (value: number, standardError = 0): Measured =>
  measured(value, standardError, Infinity, 0.95, Infinity)

describe('every interval covers as often as it says', () => {
  it.each(estimatorCases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const { hits, of } = each.run(200, 5)
    expect(of).toBe(200)
    expect(binomialTest(hits, of, each.level)).toBeGreaterThan(1e-4 / estimatorCases.length)
  })
})

describe('pairedDifference', () => {
  it('agrees with scipy.stats.ttest_rel and numpy.corrcoef', () => {
    const found = pairedDifference([2.3, 1.9, 3.1, 2.8, 2.2, 2.6], [2.0, 1.7, 2.6, 2.9, 1.8, 2.5])
    expect(found.difference.value).toBeCloseTo(0.2333333333333333, 14)
    expect(found.difference.standardError).toBeCloseTo(0.08819171036881972, 14)
    expect(found.difference.halfWidth).toBeCloseTo(0.2267040087277868, 12)
    expect(found.correlation).toBeCloseTo(0.8952253410024859, 13)
    expect(found.varianceReduction).toBeCloseTo(9.1, 12)
  })

  it('says what common random numbers are worth where they do harm or all is certain', () => {
    expect(pairedDifference([1, 2, 3], [-1, -2, -3]).varianceReduction).toBeCloseTo(0.5, 14)
    const shifted = pairedDifference([1, 2, 3], [0, 1, 2])
    expect(shifted.varianceReduction).toBe(Infinity)
    expect(shifted.correlation).toBeCloseTo(1, 14)
    expect(pairedDifference([2, 2], [1, 1])).toMatchObject({ varianceReduction: 1, correlation: 0 })
    expect(pairedDifference([2], [1])).toMatchObject({
      varianceReduction: 1,
      difference: { halfWidth: Infinity },
    })
  })

  it('refuses what is not paired or not finite', () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow(RangeError)
    expect(() => pairedDifference([], [])).toThrow(RangeError)
    expect(() => pairedDifference([1, NaN], [1, 2])).toThrow(ProblemError)
  })
})

describe('sequentialMean', () => {
  const rule = { halfWidth: 0.1, minimum: 30 }

  it('does not stop before the minimum, nor while the interval is too wide', () => {
    const regular = (count: number) => momentsOf(Array.from({ length: count }, (_, i) => (i % 2) * 0.02))
    expect(sequentialMean(regular(29), rule).isReached).toBe(false)
    expect(sequentialMean(regular(30), rule)).toMatchObject({ isReached: true, estimate: { halfWidth: 0.1 } })
    const wide = momentsOf(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -1 : 1)))
    const { isReached, expectedCount, estimate } = sequentialMean(wide, rule)
    expect(isReached).toBe(false)
    // t = 1.98422 with 99 degrees of freedom, s² = 100/99
    expect(expectedCount).toBe(Math.ceil((1.98421695 / 0.1) ** 2 * (100 / 99)))
    expect(estimate.halfWidth).toBeCloseTo(1.98421695 / Math.sqrt(99), 7)
    expect(sequentialMean(momentsOf([1]), rule)).toMatchObject({ isReached: false, expectedCount: 30 })
  })

  it('is the same in whatever portions the samples come', () => {
    const random = stream(1, 'portions', 0)
    const samples = Array.from({ length: 60 }, () => random.normal())
    const parts = [0, 7, 7, 31].map((first, k, all) => momentsOf(samples.slice(first, all[k + 1] ?? 60)))
    const whole = sequentialMean(momentsOf(samples), rule)
    const merged = sequentialMean(parts.reduce(mergedMoments), rule)
    expect(merged.expectedCount).toBe(whole.expectedCount)
    expect(merged.estimate.halfWidth).toBeCloseTo(whole.estimate.halfWidth, 12)
  })

  it('needs its minimum: from two samples on, the interval covers far too seldom', () => {
    let covered = 0
    const naive = { halfWidth: 1.96 / Math.sqrt(40), minimum: 2 }
    for (let replication = 0; replication < 400; replication++) {
      const random = stream(2, 'naive', replication)
      const moments = emptyMoments()
      do addSample(moments, -Math.log(1 - random.uniform()))
      while (!sequentialMean(moments, naive).isReached)
      covered += Number(Math.abs(moments.mean - 1) <= naive.halfWidth)
    }
    expect(covered).toBeLessThan(0.86 * 400)
  })

  it('refuses rules that cannot be', () => {
    expect(() => sequentialMean(momentsOf([1, 2]), { halfWidth: 0 })).toThrow(RangeError)
    expect(() => sequentialMean(momentsOf([1, 2]), { halfWidth: 1, minimum: 1 })).toThrow(RangeError)
    expect(() => sequentialMean(emptyMoments(), { halfWidth: 1 })).toThrow(RangeError)
  })
})

describe('means, rates and slopes of series', () => {
  it('make batches longer where a series is more correlated', () => {
    const sizes = [0, 0.9, 0.99].map(
      (phi) => stationaryMean(autoregression(stream(3, 'sizes', 0), phi, 2 ** 15)).batchSize,
    )
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
    expect(sizes[0]).toBeGreaterThanOrEqual(2 ** 9)
    expect(sizes[2]).toBeGreaterThanOrEqual(2 ** 10)
  })

  it('say so when a series is too short for its correlations, and widen the interval', () => {
    let [settled, covered, coveredByBatches] = [0, 0, 0]
    for (let replication = 0; replication < 200; replication++) {
      const series = autoregression(stream(4, 'short', replication), 0.99, 1024)
      const { estimate, isSettled } = stationaryMean(series)
      settled += Number(isSettled)
      covered += Number(Math.abs(estimate.value) <= estimate.halfWidth)
      const plain = batchMeans(series).estimate
      coveredByBatches += Number(Math.abs(plain.value) <= plain.halfWidth)
    }
    expect(settled).toBeLessThan(60)
    expect(coveredByBatches).toBeLessThan(140)
    expect(covered).toBeGreaterThan(160)
    const slow = Float64Array.from({ length: 640 }, (_, i) => Math.sin(i / 100))
    expect(stationaryMean(slow).isSettled).toBe(false)
    expect(seriesSlope(slow).isSettled).toBe(false)
  })

  it('count effective samples: (1-φ)/(1+φ) of an autoregression', () => {
    const { effectiveCount } = stationaryMean(autoregression(stream(5, 'effective', 0), 0.8, 2 ** 16))
    expect(Math.abs(effectiveCount / (2 ** 16 / 9) - 1)).toBeLessThan(0.6)
    expect(stationaryMean(new Float64Array(40).fill(3))).toMatchObject({
      effectiveCount: 40,
      isSettled: true,
      estimate: { value: 3, halfWidth: 0 },
    })
  })

  it('find the slope of an exact line and the rate of exact growth', () => {
    const line = Float64Array.from({ length: 100 }, (_, i) => 2 + 0.3 * i)
    expect(seriesSlope(line, 0.1).slope.value).toBeCloseTo(3, 10)
    expect(growthRate(new Float64Array(64).fill(0.2), 0.5).estimate.value).toBeCloseTo(0.4, 14)
  })

  it('do not take the sum of random increments for a line with noise', () => {
    let covered = 0
    for (let replication = 0; replication < 100; replication++) {
      let sum = 0
      const random = stream(6, 'walk', replication)
      const walk = Float64Array.from({ length: 1024 }, () => (sum += random.normal()))
      const { slope, isSettled } = seriesSlope(walk)
      covered += Number(Math.abs(slope.value) <= slope.halfWidth && isSettled)
    }
    expect(covered).toBeLessThan(30)
  })

  it('refuse what is too short, not finite, or without time', () => {
    expect(() => stationaryMean(new Float64Array(15))).toThrow(RangeError)
    expect(() => growthRate([...new Float64Array(40), -Infinity])).toThrow(ProblemError)
    expect(() => growthRate(new Float64Array(40), 0)).toThrow(RangeError)
    expect(() => seriesSlope(new Float64Array(40), -1)).toThrow(RangeError)
    expect(() => seriesSlope([...new Float64Array(40), NaN])).toThrow(RangeError)
  })
})

describe('richardson', () => {
  it('is Romberg’s rule for the trapezoidal sums of ∫₀¹ eˣ', () => {
    const sums = [1.8591409142295225, 1.7539310924648255, 1.7272219045575166, 1.7205185921643018]
    const found = richardson([1, 0.5, 0.25, 0.125], sums.map((sum) => known(sum)), { order: 2, increment: 2 }) // prettier-ignore
    expect(found.limit.value).toBeCloseTo(1.7182818287945303, 13)
    expect(found.systematic).toBeCloseTo(1.71828184221844 - 1.7182818287945303, 13)
    expect(found.systematic).toBeGreaterThan(Math.abs(found.limit.value - (Math.E - 1)))
    expect(Math.abs(found.observedOrder!.value! - 2)).toBeLessThan(0.01)
  })

  it('carries errors through: 2 v(h/2) - v(h) at first order', () => {
    const found = richardson([0.2, 0.1], [known(1.5, 0.3), known(1.2, 0.1)], { order: 1 })
    expect(found.limit.value).toBeCloseTo(0.9, 14)
    expect(found.limit.standardError).toBeCloseTo(Math.sqrt(4 * 0.01 + 0.09), 14)
    expect(found.systematic).toBeCloseTo(0.3, 14)
    expect(found.halfWidth).toBeCloseTo(1.959963984540054 * Math.sqrt(0.13) + 0.3, 12)
    expect(found.observedOrder).toBeUndefined()
  })

  it('uses the correlations of replicas: what they share at all steps cancels', () => {
    const random = stream(7, 'shared', 0)
    const [steps, shared] = [[0.4, 0.2, 0.1], Array.from({ length: 8 }, () => random.normal())]
    const samples = steps.map((h) => shared.map((noise) => 1 + (2 + noise) * h ** 2))
    const paired = pairedRichardson(steps, samples, { order: 2 })
    expect(paired.limit.value).toBeCloseTo(1, 12)
    expect(paired.limit.halfWidth).toBeLessThan(1e-12)
    expect(paired.observedOrder!.low).toBeCloseTo(2, 9)
    expect(paired.observedOrder!.high).toBeCloseTo(2, 9)
  })

  it('covers with both errors together where the expansion goes on', () => {
    let [covered, byStatistics] = [0, 0]
    for (let replication = 0; replication < 200; replication++) {
      const random = stream(8, 'further', replication)
      const steps = [0.4, 0.2, 0.1]
      const found = richardson(
        steps,
        steps.map((h) => known(1 / (1 + h) + 0.002 * random.normal(), 0.002)),
        { order: 1 },
      )
      covered += Number(Math.abs(found.limit.value - 1) <= found.halfWidth)
      byStatistics += Number(Math.abs(found.limit.value - 1) <= found.limit.halfWidth)
    }
    expect(covered).toBeGreaterThanOrEqual(195)
    expect(byStatistics).toBeLessThan(185)
  })

  it('says how little three noisy estimates know of an order', () => {
    const of = (values: number[], error: number) =>
      richardson([0.4, 0.2, 0.1], values.map((value) => known(value, error)), { order: 1 }).observedOrder // prettier-ignore
    // At an end ρ = 2ᵖ of the interval, (v₀ - v₁) - ρ (v₁ - v₂) is just as far from 0 as its error allows.
    const excess = (order: number, error: number): number => {
      const rho = 2 ** order
      return Math.abs(2 - rho) - 1.959963984540054 * error * Math.sqrt(1 + (1 + rho) ** 2 + rho ** 2)
    }
    const clear = of([4, 2, 1], 0.05)!
    expect(clear.value).toBeCloseTo(1, 14)
    expect(clear.low).toBeLessThan(1)
    expect(clear.high).toBeGreaterThan(1)
    for (const end of [clear.low, clear.high]) expect(excess(end, 0.05)).toBeCloseTo(0, 12)
    // The second difference may be 0: there is no largest order.
    const vague = of([4, 2, 1], 0.5)!
    expect(excess(vague.low, 0.5)).toBeCloseTo(0, 12)
    expect(vague.high).toBe(Infinity)
    expect(of([4, 2, 1], 5)).toMatchObject({ low: -Infinity, high: Infinity })
    expect(of([4, 2, 3], 0.01)).toBeUndefined()
    expect(of([4, 2, 2.1], 0.2)).toMatchObject({ value: undefined, high: Infinity })
  })

  it('knows nothing of errors from single replicas', () => {
    const single = richardson([0.2, 0.1], [measured(1, Infinity, 0, 0.95, 1), known(2, 0.1)], { order: 1 })
    expect(single.halfWidth).toBe(Infinity)
  })

  it('refuses steps without a constant ratio, and orders that are not positive', () => {
    const two = [known(1), known(2)]
    for (const steps of [[0.1, 0.2], [0.1], [0.1, 0], [0.1, NaN]])
      expect(() => richardson(steps, two, { order: 1 })).toThrow(RangeError)
    expect(() => richardson([0.4, 0.2, 0.15], [...two, known(1)], { order: 1 })).toThrow(RangeError)
    expect(() => richardson([0.2, 0.1], [known(1)], { order: 1 })).toThrow(RangeError)
    expect(() => richardson([0.2, 0.1], two, { order: 0 })).toThrow(RangeError)
    expect(() => pairedRichardson([0.2, 0.1], [[1, 2], [1]], { order: 1 })).toThrow(RangeError)
  })
})

describe('measuredOrder', () => {
  it('agrees with numpy.polyfit for logarithms with known errors', () => {
    const points = [known(0.31, 0.01), known(0.11, 0.006), known(0.042, 0.004), known(0.013, 0.002)]
    const found = measuredOrder([0.4, 0.2, 0.1, 0.05], points)
    expect(found.order.value).toBeCloseTo(1.48512223, 8)
    expect(found.order.standardError).toBeCloseTo(0.04992001, 8)
    expect(found.order.halfWidth).toBeCloseTo(1.959963984540054 * 0.04992001, 7)
    expect(Math.log(found.constant)).toBeCloseTo(0.19019711, 8)
    expect(found.chiSquared).toBeCloseTo(0.7041534338206163, 10)
    expect(found.degreesOfFreedom).toBe(2)
  })

  it('is the quotient of logarithms for two points, also with errors from few replicas', () => {
    const point = (value: number) => measured(value, 0.1 * value, 9, 0.95, 10)
    const { order } = measuredOrder([0.2, 0.1], [point(4), point(1)])
    expect(order.value).toBeCloseTo(2, 13)
    // No weights, no excess; two equal errors with 9 degrees of freedom have 18.
    expect(order.standardError).toBeCloseTo((0.1 * Math.SQRT2) / Math.LN2, 12)
    expect(order.halfWidth).toBeCloseTo(2.10092204024096 * order.standardError, 9)
  })

  it('shows what is no power law', () => {
    const sizes = [0.4, 0.2, 0.1, 0.05]
    const bent = sizes.map((h) => known(h + 0.05, 0.003))
    expect(measuredOrder(sizes, bent).chiSquared).toBeGreaterThan(20)
  })

  it('refuses points that are lost in noise', () => {
    const sizes = [0.2, 0.1]
    for (const wrong of [known(1, 0.3), known(-1, 0.1), known(1, 0), known(NaN, 1)])
      expect(() => measuredOrder(sizes, [known(2, 0.1), wrong])).toThrow(RangeError)
    expect(() => measuredOrder([0.2, 0], [known(2, 0.1), known(1, 0.1)])).toThrow(RangeError)
  })
})
