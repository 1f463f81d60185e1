import { type Expression, freeSymbols, kinksOf, negate, rational } from '../expression/index.js'

/**
 * Expressions in the parameters: where one is 0, the formulas need not be smooth, and their derivatives are those that
 * hold around, in the mean. Each set once, up to a number in front; a kink that no parameter can reach is left out.
 */
export function kinkSets(formulas: readonly Expression[], symbols: readonly Expression[]): Expression[] {
  const parameters = new Set(symbols)
  const found = new Set<Expression>()
  for (const { zeroSet } of kinksOf(formulas)) {
    const set = withoutNumber(zeroSet)
    const moves = [...freeSymbols([set])].some((symbol) => parameters.has(symbol))
    if (moves && !found.has(negative(set))) found.add(set)
  }
  return [...found]
}

/** The negative, of a sum term by term. */
function negative(e: Expression): Expression {
  if (e.kind !== 'sum') return negate(e)
  const terms = e.terms.map(({ coefficient, term }) => ({ coefficient: rational.negate(coefficient), term }))
  return e.graph.linear(rational.negate(e.constant), terms)
}

function withoutNumber(e: Expression): Expression {
  return e.kind === 'sum' && e.terms.length === 1 && rational.isZero(e.constant) ? e.terms[0]!.term : e
}
