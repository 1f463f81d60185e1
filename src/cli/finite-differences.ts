import type { Landscape } from '../geometry/index.js'

/** Relative errors of the derivatives against central differences, and where they were compared. */
export interface DerivativeCheck {
  readonly gradient: number
  readonly hessian: number
  readonly at: Float64Array
}

// Differences of fourth order have errors around 10⁻⁹; a wrong derivative is off by far more.
export const acceptableError = 1e-5

// How far from the point, and with which steps: both relative to 1 + |x|.
const trials = [
  { distance: 0.05, step: 1e-3 },
  { distance: 0.02, step: 1e-3 },
  { distance: 0.05, step: 1e-4 },
  { distance: 0.005, step: 1e-4 },
  { distance: 0.002, step: 1e-5 },
]

/**
 * Compares gradient and Hessian with finite differences of loss and gradient beside a point: beside, because on the
 * zero-loss set the gradient vanishes. Where a place is not good for differences (a kink or the edge of the domain is
 * near), others are tried, closer and closer to the point; a wrong derivative is wrong at all of them.
 *
 * @param point length d
 * @returns the best agreement found; nothing when the loss is not finite anywhere near
 */
export function checkDerivatives(landscape: Landscape, point: Float64Array): DerivativeCheck | undefined {
  let best: DerivativeCheck | undefined
  for (const [trial, { distance, step }] of trials.entries()) {
    const at = point.map((x, i) => x + distance * (1 + Math.abs(x)) * Math.cos((i + 1) * (trial + 1)))
    const value = (w: Float64Array) => Float64Array.of(landscape.loss(w))
    const gradient = finiteDifferenceError(at, value, landscape.gradient(at), step)
    const hessian = finiteDifferenceError(at, landscape.gradient, landscape.hessian(at).data, step)
    if (!Number.isFinite(gradient) || !Number.isFinite(hessian)) continue
    if (best === undefined || Math.max(gradient, hessian) < Math.max(best.gradient, best.hessian))
      best = { gradient, hessian, at }
    if (Math.max(gradient, hessian) < acceptableError) break
  }
  return best
}

/**
 * The largest difference between a derivative and central differences of fourth order, relative to the largest entry of
 * the derivative or to the size of the function, whichever is larger. NaN where the function is not finite near.
 *
 * @param f from ℝᵈ to ℝᵐ
 * @param derivative row-major m × d
 */
export function finiteDifferenceError(
  at: Float64Array,
  f: (w: Float64Array) => Float64Array,
  derivative: ArrayLike<number>,
  relativeStep = 1e-3,
): number {
  const d = at.length
  const largest = (values: ArrayLike<number>) =>
    Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const size = Math.max(largest(derivative), largest(f(at)) / (1 + largest(at)), Number.MIN_VALUE)
  let worst = 0
  for (let j = 0; j < d; j++) {
    const step = relativeStep * (1 + Math.abs(at[j]!))
    const shifted = (k: number) => f(at.map((x, i) => (i === j ? x + k * step : x)))
    const [far, near, nearBack, farBack] = [shifted(2), shifted(1), shifted(-1), shifted(-2)]
    for (let i = 0; i < near.length; i++) {
      const slope = (8 * (near[i]! - nearBack[i]!) - (far[i]! - farBack[i]!)) / (12 * step)
      worst = Math.max(worst, Math.abs(slope - derivative[i * d + j]!) / size)
    }
  }
  return worst
}
