import { type Expression, type Rational, type Term, rational } from '../expression/index.js'

/** One term of a node's differential, `coefficient · factor · d child`. */
export interface Partial {
  readonly child: Expression
  readonly coefficient: Rational
  /** Nothing stands for 1. */
  readonly factor: Expression | undefined
}

/** The differential of a node in those of its children for which `active` holds. */
export function partials(node: Expression, active: (child: Expression) => boolean): Partial[] {
  switch (node.kind) {
    case 'sum':
      return node.terms
        .filter(({ term }) => active(term))
        .map(({ term, coefficient }) => ({ child: term, coefficient, factor: undefined }))
    case 'product':
      return node.factors.flatMap(({ base, exponent }, index) => {
        if (!active(base)) return []
        const lowered = { base, exponent: rational.subtract(exponent, rational.one) }
        const factor = node.graph.powers(rational.one, node.factors.with(index, lowered))
        return [{ child: base, coefficient: exponent, factor }]
      })
    case 'call': {
      const derivatives = node.fn.derivative(node.args, node)
      return node.args.flatMap((child, index) =>
        active(child) ? [{ child, coefficient: rational.one, factor: derivatives[index]! }] : [],
      )
    }
    default:
      return []
  }
}

/** The term `coefficient · factor · value`, ready for `Graph.linear`. */
export function term({ coefficient, factor }: Partial, value: Expression): Term {
  return { coefficient, term: factor === undefined ? value : value.graph.product([factor, value]) }
}
