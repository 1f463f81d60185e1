import type { Landscape } from '../../src/geometry/index.js'
import {
  columnRange,
  matrix,
  type Matrix,
  multiplyTransposed,
  multiplyVector,
  svd,
  symmetricEigen,
} from '../../src/numeric/index.js'

/**
 * The closed form for Σ = H/n, which the project does not use: it derives the drift from the loss with noise, as for any other.
 *
 * The drift of label-noise gradient descent at a point of the zero-loss set, per unit of the slow time k·α²·σ²
 * (length d). With Σ = cH, c = 1/n:
 *
 *     b = (c/2α) ∇_Γ log det(I − αH/2) = −(c/4) P ∇³L[(I − αH/2)⁻¹],    α → 0:  −(c/4) ∇_Γ tr H.
 *
 * `noise-limits`: label noise constants, finite-step form. The tangential part P∇³L[·] vanishes on tangent–tangent
 * matrices, so that the inverse may be taken on the whole space.
 */
export interface DriftAt {
  readonly drift: Float64Array
  /** The same before projection to the tangent space: what the drift is compared with to be called small. */
  readonly unprojected: Float64Array
}

export function labelNoiseDrift(
  landscape: Landscape,
  rank: number,
  learningRate: number,
  w: Float64Array,
): DriftAt {
  const c = 1 / landscape.model.loss.count
  const third = landscape.thirdContraction(w, resolvent(landscape.hessian(w), learningRate))
  const unprojected = third.map((x) => (-c / 4) * x)
  const { V } = svd(landscape.jacobian(w), { left: 'thin' })
  const tangent = columnRange(V, rank, V.columns)
  return { drift: multiplyVector(tangent, multiplyTransposed(tangent, unprojected)), unprojected }
}

// (I − αH/2)⁻¹ by the eigenvectors of H.
function resolvent(hessian: Matrix, learningRate: number): Matrix {
  const { values, vectors } = symmetricEigen(hessian)
  const d = hessian.rows
  const result = matrix(d, d)
  for (let k = 0; k < d; k++) {
    const weight = 1 / (1 - (learningRate * values[k]!) / 2)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++)
        result.data[i * d + j]! += weight * vectors.data[i * d + k]! * vectors.data[j * d + k]!
  }
  return result
}
