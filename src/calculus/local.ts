import { type Expression, type Graph, type Rational, type Term, rational } from '../expression/index.js'

/** One term of a node's differential, `coefficient · factor · d child`. */
export interface Partial {
  readonly child: Expression
  readonly coefficient: Rational
  /** Nothing stands for 1. */
  readonly factor: Expression | undefined
}

/** The differential of a node in those of its children for which `active` holds. */
export function partials(node: Expression, active: (child: Expression) => boolean): Partial[] {
  const found: Partial[] = []
  switch (node.kind) {
    case 'sum':
      for (const { term, coefficient } of node.terms)
        if (active(term)) found.push({ child: term, coefficient, factor: undefined })
      break
    case 'product':
      node.factors.forEach(({ base, exponent }, index) => {
        if (!active(base)) return
        const lowered = { base, exponent: rational.subtract(exponent, rational.one) }
        const factor = node.graph.powers(rational.one, node.factors.with(index, lowered))
        found.push({ child: base, coefficient: exponent, factor })
      })
      break
    case 'call':
      node.fn.derivative(node.args, node).forEach((factor, index) => {
        const child = node.args[index]!
        if (active(child)) found.push({ child, coefficient: rational.one, factor })
      })
  }
  return found
}

/** The term `coefficient · factor · value`, ready for `Graph.linear`; no factor stands for 1. */
export function term(
  graph: Graph,
  coefficient: Rational,
  factor: Expression | undefined,
  value: Expression,
): Term {
  return { coefficient, term: factor === undefined ? value : graph.product([factor, value]) }
}
