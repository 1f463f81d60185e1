import { type Measured, measured } from './statistics.js'

/** The least-squares line y = intercept + slope x. Standard errors are infinite for two points. */
export interface LineFit {
  readonly slope: number
  readonly intercept: number
  readonly slopeError: number
  readonly interceptError: number
  /** Estimated standard deviation of the scatter around the line (of a point of weight 1). */
  readonly scatter: number
  readonly degreesOfFreedom: number
}

/**
 * Fits a line to points by least squares, with `weights` inversely proportional to the variances (default: all 1).
 * Standard errors come from the scatter. Throws a `RangeError` unless there are two different x and all is finite.
 */
export function lineFit(x: ArrayLike<number>, y: ArrayLike<number>, weights?: ArrayLike<number>): LineFit {
  const points = Array.from(x, (xi, i) => ({
    x: xi,
    y: y[i] ?? NaN,
    weight: weights === undefined ? 1 : weights[i]!,
  }))
  if (y.length !== x.length || !points.every((p) => Number.isFinite(p.x + p.y) && p.weight > 0)) {
    throw new RangeError('a line is fitted to finite points with positive weights')
  }
  const total = sum(points.map((p) => p.weight))
  const meanX = sum(points.map((p) => p.weight * p.x)) / total
  const meanY = sum(points.map((p) => p.weight * p.y)) / total
  const spread = sum(points.map((p) => p.weight * (p.x - meanX) ** 2))
  if (!(spread > 0)) throw new RangeError('a line needs two different x')
  const slope = sum(points.map((p) => p.weight * (p.x - meanX) * (p.y - meanY))) / spread
  const intercept = meanY - slope * meanX
  const degreesOfFreedom = points.length - 2
  const residual = sum(points.map((p) => p.weight * (p.y - meanY - slope * (p.x - meanX)) ** 2))
  const scatter = degreesOfFreedom > 0 ? Math.sqrt(residual / degreesOfFreedom) : Infinity
  return {
    slope,
    intercept,
    slopeError: scatter / Math.sqrt(spread),
    interceptError: scatter * Math.sqrt(1 / total + meanX ** 2 / spread),
    scatter,
    degreesOfFreedom,
  }
}

/**
 * The order p in error ≈ C hᵖ: the slope through (ln h, ln error), with its confidence interval from the scatter of the
 * points around the line. Where each point has a standard error, use `measuredOrder`. Throws a `RangeError` unless all sizes
 * and errors are positive.
 */
export function orderFit(
  sizes: ArrayLike<number>,
  errors: ArrayLike<number>,
  level = 0.95,
): { order: Measured; constant: number } {
  const fit = lineFit(Array.from(sizes, Math.log), Array.from(errors, Math.log))
  return {
    order: measured(fit.slope, fit.slopeError, fit.degreesOfFreedom, level, sizes.length),
    constant: Math.exp(fit.intercept),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
