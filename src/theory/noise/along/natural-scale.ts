import { evaluate, type Expression, orderNodes, rational } from '../../../expression/index.js'

/** How large an expression is there if nothing in its sums cancels: sums of the sizes of their terms. */
export function naturalScale(e: Expression, values: ReadonlyMap<Expression, number>): number {
  const sizes = new Map<Expression, number>()
  for (const node of orderNodes([e])) {
    if (node.kind === 'sum') {
      const constant = Math.abs(rational.toNumber(node.constant))
      sizes.set(node, node.terms.reduce((sum, { coefficient, term }) => sum + Math.abs(rational.toNumber(coefficient)) * sizes.get(term)!, constant)) // prettier-ignore
    } else if (node.kind === 'product') {
      // Below a fraction cancellation makes it larger.
      const size = ({ base, exponent }: (typeof node.factors)[number]): number =>
        (rational.sign(exponent) > 0 ? sizes.get(base)! : Math.abs(evaluate(base, values))) ** rational.toNumber(exponent) // prettier-ignore
      sizes.set(node, node.factors.reduce((product, factor) => product * size(factor), 1)) // prettier-ignore
    } else sizes.set(node, Math.abs(evaluate(node, values)))
  }
  return sizes.get(e)!
}
