import { failure } from '../base/wording.js'
import type { Expression, Operand } from '../expression/index.js'
import { contractSecond } from './contract-second.js'
import { directional } from './directional.js'
import { holding } from './held.js'
import { hessian } from './hessian.js'

/** Of one that is not symmetric the symmetric part counts. */
type Matrix = readonly (readonly Operand[])[]

/**
 * The symmetric matrix Σ_ij M_ij ∂_i ∂_j ∂_k ∂_l e over k and l (d × d for d symbols), for a symmetric d × d matrix M of
 * expressions: the Hessian of Σ_ij M_ij H_ij with M held fixed. M may contain the symbols; it is not differentiated.
 * Throws `shape-mismatch` when M has another shape.
 */
export function contractFourth(
  e: Expression,
  symbols: readonly Expression[],
  matrix: Matrix,
): Expression[][] {
  const d = symbols.length
  const entries = holding(symbols, matrix, (held) =>
    hessian(contractSecond(e, symbols, held), symbols).flat(),
  )
  return symbols.map((_, i) => entries.slice(i * d, (i + 1) * d))
}

/**
 * The scalar Σ_ijkl M_ij N_kl ∂_i ∂_j ∂_k ∂_l e, for symmetric d × d matrices M and N, as of Σ_ijkl C_ij C_kl in the mean of
 * a function of Gaussian noise. Both may contain the symbols and are not differentiated. Throws `shape-mismatch` when one
 * of them has another shape.
 */
export function contractFourthTwice(
  e: Expression,
  symbols: readonly Expression[],
  first: Matrix,
  second: Matrix,
): Expression {
  const count = first.length
  const [contracted] = holding(symbols, [...first, ...second], (held) => [
    contractSecond(contractSecond(e, symbols, held.slice(0, count)), symbols, held.slice(count)),
  ])
  return contracted!
}

/**
 * The scalar D^k e[v, …, v]: the derivative of order k of t ↦ e(w + t·v) at 0, for a direction v with one entry per symbol.
 * The direction may contain the symbols; it is not differentiated. `order` is a whole number that is not negative. Throws
 * `shape-mismatch` when the direction has another length and `misuse` for another order.
 */
export function derivativeAlong(
  e: Expression,
  symbols: readonly Expression[],
  direction: readonly Operand[],
  order: number,
): Expression {
  checkOrder(order)
  const [result] = holding(symbols, [direction], ([held]) => {
    let derivative = e
    for (let k = 0; k < order; k++) derivative = directional([derivative], symbols, held!)[0]!
    return [derivative]
  })
  return result!
}

/** Throws `misuse` unless the order of a derivative is a whole number that is not negative. */
export function checkOrder(order: number): void {
  if (!Number.isInteger(order) || order < 0)
    throw failure('misuse', {
      detail: `The order of a derivative is a whole number that is not negative, and was ${order}.`,
    })
}
