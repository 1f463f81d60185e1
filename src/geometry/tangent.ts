import {
  columnRange,
  identity,
  type Matrix,
  multiply,
  subtract,
  symmetricEigen,
  transpose,
} from '../numeric/index.js'
import type { ZeroLossPoint } from './point.js'

/** Orthogonal projectors onto tangent and normal space, d × d, which add up to the identity. */
export interface Projectors {
  readonly tangent: Matrix
  readonly normal: Matrix
}

/** The projectors at a point, from the smaller of its two orthonormal bases. */
export function projectorsAt({ tangent, normal, landscape }: ZeroLossPoint): Projectors {
  const whole = identity(landscape.dimension)
  if (tangent.columns <= normal.columns) {
    const onTangent = multiply(tangent, transpose(tangent))
    return { tangent: onTangent, normal: subtract(whole, onTangent) }
  }
  const onNormal = multiply(normal, transpose(normal))
  return { tangent: subtract(whole, onNormal), normal: onNormal }
}

/** Orthonormal bases at a place: of the kernel of J (of ∇²L), and of its complement by eigenvectors of the Hessian. */
export interface Spaces {
  /** d × (d − k). */
  readonly tangent: Matrix
  /** d × k, ordered as `eigenvalues`. */
  readonly normal: Matrix
  /** Of the Hessian on the normal space, ascending. */
  readonly eigenvalues: Float64Array
}

/**
 * Tangent and normal space from the right singular vectors of J (of ∇²L). The Hessian is diagonalised on the normal space
 * alone, so that its kernel cannot leak in.
 */
export function spacesFrom(vectors: Matrix, rank: number, hessian: Matrix): Spaces {
  const tangent = columnRange(vectors, rank, vectors.columns)
  const normal = columnRange(vectors, 0, rank)
  const restricted = multiply(transpose(normal), multiply(hessian, normal))
  const { values, vectors: rotation } = symmetricEigen(restricted)
  return { tangent, normal: multiply(normal, rotation), eigenvalues: values }
}
