import gammainc from '@stdlib/math-base-special-gammainc'
import { normalCdf } from '../../src/numeric/index.js'

/*
 * Probabilities, if all is as it should be, of what lies at least as far out. Statistics that can be too large and too
 * small are judged from both sides: samples that are too regular are not random either.
 */

const bothSides = (below: number, above: number): number => Math.min(1, 2 * Math.min(below, above))

/** P(X ≥ statistic) for χ² with so many degrees of freedom. */
export function chiSquareTail(statistic: number, degreesOfFreedom: number): number {
  return gammainc(statistic / 2, degreesOfFreedom / 2, true, true)
}

/** Pearson's test of counts against probabilities that add up to 1 (equal ones by default), from both sides. */
export function chiSquareTest(counts: ArrayLike<number>, probabilities?: ArrayLike<number>): number {
  const observed = Array.from(counts)
  const total = observed.reduce((a, b) => a + b, 0)
  const statistic = observed.reduce((sum, count, cell) => {
    const expected = total * (probabilities === undefined ? 1 / observed.length : probabilities[cell]!)
    return sum + (count - expected) ** 2 / expected
  }, 0)
  return chiSquareOf(statistic, observed.length - 1)
}

/** A statistic that should have the χ² distribution, from both sides. */
export function chiSquareOf(statistic: number, degreesOfFreedom: number): number {
  return bothSides(
    gammainc(statistic / 2, degreesOfFreedom / 2, true, false),
    chiSquareTail(statistic, degreesOfFreedom),
  )
}

/** A statistic that should be a standard normal. */
export function normalTest(z: number): number {
  return 2 * normalCdf(-Math.abs(z))
}

/** A count of rare events of which so many are expected. */
export function poissonTest(count: number, expected: number): number {
  // P(X ≤ k) = Q(k + 1, λ)
  const atMost = (k: number): number => (k < 0 ? 0 : gammainc(expected, k + 1, true, true))
  const atLeast = count === 0 ? 1 : gammainc(expected, count, true, false)
  return bothSides(atMost(count), atLeast)
}

/** How often something happened of which the probability is known; for expected counts of at least a few dozen. */
export function binomialTest(count: number, of: number, probability: number): number {
  return normalTest((count - of * probability) / Math.sqrt(of * probability * (1 - probability)))
}

/**
 * P(D ≥ distance) for Kolmogorov's distance of n independent samples from their distribution, with the correction of
 * Stephens (J. R. Stat. Soc. B 32, 1970).
 */
export function kolmogorovTail(distance: number, n: number): number {
  const x = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n))
  let tail = 0
  if (x > 1) {
    for (let k = 1; k <= 10; k++) tail += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
    return tail
  }
  // Jacobi's transformation of the same series, which converges quickly where x is small.
  for (let k = 1; k <= 9; k += 2) tail += Math.exp((-(k * k) * Math.PI ** 2) / (8 * x * x))
  return 1 - (Math.sqrt(2 * Math.PI) / x) * tail
}

/** Kolmogorov's and Smirnov's test of samples against a continuous distribution, from both sides. */
export function kolmogorovTest(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort()
  const n = sorted.length
  let distance = 0
  for (let i = 0; i < n; i++) {
    const probability = cdf(sorted[i]!)
    distance = Math.max(distance, probability - i / n, (i + 1) / n - probability)
  }
  const tail = kolmogorovTail(distance, n)
  return bothSides(1 - tail, tail)
}
