import { type Rational, rational } from '../../../expression/index.js'

/** The rational of smallest denominator, at most `largest`, this near to a number; a proposal. */
export function nearbyRational(value: number, largest = 720): Rational | undefined {
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) return undefined
  for (let denominator = 1; denominator <= largest; denominator++) {
    const numerator = Math.round(value * denominator)
    if (Math.abs(value * denominator - numerator) <= 1e-7 * Math.min(1, 4 / denominator))
      return rational.of(numerator, denominator)
  }
  return undefined
}
