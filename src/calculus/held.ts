import { type Expression, freeSymbols, type Operand, substituteAll } from '../expression/index.js'

/**
 * What `use` makes of the weights when derivatives in the symbols pass them by: weights that depend on the symbols are
 * replaced by stand-ins, and put back into the results.
 */
export function holding(
  symbols: readonly Expression[],
  weights: readonly (readonly Operand[])[],
  use: (held: readonly (readonly Operand[])[]) => Expression[],
): Expression[] {
  const held = new Map<Expression, Expression>()
  const used = use(
    weights.map((row) =>
      row.map((weight) => (typeof weight === 'number' ? weight : hold(weight, symbols, held))),
    ),
  )
  return substituteAll(used, new Map([...held].map(([weight, placeholder]) => [placeholder, weight])))
}

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
