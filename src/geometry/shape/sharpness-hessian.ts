import {
  column,
  dot,
  fromRows,
  type Matrix,
  matrix,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  scale,
  symmetricEigen,
  transpose,
  add,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import type { TopEigenspace } from './top-eigenspace.js'

// An eigenvalue this close to the group belongs to it: it was left out because the group may not grow without end.
const equal = 1e-8

/**
 * The Hessian along the set (m × m, in the basis of the tangent space) of the weighted mean ⟨Y, ·⟩ of the top eigenvalues,
 * each without what it does to the others of the group. With Y = Σ yₗzₗzₗᵀ and pₗ = Qzₗ it is
 *
 *     Σ yₗ (∇⁴L[pₗ, pₗ, ·, ·] + 2 ∇³L[pₗ, ·] (λ − ∇²L)⁺ ∇³L[pₗ, ·])  −  ∇³L[H⁺∇λ, ·, ·],
 *
 * the inverse on the complement of the group. The last term is the normal part of the gradient against II: the set is
 * curved. For a simple eigenvalue this is the Riemannian Hessian of the sharpness; for a group it is the second-order term
 * of Overton (1992). 3m contractions for each yₗ > 0.
 */
export function sharpnessHessian(
  landscape: Landscape,
  point: ZeroLossPoint,
  top: TopEigenspace,
  weights: Matrix,
): Matrix {
  const { coordinates: w, tangent, normal, normalEigenvalues, dimension: m } = point
  const basis = Array.from({ length: m }, (_, a) => column(tangent, a))
  const lambda = top.values.reduce((sum, value) => sum + value, 0) / top.values.length
  const others = normalEigenvalues.length - top.values.length
  const spectrum = symmetricEigen(weights)
  let sum = matrix(m, m)
  const slope = new Float64Array(w.length)
  spectrum.values.forEach((weight, l) => {
    if (!(weight > 1e-10)) return
    const p = multiplyVector(top.vectors, column(spectrum.vectors, l))
    landscape.thirdAlong(w, p, p).forEach((x, i) => (slope[i]! += weight * x))
    const turning = fromRows(basis.map((t) => resolved(landscape.thirdAlong(w, p, t))), m + others) // prettier-ignore
    const fourth = fromRows(basis.map((t) => multiplyTransposed(tangent, landscape.fourthAlong(w, p, p, t))), m) // prettier-ignore
    sum = add(sum, scale(add(fourth, scale(multiply(turning, transpose(turning)), 2)), weight))
  })
  const lifted = liftOfNormalPart()
  if (norm(lifted) > 0) {
    const bending = fromRows(basis.map((t) => multiplyTransposed(tangent, landscape.thirdAlong(w, lifted, t))), m) // prettier-ignore
    sum = add(sum, scale(bending, -1))
  }
  return scale(add(sum, transpose(sum)), 0.5)

  // Components on the eigenvectors outside the group, divided by the root of the distance to λ.
  function resolved(v: Float64Array): Float64Array {
    const result = new Float64Array(m + others)
    const along = multiplyTransposed(tangent, v)
    const across = multiplyTransposed(normal, v)
    along.forEach((x, a) => (result[a] = x / Math.sqrt(lambda)))
    for (let j = 0; j < others; j++) {
      const gap = lambda - normalEigenvalues[j]!
      result[m + j] = gap > equal * lambda ? across[j]! / Math.sqrt(gap) : 0
    }
    return result
  }

  function liftOfNormalPart(): Float64Array {
    const across = Array.from(normalEigenvalues, (value, k) => dot(column(normal, k), slope) / value)
    return multiplyVector(normal, across)
  }
}
