import { ProblemError } from '../../base/problem.js'
import {
  frobeniusNorm,
  type Matrix,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  rankOf,
  svd,
  transpose,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'

/** Where a step from a point of the set arrives on the set, or why it does not. */
export type Retraction =
  | {
      readonly outcome: 'reached'
      /** Length d. */
      readonly coordinates: Float64Array
      /** How far the normal space was followed to the set: ½|II(v, v)| to leading order. */
      readonly normalLength: number
      readonly iterations: number
    }
  | { readonly outcome: 'refused'; readonly why: string }

/** A point with its normal space: a `ZeroLossPoint` or a `Frame`. */
export interface Base {
  readonly coordinates: Float64Array
  /** Orthonormal columns, d × k. */
  readonly normal: Matrix
  /** Left singular vectors and singular values of a `Frame`: with them short steps need no further decomposition. */
  readonly left?: Matrix
  readonly singularValues?: Float64Array
}

const mostIterations = 30

/**
 * R(w + v): the point of the set in the affine normal space at w through w + v, by Gauss–Newton steps inside that space
 * (Newton's for a general loss). For tangent v it is w + v + ½II(v, v) + O(|v|³). Refused when the steps do not converge
 * to zero loss, when the set turns away from the tangent space on the way, or when the normal part gets longer than v:
 * then the point reached would be some other part of the set.
 */
export function retract(landscape: Landscape, base: Base, v: Float64Array): Retraction {
  const { normal } = base
  let w = base.coordinates.map((x, i) => x + v[i]!)
  const scale = 1 + norm(w)
  const reach = norm(v) + 1e-6 * scale
  const offset = new Float64Array(normal.columns)
  let previous = Infinity
  // With the derivatives of the base point first, and with those of each iterate when that is slow.
  let held = base.left !== undefined && base.singularValues !== undefined
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const step = held ? heldStep(landscape, base, w) : normalStep(landscape, normal, w)
    if (typeof step === 'string') return refused(step)
    const length = norm(step)
    step.forEach((x, i) => (offset[i]! -= x))
    const there = multiplyVector(normal, offset)
    w = base.coordinates.map((x, i) => x + v[i]! + there[i]!)
    if (norm(offset) > reach) return refused('the set turns away from the tangent space within the step')
    const ratio = length / previous
    // What is left after a step: of the order of its square for Newton's method.
    const rest = iteration === 1 ? length : held ? length * Math.min(1, ratio) : length ** 2 / scale
    if (rest <= 1e-15 * scale || (ratio >= 0.5 && length <= 1e-11 * scale)) {
      if (!isZeroLoss(landscape, w, scale)) return refused('there is no zero loss in the normal space there')
      return { outcome: 'reached', coordinates: w, normalLength: norm(offset), iterations: iteration }
    }
    if (held && ratio > 0.2 && iteration > 1) held = false
    else if (iteration > 2 && ratio > 2) break
    previous = length
  }
  return refused('the steps towards the set do not converge')
}

const refused = (why: string): Retraction => ({ outcome: 'refused', why })

// J N = U Σ at the base point.
function heldStep(
  landscape: Landscape,
  { left, singularValues }: Base,
  w: Float64Array,
): Float64Array | string {
  const right = landscape.hasResiduals ? landscape.residuals(w) : landscape.gradient(w)
  const step = multiplyTransposed(left!, right).map((x, i) => x / singularValues![i]!)
  return step.every(Number.isFinite) ? step : 'the loss has no finite value there'
}

// The solution of J N x = r, or of NᵀHN x = Nᵀ∇L; a sentence when there is none.
function normalStep(landscape: Landscape, normal: Matrix, w: Float64Array): Float64Array | string {
  if (normal.columns === 0) return new Float64Array(0)
  try {
    const [across, right] = landscape.hasResiduals
      ? [multiply(landscape.jacobian(w), normal), landscape.residuals(w)]
      : [
          multiply(transpose(normal), multiply(landscape.hessian(w), normal)),
          multiplyTransposed(normal, landscape.gradient(w)),
        ]
    const { singularValues, U, V } = svd(across, { left: 'thin' })
    const { rank } = rankOf(singularValues, { relative: 1e-10 })
    if (rank < normal.columns) return 'the set is not transversal to the normal space there'
    const step = multiplyVector(V, multiplyTransposed(U, right).map((x, i) => x / singularValues[i]!)) // prettier-ignore
    return step.every(Number.isFinite) ? step : 'the loss has no finite derivatives there'
  } catch (error) {
    if (error instanceof ProblemError) return 'the loss has no finite derivatives there'
    throw error
  }
}

function isZeroLoss(landscape: Landscape, w: Float64Array, scale: number): boolean {
  if (landscape.hasResiduals)
    return (
      norm(landscape.residuals(w)) <= Math.max(1e-10 * frobeniusNorm(landscape.jacobian(w)) * scale, 1e-15)
    )
  const size = frobeniusNorm(landscape.hessian(w))
  return (
    norm(landscape.gradient(w)) <= Math.max(1e-9 * size * scale, 1e-15) &&
    Math.abs(landscape.loss(w)) <= Math.max(1e-11 * size * scale * scale, 1e-15)
  )
}
