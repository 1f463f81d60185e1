import { type Measured, measured } from './statistics.js'

/** The order of a power law with a correction, through points with known errors. */
export interface LeadingOrder {
  /** p in C hᵖ(1 + dh + …). The interval is statistical only; `count` is the number of points. */
  readonly order: Measured
  /** What the square of the correction, which is left out, may add to the order. */
  readonly systematic: number
  /** d, per unit of h. */
  readonly correction: number
}

/**
 * The order p in e(h) ≈ C hᵖ(1 + dh + …) for h that tends to 0, from measured e > 0 at three sizes or more: least squares of
 * ln e on 1, ln h and h. A straight line through (ln h, ln e) has the bias of the correction, for halved sizes about 0.4 of
 * dh at the largest; what is left here is of its second order, between 0 and Σ cₖ (dhₖ)² with the weights cₖ of the points in p.
 *
 * The points must be independent. To first order ln e has the standard error s/e; the interval is Student's with the degrees
 * of freedom of Welch and Satterthwaite. Throws a `RangeError` unless there are three sizes, all different, and as many
 * positive e.
 */
export function leadingOrder(
  sizes: readonly number[],
  errors: readonly Measured[],
  level = 0.95,
): LeadingOrder {
  const usable = sizes.every((h) => h > 0) && errors.every(({ value }) => value > 0)
  if (!usable || sizes.length !== errors.length || new Set(sizes).size < 3)
    throw new RangeError('a leading order needs three positive sizes, and as many positive errors')
  const logs = centred(sizes.map(Math.log))
  const linear = centred(sizes)
  const y = errors.map(({ value }) => Math.log(value))
  const weights = contrast(logs, linear)
  const relative = errors.map(({ value, standardError }) => standardError / value)
  const variances = weights.map((c, k) => (c * relative[k]!) ** 2)
  const variance = sum(variances)
  const parts = sum(variances.map((v, k) => v ** 2 / (errors[k]!.count - 1)))
  const correction = product(contrast(linear, logs), y)
  const square = product(
    weights,
    sizes.map((h) => (correction * h) ** 2),
  )
  return {
    order: measured(product(weights, y), Math.sqrt(variance), parts === 0 ? Infinity : variance ** 2 / parts, level, sizes.length),
    systematic: Math.abs(square),
    correction,
  }
} // prettier-ignore

/** Weights of the points in the coefficient of `x` where `other` and a constant are fitted too. */
function contrast(x: readonly number[], other: readonly number[]): number[] {
  const ratio = product(x, other) / product(other, other)
  const rest = x.map((value, k) => value - ratio * other[k]!)
  const size = product(rest, rest)
  return rest.map((value) => value / size)
}

function centred(values: readonly number[]): number[] {
  const mean = sum(values) / values.length
  return values.map((value) => value - mean)
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, k) => total + value * b[k]!, 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
