import type { Estimate } from '../../base/estimate.js'
import { multiplyVector, norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { requireClean } from './clean.js'
import { eigenvalueError, numerical, rounding } from './rounding.js'
import { image, leastOverSpectraplex, type SymmetricMap } from './spectraplex.js'
import { eigenvalueSlopes, topEigenspace } from './top-eigenspace.js'

/** The largest eigenvalue of the Hessian as a function on the set. */
export interface SharpnessAlong {
  readonly value: Estimate
  /** How many eigenvalues equal it to 10⁻⁸. */
  readonly multiplicity: number
  /** (λ₁ − λ_{r+1})/λ₁ to the first eigenvalue that differs. */
  readonly relativeGap: number
  /** Whether there is a gradient: also for a multiple eigenvalue whose whole eigenspace moves alike. */
  readonly differentiable: boolean
  /** The gradient along the set, a tangent vector of length d; nothing when there is none. */
  readonly gradient: Float64Array | undefined
  /**
   * The shortest subgradient: minus it is the direction of steepest descent. The gradient where there is one. It is the
   * shortest convex combination P∇³L[QYQᵀ], Y ⪰ 0, tr Y = 1, over the top eigenspace Q (Overton 1988).
   */
  readonly shortest: Float64Array
  /** |shortest|: zero exactly at critical points in the sense of Clarke. */
  readonly slope: Estimate
  /** What a reader must know about it. */
  readonly note: string
}

/** Eigenvalues this close, relative to the largest, count as equal. */
export const equalEigenvalues = 1e-8

/**
 * The sharpness and its first derivative along the set at a clean point.
 *
 * @throws `not-applicable` when the minimum is not clean
 */
export function sharpnessAlong(landscape: Landscape, point: ZeroLossPoint): SharpnessAlong {
  requireClean(point, 'The gradient of the sharpness')
  const top = topEigenspace(point, equalEigenvalues)
  const r = top.values.length
  const { tangential, ambient } = eigenvalueSlopes(landscape, point, top.vectors)
  const unit = rounding(point)
  const lambda = point.sharpness
  const relativeGap = (lambda - top.below) / lambda
  // Rotating the eigenvectors by rounding changes the slope by about this much.
  const size = Math.max(...ambient.flat().map(norm))
  const error = (unit.plain / Math.max(relativeGap, equalEigenvalues) + unit.conditioned) * size
  const alike = r === 1 || moveAlike(tangential, 1e-6 * size + error)
  const weights = leastOverSpectraplex(tangential, new Float64Array(r))
  const components = image(tangential, weights)
  const shortest = multiplyVector(point.tangent, components)
  return {
    value: numerical(lambda, eigenvalueError(landscape, point), 'largest eigenvalue of the Hessian'),
    multiplicity: r,
    relativeGap,
    differentiable: alike,
    gradient: alike ? shortest : undefined,
    shortest,
    slope: numerical(
      norm(components),
      error,
      'contraction of the third derivative with the top eigenvectors',
    ),
    note: noteOn(r, alike, relativeGap),
  }
}

// Whether c_ij = δ_ij c: then every combination is the same vector.
function moveAlike(c: SymmetricMap, tolerance: number): boolean {
  return c.every((row, i) =>
    row.every((v, j) => norm(i === j ? v.map((x, a) => x - c[0]![0]![a]!) : v) <= tolerance),
  )
}

function noteOn(r: number, alike: boolean, relativeGap: number): string {
  const gap = relativeGap.toPrecision(3)
  if (r === 1 && relativeGap > 1e-3) return `the top eigenvalue is simple (relative gap ${gap})`
  if (r === 1)
    return `the top eigenvalue is simple, but the next one is close (relative gap ${gap}): the gradient holds only nearby`
  return alike
    ? `the top eigenvalue has multiplicity ${r}, and the whole eigenspace moves alike: the sharpness has a gradient`
    : `the top eigenvalue has multiplicity ${r}: the sharpness has no gradient here, only subgradients; the shortest is given`
}
