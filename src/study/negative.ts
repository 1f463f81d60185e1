import { type Expression, negate, rational } from '../expression/index.js'

/** The negative, of a sum term by term. */
export function negative(e: Expression): Expression {
  if (e.kind !== 'sum') return negate(e)
  const terms = e.terms.map(({ coefficient, term }) => ({ coefficient: rational.negate(coefficient), term }))
  return e.graph.linear(rational.negate(e.constant), terms)
}
