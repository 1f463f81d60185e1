import {
  addSample,
  batchMeans,
  emptyMoments,
  growthRate,
  lineFit,
  measured,
  type Measured,
  measuredOrder,
  meanEstimate,
  pairedDifference,
  pairedRichardson,
  type RandomStream,
  richardson,
  seriesSlope,
  sequentialMean,
  stationaryMean,
  stream,
} from '../../src/numeric/index.js'
import type { CalibrationCase } from './case.js'

/** A case at level 95 %, with a stream of its own for each replication. */
function coverage(name: string, covers: (random: RandomStream) => boolean): CalibrationCase {
  return {
    name,
    claims: 'the interval contains the true value in 95 % of replications',
    level: 0.95,
    run(replications, seed) {
      let hits = 0
      for (let replication = 0; replication < replications; replication++)
        hits += Number(covers(stream(seed, name, replication)))
      return { hits, of: replications }
    },
  }
}

const contains = ({ value, halfWidth }: Measured, truth: number): boolean =>
  Math.abs(value - truth) <= halfWidth

/** mean + x with x ← φ x + ξ for standard normals ξ, from its stationary distribution. */
export function autoregression(random: RandomStream, phi: number, length: number, mean = 0): Float64Array {
  const series = new Float64Array(length)
  let x = random.normal() / Math.sqrt(1 - phi * phi)
  random.normals(series)
  for (let i = 0; i < length; i++) {
    x = phi * x + series[i]!
    series[i] = mean + x
  }
  return series
}

const exponential = (random: RandomStream): number => -Math.log(1 - random.uniform())

/** A mean that is sampled in batches of 10 until the half-width is what takes about `count` samples. */
export function sequentially(
  random: RandomStream,
  draw: (random: RandomStream) => number,
  deviation: number,
  count: number,
): Measured {
  const rule = { halfWidth: (1.96 * deviation) / Math.sqrt(count) }
  const moments = emptyMoments()
  for (;;) {
    for (let i = 0; i < 10; i++) addSample(moments, draw(random))
    const { isReached, estimate } = sequentialMean(moments, rule)
    if (isReached) return estimate
  }
}

/** The mean of so many normals, as a measurement that knows its error from their scatter. */
const sampled = (random: RandomStream, mean: number, deviation: number, count: number): Measured =>
  meanEstimate(Array.from({ length: count }, () => mean + deviation * random.normal()))

/** Increments of the logarithm of what is multiplied by 1.2 or 0.7, each for ten steps on average. */
function switchingGrowth(random: RandomStream, length: number): Float64Array {
  let isGood = random.rademacher() === 1
  return new Float64Array(length).map(() => {
    if (random.uniform() < 0.1) isGood = !isGood
    return Math.log(isGood ? 1.2 : 0.7)
  })
}

const steps = [0.4, 0.2, 0.1]
const quadratic = (h: number): number => 1 + 2 * h - 3 * h * h
const powerSteps = [0.8, 0.4, 0.2, 0.1, 0.05]

/** What the estimators of `src/numeric` claim of their intervals. Each mean is 2 where nothing else is said. */
export const estimatorCases: readonly CalibrationCase[] = [
  coverage('meanEstimate of 5 normals', (random) => contains(sampled(random, 2, 1, 5), 2)),
  coverage('pairedDifference of 12 pairs with correlation 0.9', (random) => {
    const shared = Array.from({ length: 12 }, () => 3 * random.normal())
    const [a, b] = [0.5, 0].map((mean) => shared.map((x) => mean + x + random.normal()))
    return contains(pairedDifference(a!, b!).difference, 0.5)
  }),
  ...[150, 1000].map((count) =>
    coverage(`sequentialMean of normals to a half-width that takes about ${count}`, (random) =>
      contains(
        sequentially(random, (r) => 2 + r.normal(), 1, count),
        2,
      ),
    ),
  ),
  coverage('sequentialMean of exponential samples to a half-width that takes about 300', (random) =>
    contains(sequentially(random, exponential, 1, 300), 1),
  ),
  coverage('batchMeans of 4096 samples, autoregression 0.5', (random) =>
    contains(batchMeans(autoregression(random, 0.5, 4096, 2)).estimate, 2),
  ),
  ...[
    [0, 1024],
    [0.5, 2048],
    [0.9, 4096],
    [0.99, 20000],
  ].map(([phi, length]) =>
    coverage(`stationaryMean of ${length} samples, autoregression ${phi}`, (random) =>
      contains(stationaryMean(autoregression(random, phi!, length!, 2)).estimate, 2),
    ),
  ),
  coverage('growthRate of what grows and shrinks ten steps at a time, over 4096 steps of 0.1', (random) =>
    contains(growthRate(switchingGrowth(random, 4096), 0.1).estimate, 5 * Math.log(1.2 * 0.7)),
  ),
  coverage('seriesSlope of 4096 samples, deviations an autoregression 0.9', (random) =>
    contains(
      seriesSlope(
        autoregression(random, 0.9, 4096).map((x, i) => x + 0.003 * i),
        0.5,
      ).slope,
      0.006,
    ),
  ),
  coverage('richardson: the limit from three independent steps of 20 replicas', (random) =>
    contains(
      richardson(
        steps,
        steps.map((h) => sampled(random, quadratic(h), 0.2, 20)),
        { order: 1 },
      ).limit,
      1,
    ),
  ),
  coverage('pairedRichardson: the limit from three steps with common random numbers', (random) => {
    const noise = Array.from({ length: 15 }, () => [random.normal(), random.normal()] as const)
    const samples = steps.map((h) => noise.map(([a, b]) => quadratic(h) + a + h * b + 0.05 * random.normal()))
    return contains(pairedRichardson(steps, samples, { order: 1 }).limit, 1)
  }),
  ...[0.02, 0.2].map((deviation) =>
    coverage(`richardson: the observed order, deviation ${deviation}`, (random) => {
      const estimates = steps.map((h) => sampled(random, 1 + 2 * h ** 1.5, deviation, 20))
      const { observedOrder } = richardson(steps, estimates, { order: 1 })
      return observedOrder !== undefined && observedOrder.low <= 1.5 && observedOrder.high >= 1.5
    }),
  ),
  coverage('pairedRichardson: the observed order', (random) => {
    const noise = Array.from({ length: 10 }, () => random.normal())
    const samples = steps.map((h) => noise.map((a) => 1 + (2 + a) * h ** 2 + 0.05 * random.normal()))
    const { observedOrder } = pairedRichardson(steps, samples, { order: 2 })
    return observedOrder !== undefined && observedOrder.low <= 2 && observedOrder.high >= 2
  }),
  coverage('lineFit: the slope through 6 points with scatter', (random) => {
    const x = [0, 1, 2, 3, 5, 8]
    const { slope, slopeError, degreesOfFreedom } = lineFit(
      x,
      x.map((t) => 1 + 0.5 * t + random.normal()),
    )
    return contains(measured(slope, slopeError, degreesOfFreedom, 0.95, 6), 0.5)
  }),
  ...[
    [0.05, 30],
    [0.2, 30],
    [0.1, 10],
  ].map(([relative, count]) =>
    coverage(`measuredOrder: 5 points with relative error ${relative} from ${count} replicas`, (random) => {
      const errors = powerSteps.map((h, k) => {
        const value = 3 * h ** 1.5
        // The points are known to different precision.
        return sampled(random, value, value * relative! * Math.sqrt(count!) * (k % 2 === 0 ? 1 : 0.5), count!)
      })
      const usable = errors.map(({ value, standardError }) => standardError <= 0.25 * value)
      const keep = <T>(list: readonly T[]): T[] => list.filter((_, k) => usable[k])
      return contains(measuredOrder(keep(powerSteps), keep(errors)).order, 1.5)
    }),
  ),
]
