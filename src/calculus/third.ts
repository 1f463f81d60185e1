import type { Expression, Operand } from '../expression/index.js'
import { contractSecond } from './contract-second.js'
import { gradient } from './gradient.js'
import { holding } from './held.js'

/**
 * The vector Σ_ij M_ij ∂_i ∂_j ∂_k e over k, for a matrix M of expressions or numbers, of which the symmetric part counts: the gradient of Σ_ij M_ij H_ij with M
 * held fixed, which needs no third derivatives one by one. M may contain the symbols; it is not differentiated. Throws
 * `shape-mismatch` when M has not one row and column per symbol.
 */
export function contractThird(
  e: Expression,
  symbols: readonly Expression[],
  matrix: readonly (readonly Operand[])[],
): Expression[] {
  return holding(symbols, matrix, (held) => gradient(contractSecond(e, symbols, held), symbols))
}
