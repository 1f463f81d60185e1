import { checkFinite, type SingularValues, svd } from './linear-algebra.js'
import { entry, matrix, type Matrix, multiplyTransposed, multiplyVector } from './matrix.js'
import { rankOf } from './rank.js'

/** Options of `pseudoInverse` and `leastSquares`: singular values up to `relative` (10⁻¹²) of the largest count as 0. */
export interface PseudoInverseOptions {
  readonly relative?: number
}

/** The Moore–Penrose inverse, columns×rows. Throws what `svd` throws. */
export function pseudoInverse(m: Matrix, options: PseudoInverseOptions = {}): Matrix {
  const { singularValues, U, V } = svd(m, { left: 'thin', right: 'thin' })
  const { rank } = rankOf(singularValues, { relative: options.relative ?? 1e-12 })
  const result = matrix(m.columns, m.rows)
  for (let i = 0; i < m.columns; i++) {
    for (let j = 0; j < m.rows; j++) {
      let sum = 0
      for (let k = 0; k < rank; k++) sum += (entry(V, i, k) / singularValues[k]!) * entry(U, j, k)
      result.data[i * m.rows + j] = sum
    }
  }
  return result
}

/** The vector of least norm among those that minimise |m x - b|. Throws what `svd` throws. */
export function leastSquares(
  m: Matrix,
  b: ArrayLike<number>,
  options: PseudoInverseOptions = {},
): Float64Array {
  checkFinite({ rows: 1, columns: b.length, data: Float64Array.from(b) }, 'the least-squares problem')
  return leastSquaresFrom(svd(m, { left: 'thin', right: 'thin' }), b, options)
}

/** As `leastSquares`, from the decomposition of m, for any choice of thin or full vectors. */
export function leastSquaresFrom(
  { singularValues, U, V }: SingularValues,
  b: ArrayLike<number>,
  options: PseudoInverseOptions = {},
): Float64Array {
  const { rank } = rankOf(singularValues, { relative: options.relative ?? 1e-12 })
  const coordinates = multiplyTransposed(U, b)
  const weights = Float64Array.from({ length: V.columns }, (_, k) =>
    k < rank ? coordinates[k]! / singularValues[k]! : 0,
  )
  return multiplyVector(V, weights)
}
