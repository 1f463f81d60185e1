import { type Contrast, type ObservedOrder, observedOrder } from './observed-order.js'
import { type Measured, measured, meanEstimate } from './statistics.js'

/** Which powers of the step the error of an estimate has: `order`, `order + increment` (default 1), and so on. */
export interface ErrorExpansion {
  readonly order: number
  readonly increment?: number
}

/** What estimates at smaller and smaller steps say about step 0. */
export interface Extrapolation {
  /** The last extrapolation. Its interval is statistical only. */
  readonly limit: Measured
  /** How far it is from the last extrapolation that removes one power less: an estimate of what powers are left. */
  readonly systematic: number
  /** Both together: `limit.halfWidth + systematic`. */
  readonly halfWidth: number
  /** From the last three steps; nothing when there are only two, or when the estimates contradict every order. */
  readonly observedOrder: ObservedOrder | undefined
}

/**
 * Richardson's extrapolation to step 0 of independent estimates at the steps h, h/r, h/r², …, with their statistical
 * errors. With v(h) = v₀ + c hᵖ + c′ hᵖ⁺ᵠ + … each further column of
 *
 *     T₀(k) = v(h/rᵏ),   Tⱼ(k) = Tⱼ₋₁(k) + (Tⱼ₋₁(k) - Tⱼ₋₁(k-1)) / (rᵖ⁺⁽ʲ⁻¹⁾ᵠ - 1)
 *
 * removes one more power. n estimates give the limit Tₙ₋₁(n-1), the systematic error |Tₙ₋₁(n-1) - Tₙ₋₂(n-1)| and, as the limit
 * is a sum Σ w v, the standard error (Σ w² s²)^½ with the degrees of freedom of Welch and Satterthwaite. The systematic
 * error contains some of the statistical one as well; it is meant to be too large rather than too small.
 *
 * Throws a `RangeError` unless there are two steps or more, as many estimates, a constant ratio above 1 and a positive
 * order.
 */
export function richardson(
  steps: ArrayLike<number>,
  estimates: readonly Measured[],
  expansion: ErrorExpansion,
  level = 0.95,
): Extrapolation {
  const fewest = Math.min(...estimates.map(({ count }) => count))
  return extrapolated(steps, estimates.length, expansion, level, fewest, (weights) => {
    const sum = (f: (estimate: Measured, weight: number) => number): number =>
      estimates.reduce((total, estimate, k) => total + (weights[k] === 0 ? 0 : f(estimate, weights[k]!)), 0)
    const squares = sum(({ standardError }, weight) => (weight * standardError) ** 2)
    const parts = sum(({ standardError, count }, weight) => (weight * standardError) ** 4 / (count - 1))
    return {
      value: sum(({ value }, weight) => weight * value),
      standardError: Math.sqrt(squares),
      degreesOfFreedom: squares === 0 ? Infinity : squares ** 2 / parts,
    }
  })
}

/**
 * As `richardson`, of the means of replicas that share their random numbers at all steps: `samples[k][i]` is what replica
 * i gave at step k. Every replica is extrapolated, which takes all correlations into account.
 */
export function pairedRichardson(
  steps: ArrayLike<number>,
  samples: readonly ArrayLike<number>[],
  expansion: ErrorExpansion,
  level = 0.95,
): Extrapolation {
  const count = samples[0]?.length ?? 0
  if (samples.some((each) => each.length !== count))
    throw new RangeError('at every step there must be as many replicas')
  return extrapolated(steps, samples.length, expansion, level, count, (weights) => {
    const combined = Array.from({ length: count }, (_, i) =>
      weights.reduce((sum, weight, k) => sum + weight * samples[k]![i]!, 0),
    )
    const { value, standardError } = meanEstimate(combined, level)
    return { value, standardError, degreesOfFreedom: count - 1 }
  })
}

/** `contrast` gives Σ w v for weights w of the estimates v, with its error. */
function extrapolated(
  steps: ArrayLike<number>,
  estimates: number,
  { order, increment = 1 }: ErrorExpansion,
  level: number,
  count: number,
  contrast: (weights: readonly number[]) => Contrast,
): Extrapolation {
  const ratio = constantRatio(steps)
  if (estimates !== steps.length || !(order > 0) || !(increment > 0))
    throw new RangeError(
      `${steps.length} steps, ${estimates} estimates and order ${order} give no extrapolation`,
    )
  const unit = (k: number): number[] => Array.from({ length: estimates }, (_, i) => Number(i === k))
  let column = Array.from({ length: estimates }, (_, k) => unit(k))
  let before = column.at(-1)!
  for (let power = order; column.length > 1; power += increment) {
    before = column.at(-1)!
    const factor = 1 / (ratio ** power - 1)
    column = column.slice(1).map((weights, k) => weights.map((w, i) => w + factor * (w - column[k]![i]!)))
  }
  const best = column[0]!
  const { value, standardError, degreesOfFreedom } = contrast(best)
  const limit = measured(value, standardError, degreesOfFreedom, level, count)
  const systematic = Math.abs(contrast(best.map((w, i) => w - before[i]!)).value)
  const result = { limit, systematic, halfWidth: limit.halfWidth + systematic }
  if (estimates < 3) return { ...result, observedOrder: undefined }
  const difference = (k: number): number[] => unit(k).map((w, i) => w - unit(k + 1)[i]!)
  const [first, second] = [difference(estimates - 3), difference(estimates - 2)]
  const [d, e, both] = [first, second, first.map((w, i) => w + second[i]!)].map(contrast) as [Contrast, Contrast, Contrast] // prettier-ignore
  const covariance = (both.standardError ** 2 - d.standardError ** 2 - e.standardError ** 2) / 2
  return { ...result, observedOrder: observedOrder(ratio, d, e, covariance, level) }
}

function constantRatio(steps: ArrayLike<number>): number {
  const ratio = steps[0]! / steps[1]!
  for (let k = 1; k < steps.length; k++)
    if (!(Math.abs(steps[k - 1]! / steps[k]! / ratio - 1) < 1e-9 && steps[k]! > 0)) return refuse(steps)
  return ratio > 1 ? ratio : refuse(steps)
}

function refuse(steps: ArrayLike<number>): never {
  throw new RangeError(`the steps ${Array.from(steps).join(', ')} do not decrease by a constant ratio`)
}
