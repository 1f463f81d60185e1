import { failure } from '../base/wording.js'
import { add, type Expression, type Operand, rational } from '../expression/index.js'
import { hessian } from './hessian.js'

/**
 * Σ_ij M_ij ∂_i ∂_j e for a matrix M of expressions or numbers, one row and column for each symbol; of one that is not
 * symmetric the symmetric part counts. Throws `shape-mismatch` when it has another shape.
 */
export function contractSecond(
  e: Expression,
  symbols: readonly Expression[],
  matrix: readonly (readonly Operand[])[],
): Expression {
  const n = symbols.length
  if (matrix.length !== n || matrix.some((row) => row.length !== n))
    throw failure('shape-mismatch', {
      operation: 'contraction of derivatives',
      left: `${n} symbols`,
      right: `a matrix with rows of length ${matrix.map((row) => row.length).join(', ') || 'none'}`,
    })
  const lifted = (weight: Operand): Expression =>
    typeof weight === 'number' ? e.graph.constant(weight) : weight
  const terms = hessian(e, symbols).flatMap((row, i) =>
    row.slice(i).map((entry, offset) => {
      const [upper, lower] = [matrix[i]![i + offset]!, matrix[i + offset]![i]!]
      // Mostly the same object: then no sum is made.
      const isSame = offset > 0 && upper === lower
      const weight = offset === 0 || isSame ? upper : add(lifted(upper), lifted(lower))
      return {
        coefficient: isSame ? rational.of(2) : rational.one,
        term: e.graph.product([lifted(weight), entry]),
      }
    }),
  )
  return e.graph.linear(rational.zero, terms)
}
