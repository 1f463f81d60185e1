import { symmetricEigen } from '../linear-algebra.js'
import { add, frobeniusNorm, type Matrix, matrix, multiply, scale, transpose } from '../matrix.js'

/**
 * The eigenvalues of commuting symmetric matrices along a common orthonormal basis, one list per matrix; nothing when
 * they do not commute to 10⁻¹³. The basis is that of a combination of them with weights that have no simple ratio.
 */
export function commonEigenvalues(matrices: readonly Matrix[]): Float64Array[] | undefined {
  const { rows: k } = matrices[0]!
  const golden = (Math.sqrt(5) - 1) / 2
  const combination = matrices.reduce(
    (sum, m, i) => add(sum, scale(m, 0.5 + ((i * golden) % 1))),
    matrix(k, k),
  )
  const { vectors } = symmetricEigen(combination)
  const back = transpose(vectors)
  const found: Float64Array[] = []
  for (const m of matrices) {
    const turned = multiply(multiply(back, m), vectors).data
    const largest = 1e-13 * Math.max(1, frobeniusNorm(m))
    if (turned.some((x, at) => at % (k + 1) !== 0 && Math.abs(x) > largest)) return undefined
    found.push(Float64Array.from({ length: k }, (_, j) => turned[j * (k + 1)]!))
  }
  return found
}
