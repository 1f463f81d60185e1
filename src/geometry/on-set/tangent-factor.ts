import {
  column,
  fromColumns,
  matrix,
  type Matrix,
  multiply,
  symmetricEigen,
  transpose,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import type { OnSetCoefficients } from './coefficients.js'
import { normalSpace } from './normal-space.js'

/**
 * The same diffusion with as few Brownian motions as the set has dimensions m: the factor at y is U (UᵀAAᵀU)^{1/2}, with U the
 * orthonormal basis of the tangent space at y that is nearest to the basis at `point` projected there. In law nothing changes;
 * but path by path the end of the diffusion is closer to a function of the end of the Brownian motion, which variance
 * reduction lives on: noise across the set at `point` no longer leaks into it as the set turns.
 */
export function tangentFactor(
  landscape: Landscape,
  point: ZeroLossPoint,
  coefficients: OnSetCoefficients,
): OnSetCoefficients {
  const { tangent } = point
  const [d, m] = [tangent.rows, tangent.columns]
  const space = normalSpace(landscape, point.rank.rank)
  const given = matrix(d, coefficients.noises)
  return {
    noises: m,
    drift: (y, out) => coefficients.drift(y, out),
    diffusion(y, out) {
      coefficients.diffusion(y, given.data)
      space.goTo(y)
      const projected = fromColumns(
        Array.from({ length: m }, (_, k) => {
          const v = column(tangent, k)
          space.project(v)
          return v
        }),
        d,
      )
      const basis = multiply(projected, powered(multiply(transpose(projected), projected), -0.5))
      const inside = multiply(transpose(basis), given)
      out.set(multiply(basis, powered(multiply(inside, transpose(inside)), 0.5)).data)
    },
  }
}

/** A power of a symmetric matrix without negative eigenvalues; what is 0 to rounding stays 0. */
function powered(m: Matrix, exponent: number): Matrix {
  const { values, vectors } = symmetricEigen(m)
  const largest = values[values.length - 1] ?? 0
  const n = m.rows
  const scaled = vectors.data.map((x, i) => {
    const value = values[i % n]!
    return value > 1e-14 * largest ? x * value ** exponent : 0
  })
  return multiply({ ...vectors, data: scaled }, transpose(vectors))
}
