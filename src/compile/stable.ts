import {
  children,
  type Expression,
  type Factor,
  type ProductNode,
  rational,
  rebuild,
  scale,
} from '../expression/index.js'

/**
 * The same expressions with sums of exponentials in denominators, which overflow before the quotient does, written by `sigmoid`
 * and `logsumexp`: 1/(1 + exp(x)) as sigmoid(-x), exp(x)/(exp(x) + exp(y)) as exp(x - logsumexp(x, y)).
 *
 * @param nodes all that they are made of, operands first
 */
export function stable(es: readonly Expression[], nodes: readonly Expression[]): readonly Expression[] {
  if (!nodes.some((node) => node.kind === 'product' && node.factors.some(isOverExponentials))) return es
  const rebuilt = new Map<Expression, Expression>()
  for (const node of nodes) {
    const operands = children(node)
    const next = operands.map((operand) => rebuilt.get(operand)!)
    const same = next.every((operand, index) => operand === operands[index])
    const made = same ? node : rebuild(node, next)
    rebuilt.set(node, made.kind === 'product' ? stableProduct(made) : made)
  }
  return es.map((e) => rebuilt.get(e)!)
}

function stableProduct(product: ProductNode): Expression {
  const { graph, factors } = product
  const under = factors.filter(isOverExponentials)
  if (under.length === 0) return product
  const isExp = ({ base }: Factor): boolean => base.kind === 'call' && base.fn.name === 'exp'
  const above = factors.filter((factor) => isExp(factor))
  const others = factors.filter((factor) => !under.includes(factor) && !above.includes(factor))
  const gates = above.length > 0 ? [] : under.filter(({ base }) => gateOf(base) !== undefined)
  const exponent = graph.sum([
    ...above.map(({ base, exponent }) => scale(exponent, graph.call('log', [base]))),
    ...under
      .filter((factor) => !gates.includes(factor))
      .map(({ base, exponent }) => scale(exponent, graph.call('log', [base]))),
  ])
  return graph.powers(rational.one, [
    ...others,
    ...gates.map(({ base, exponent }) => ({ base: gateOf(base)!, exponent: rational.negate(exponent) })),
    { base: graph.call('exp', [exponent]), exponent: rational.one },
  ])
}

/** Whether the factor is a sum of exponentials, and of a number at most, below the fraction bar. */
function isOverExponentials({ base, exponent }: Factor): boolean {
  if (base.kind !== 'sum' || rational.sign(exponent) >= 0 || rational.sign(base.constant) < 0) return false
  return base.terms.every(
    ({ coefficient, term }) =>
      rational.sign(coefficient) > 0 && term.kind === 'call' && term.fn.name === 'exp',
  )
}

/** 1/(1 + exp(x)) is sigmoid(-x). */
function gateOf(base: Expression): Expression | undefined {
  const logarithm = base.graph.call('log', [base])
  return logarithm.kind === 'call' && logarithm.fn.name === 'softplus'
    ? base.graph.call('sigmoid', [scale(rational.minusOne, logarithm.args[0]!)])
    : undefined
}
