import { columnRange, norm, svd, type SymmetricEigen, symmetricEigen } from '../numeric/index.js'
import type { Landscape } from './landscape.js'

// Up to this many parameters the whole Hessian is decomposed in milliseconds.
const small = 120

/**
 * Eigenvalues, ascending, and eigenvectors of ∇²L; for many parameters and fewer residuals those of JᵀJ/n, which is ∇²L on
 * the set, without its kernel.
 */
export function curvatureOf(landscape: Landscape, w: Float64Array): SymmetricEigen {
  if (landscape.dimension <= small || !landscape.hasResiduals) return symmetricEigen(landscape.hessian(w))
  const { singularValues, V } = svd(landscape.jacobian(w), { left: 'thin', right: 'thin' })
  const { count } = landscape.model.loss
  const order = Array.from(singularValues, (_, k) => singularValues.length - 1 - k)
  const vectors = columnRange(V, 0, V.columns)
  order.forEach((from, to) => {
    for (let i = 0; i < V.rows; i++) vectors.data[i * V.columns + to] = V.data[i * V.columns + from]!
  })
  return { values: Float64Array.from(order, (k) => singularValues[k]! ** 2 / count), vectors }
}

/** A size of the largest eigenvalue of ∇²L, from the matrix that is cheaper to have. */
export function curvatureSize(landscape: Landscape, w: Float64Array): number {
  if (landscape.dimension <= small || !landscape.hasResiduals) return norm(landscape.hessian(w).data)
  return norm(landscape.jacobian(w).data) ** 2 / landscape.model.loss.count
}
