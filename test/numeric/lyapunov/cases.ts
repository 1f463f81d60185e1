import { fromRows, matrix, type Matrix, svd } from '../../../src/numeric/index.js'
import type { SampledProduct } from '../../../src/numeric/lyapunov/sampled-product.js'

const single = (entries: ArrayLike<number>): Matrix => matrix(1, entries.length, entries)

/** A product from gradients of one residual each, in whatever coordinates span their normal space. */
export function productOf(
  gradients: readonly number[][],
  options: Partial<SampledProduct> = {},
): SampledProduct {
  const { singularValues, V } = svd(fromRows(gradients), { left: 'thin', right: 'thin' })
  const rank = singularValues.filter((x) => x > 1e-9 * singularValues[0]!).length
  const samples = gradients.map((g) =>
    single(
      Array.from({ length: rank }, (_, j) =>
        g.reduce((sum, x, i) => sum + x * V.data[i * V.columns + j]!, 0),
      ),
    ),
  )
  return { dimension: rank, samples, batchSize: 1, replacement: false, ...options }
}

/** xy − 1 at (2, ½). */
export const hyperbola = productOf([[0.5, 2]])
/** xy − 1 and uv − 1 at (2, ½, 1, 1). */
export const twoHyperbolas = productOf([[0.5, 2, 0, 0], [0, 0, 1, 1]]) // prettier-ignore
/** ab − 1 and 0.6a + 0.8c − 1.4 at (1, 1, 1). */
export const crossed = productOf([[1, 1, 0], [0.6, 0, 0.8]]) // prettier-ignore
/** ab − 1 and a + 0.2b + 0.8c + 0.4d + 0.4e − 2.8 at ones. */
export const balanced = productOf([[1, 1, 0, 0, 0], [1, 0.2, 0.8, 0.4, 0.4]]) // prettier-ignore
/** xy − 1 and 3(xy − 1) at (1, 1). */
export const parallel = productOf([[1, 1], [3, 3]]) // prettier-ignore

const rows = [[1, 2, 0, 1], [0, 1, 1, -1], [2, 0, 1, 1]] // prettier-ignore
const [u, v] = [[1, 0.5, 1, 0.5], [1, 1, -0.5, 1]] // prettier-ignore
/** Σ u_j v_j X_ij − y_i, with K = [[8.25, 1.25, 5.25], [1.25, 3.75, 0], [5.25, 0, 10.5]]. */
export const diagonalNetwork = productOf(
  rows.map((x) => [...x.map((entry, j) => entry * v![j]!), ...x.map((entry, j) => entry * u![j]!)]),
)
