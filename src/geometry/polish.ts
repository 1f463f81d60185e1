import { ProblemError } from '../base/problem.js'
import {
  leastSquares,
  leastSquaresFrom,
  norm,
  type SingularValues,
  svd,
  symmetricEigen,
} from '../numeric/index.js'
import type { Landscape } from './landscape.js'
import { crossingAt } from './slope.js'

/** The limit of Gauss–Newton steps from a start: near the limit Φ of the gradient flow, but another point. */
export interface Polished {
  readonly map: 'Gauss–Newton'
  readonly coordinates: Float64Array
  /** Euclidean distance from the start. */
  readonly distance: number
  readonly steps: number
  /** Length of the correction that is left: an estimate of the distance to the set. */
  readonly error: number
  /** Whether the steps converged as fast as they do at a regular point; at a singular one they only halve. */
  readonly fast: boolean
}

// Distances are relative to 1 + |w|.
const onSet = 1e-13

/**
 * The correction that moves `w` to first order onto the set: J⁺r for a sum of squares, (∇²L)⁺∇L otherwise. Its length
 * estimates the distance to the set.
 */
export function correction(landscape: Landscape, w: Float64Array): Float64Array {
  if (landscape.hasResiduals)
    return leastSquares(landscape.jacobian(w), landscape.residuals(w), { relative: 1e-9 })
  return leastSquares(landscape.hessian(w), landscape.gradient(w), { relative: 1e-7 })
}

/** As `correction`, from the singular value decomposition of J (of ∇²L) at `w`. */
export function correctionFrom(
  landscape: Landscape,
  w: Float64Array,
  decomposition: SingularValues,
): Float64Array {
  return landscape.hasResiduals
    ? leastSquaresFrom(decomposition, landscape.residuals(w), { relative: 1e-9 })
    : leastSquaresFrom(decomposition, landscape.gradient(w), { relative: 1e-7 })
}

/** The correction, or nothing where some number is not finite or a decomposition fails. */
export function correctionIfFinite(landscape: Landscape, w: Float64Array): Float64Array | undefined {
  return finiteOrNothing(() => correction(landscape, w))
}

/**
 * Gauss–Newton steps (Newton steps for a general loss) from `w`. The end point when they converge to zero loss, nothing
 * when they do not.
 */
export function polish(landscape: Landscape, w: Float64Array): Float64Array | undefined {
  return polishToSet(landscape, w)?.coordinates
}

/**
 * As `polish`, with what is known about the limit: the length of the correction must fall below 10⁻¹³(1 + |w|) or stop
 * falling at rounding level. The limit shares with Φ its value and first derivative on the set, not the second.
 */
export function polishToSet(landscape: Landscape, start: Float64Array): Polished | undefined {
  let current = start
  let previous = Infinity
  let slowest = 0
  for (let steps = 0; steps < 60; steps++) {
    const step = correctionIfFinite(landscape, current)
    if (step === undefined) return undefined
    const length = norm(step)
    const scale = 1 + norm(current)
    if (length <= onSet * scale || (length >= previous && length <= 1e-11 * scale)) {
      if (!hasZeroLoss(landscape, current)) return undefined
      const distance = separation(current, start)
      return {
        map: 'Gauss–Newton',
        coordinates: current,
        distance,
        steps,
        error: length,
        fast: slowest < 0.4,
      }
    }
    if (length > 10 * scale) return undefined
    if (length <= 1e-3 * scale && length > 1e-10 * scale && previous < Infinity)
      slowest = Math.max(slowest, length / previous)
    current = current.map((x, i) => x - step[i]!)
    previous = length
  }
  return undefined
}

/** Whether the loss is zero to rounding at a point where the correction is negligible. */
export function hasZeroLoss(landscape: Landscape, w: Float64Array): boolean {
  const scale = 1 + norm(w)
  if (landscape.hasResiduals) {
    const largest = svd(landscape.jacobian(w), { left: 'thin', right: 'thin' }).singularValues[0] ?? 0
    return norm(landscape.residuals(w)) <= Math.max(1e-10 * largest * scale, 1e-15)
  }
  const { values } = symmetricEigen(landscape.hessian(w))
  const sharpness = Math.max(0, values[values.length - 1] ?? 0)
  if (!(Math.abs(landscape.loss(w)) <= Math.max(1e-11 * sharpness * scale * scale, 1e-15))) return false
  // The correction does not see a slope in the kernel of the Hessian. What dropped eigenvalues allow is none.
  return norm(landscape.gradient(w)) <= 1e-7 * sharpness * scale || crossingAt(landscape, w) === undefined
}

/** Whether the loss is zero at a place, to rounding, and the place as good as on the set. */
export function isZeroLossPlace(landscape: Landscape, w: Float64Array): boolean {
  const step = correctionIfFinite(landscape, w)
  return step !== undefined && norm(step) <= 1e-8 * (1 + norm(w)) && hasZeroLoss(landscape, w)
}

export function finiteOrNothing(compute: () => Float64Array): Float64Array | undefined {
  try {
    const result = compute()
    return result.every(Number.isFinite) ? result : undefined
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

export function separation(a: Float64Array, b: Float64Array): number {
  return norm(a.map((x, i) => x - b[i]!))
}
