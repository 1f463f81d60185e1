import { type Expression, freeSymbols, rational, substituteAll } from '../expression/index.js'
import { gradient } from './gradient.js'
import { hessian } from './hessian.js'

/**
 * The vector Σ_ij M_ij ∂_i ∂_j ∂_k e over k, for a symmetric matrix M of expressions: the gradient of Σ_ij M_ij H_ij with M
 * held fixed, which needs no third derivatives one by one. M may contain the symbols; it is not differentiated.
 */
export function contractThird(
  e: Expression,
  symbols: readonly Expression[],
  matrix: readonly (readonly Expression[])[],
): Expression[] {
  const second = hessian(e, symbols)
  const held = new Map<Expression, Expression>()
  const terms = second.flatMap((row, i) =>
    row.slice(i).map((entry, offset) => {
      const weight = hold(matrix[i]![i + offset]!, symbols, held)
      return {
        coefficient: offset === 0 ? rational.one : rational.of(2),
        term: e.graph.product([weight, entry]),
      }
    }),
  )
  return substituteAll(gradient(e.graph.linear(rational.zero, terms), symbols), released(held))
}

/** A stand-in symbol for a weight that depends on the symbols, so that differentiation passes it by. */
function hold(
  weight: Expression,
  symbols: readonly Expression[],
  held: Map<Expression, Expression>,
): Expression {
  const free: ReadonlySet<Expression> = freeSymbols(weight)
  if (!symbols.some((symbol) => free.has(symbol))) return weight
  // A name with a space cannot come from a user's formula.
  const placeholder = held.get(weight) ?? weight.graph.symbol(`held ${weight.id}`)
  held.set(weight, placeholder)
  return placeholder
}

const released = (held: ReadonlyMap<Expression, Expression>): Map<Expression, Expression> =>
  new Map([...held].map(([weight, placeholder]) => [placeholder, weight]))
