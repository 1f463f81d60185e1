import libraryNormalCdf from '@stdlib/stats-base-dists-normal-cdf'
import libraryTQuantile from '@stdlib/stats-base-dists-t-quantile'

/** Φ(x), the probability that a standard normal is at most x. Relative accuracy 10⁻¹³ also far in the lower tail. */
export function normalCdf(x: number): number {
  return libraryNormalCdf(x, 0, 1)
}

/** The x with Φ(x) = p, for 0 < p < 1. Throws a `RangeError` for other p. */
export function normalQuantile(p: number): number {
  checkProbability(p)
  if (p > 0.5) return -normalQuantile(1 - p)
  // Abramowitz & Stegun 26.2.23, within 4.5e-4, then Halley's steps, each of which triples the digits.
  const r = Math.sqrt(-2 * Math.log(p))
  let x =
    (2.515517 + r * (0.802853 + r * 0.010328)) / (1 + r * (1.432788 + r * (0.189269 + r * 0.001308))) - r
  for (let step = 0; step < 3; step++) {
    const error = (normalCdf(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
    x -= error / (1 + (x * error) / 2)
  }
  return x
}

/**
 * The p-quantile of Student's t with `degreesOfFreedom` > 0 (`Infinity` for the normal), for 0 < p < 1. Throws a
 * `RangeError` for others.
 */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  checkProbability(p)
  if (!(degreesOfFreedom > 0))
    throw new RangeError(`degrees of freedom are positive, not ${degreesOfFreedom}`)
  // Beyond 10¹² degrees of freedom the difference to the normal is below rounding.
  if (degreesOfFreedom > 1e12) return normalQuantile(p)
  const offset = p - 0.5
  if (Math.abs(offset) >= central) return libraryTQuantile(p, degreesOfFreedom)
  // Close to ½ the library returns 0. The quantile is odd and smooth there: offset and its cube suffice.
  const one = libraryTQuantile(0.5 + central, degreesOfFreedom)
  const two = libraryTQuantile(0.5 + 2 * central, degreesOfFreedom)
  const u = offset / central
  return (u * (8 * one - two)) / 6 + (u ** 3 * (two - 2 * one)) / 6
}

const central = 1e-3

function checkProbability(p: number): void {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability between 0 and 1 is needed, not ${p}`)
}
