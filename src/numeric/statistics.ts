import type { Estimate } from '../base/estimate.js'
import { failure } from '../base/wording.js'
import { normalCdf, tQuantile } from './distributions.js'
import { type Moments, momentsOf, variance } from './moments.js'

/** An estimate that comes from repeated measurements. */
export type Measured = Extract<Estimate, { kind: 'measured' }>

/**
 * The mean of independent samples with Student's confidence interval at `level` (default 0.95). One sample has an
 * interval of infinite width. Throws a `RangeError` without samples and `not-finite` when one is not finite.
 */
export function meanEstimate(samples: Iterable<number> | Moments, level = 0.95): Measured {
  const moments = 'squares' in samples ? samples : momentsOf(samples)
  const { count, mean, squares } = moments
  if (count === 0) throw new RangeError('a mean needs at least one sample')
  if (!Number.isFinite(mean) || !Number.isFinite(squares)) {
    throw failure('not-finite', { what: 'a measured mean', where: `over ${count} samples` })
  }
  const standardError = count < 2 ? Infinity : Math.sqrt(variance(moments) / count)
  return measured(mean, standardError, count - 1, level, count)
}

/** The c with P(|T| ≤ c) = `level` for Student's T: half the width of a confidence interval in standard errors. */
export function criticalValue(level: number, degreesOfFreedom: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`a confidence level lies between 0 and 1, not ${level}`)
  return -tQuantile((1 - level) / 2, degreesOfFreedom)
}

/** `value ± halfWidth` where the standard error has the given degrees of freedom (0 for an infinite interval). */
export function measured(
  value: number,
  standardError: number,
  degreesOfFreedom: number,
  level: number,
  count: number,
): Measured {
  const known = degreesOfFreedom > 0 && standardError < Infinity
  const halfWidth = known ? criticalValue(level, degreesOfFreedom) * standardError : Infinity
  return { kind: 'measured', value, halfWidth, standardError, level, count }
}

/**
 * The power of the two-sided t test at confidence `level`: the probability that a measurement with this standard error
 * and these degrees of freedom differs significantly from a prediction that is off by `effect`.
 *
 * P(|T| > c) for T noncentral t, averaged over the distribution of the estimated standard deviation:
 * ∫ [Φ(δ - cs) + Φ(-δ - cs)] f(s) ds, with s² = χ²/df and δ = effect / standardError, by Simpson's rule.
 */
export function testPower(
  effect: number,
  standardError: number,
  degreesOfFreedom: number,
  level = 0.95,
): number {
  if (!(degreesOfFreedom > 0) || standardError === Infinity) return 0
  if (standardError === 0) return effect === 0 ? 0 : 1
  const critical = criticalValue(level, degreesOfFreedom)
  const shift = Math.abs(effect) / standardError
  const rejected = (s: number): number => normalCdf(shift - critical * s) + normalCdf(-shift - critical * s)
  // log of the density of s up to a constant, shifted to be about 0 at its maximum
  const logDensity = (s: number): number =>
    (degreesOfFreedom - 1) * Math.log(s) + (degreesOfFreedom * (1 - s * s)) / 2
  const width = 9 / Math.sqrt(2 * degreesOfFreedom)
  const from = Math.max(1e-12, 1 - width)
  const intervals = 2000
  const step = (1 + width - from) / intervals
  let above = 0
  let below = 0
  for (let i = 0; i <= intervals; i++) {
    const s = from + i * step
    const weight = (i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(logDensity(s))
    above += weight * rejected(s)
    below += weight
  }
  return above / below
}
