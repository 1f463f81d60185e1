import { failure } from '../base/wording.js'
import { type Expression, rational } from '../expression/index.js'
import { hessian } from './hessian.js'

/**
 * Σ_ij M_ij ∂_i ∂_j e for a symmetric matrix M of expressions, one row and column for each symbol. Throws
 * `shape-mismatch` when it has another shape.
 */
export function contractSecond(
  e: Expression,
  symbols: readonly Expression[],
  matrix: readonly (readonly Expression[])[],
): Expression {
  const n = symbols.length
  if (matrix.length !== n || matrix.some((row) => row.length !== n))
    throw failure('shape-mismatch', {
      operation: 'contraction of derivatives',
      left: `${n} symbols`,
      right: `a matrix with rows of length ${matrix.map((row) => row.length).join(', ') || 'none'}`,
    })
  const terms = hessian(e, symbols).flatMap((row, i) =>
    row.slice(i).map((entry, offset) => ({
      coefficient: offset === 0 ? rational.one : rational.of(2),
      term: e.graph.product([matrix[i]![i + offset]!, entry]),
    })),
  )
  return e.graph.linear(rational.zero, terms)
}
