import {
  type Expression,
  isKnownNonzero,
  isKnownPositive,
  rational,
  type SumNode,
  type Term,
} from '../../expression/index.js'

/** Functions that take no value twice. */
const injective = new Set('exp log tanh sinh asin acos atan erf sigmoid softplus'.split(' '))
/** Those of them that are 0 at 0. */
const zeroAtZero = new Set('tanh sinh asin atan erf'.split(' '))

/**
 * An expression that is 0 wherever this one is: u*v - 1 for tanh(u*v) - tanh(1), x - 1 for (x - 1)*(1 + y^2). Functions that take no
 * value twice are taken off, and factors that are not 0.
 */
export function inverted(residual: Expression): Expression {
  const next = invertedOnce(residual)
  // Each step leads to parts of the expression, so this ends.
  return next === undefined || next === residual ? residual : inverted(next)
}

function invertedOnce(e: Expression): Expression | undefined {
  const { graph } = e
  if (e.kind === 'product') {
    const left = e.factors.filter(
      ({ base, exponent }) => rational.sign(exponent) > 0 && !isKnownNonzero(base),
    )
    const isWhole = left.length === e.factors.length && left.every(({ exponent }) => rational.isOne(exponent))
    if (left.length === 0 || isWhole) return undefined
    return graph.product(left.map(({ base }) => base))
  }
  if (e.kind === 'call') {
    if (zeroAtZero.has(e.fn.name)) return e.args[0]
    return e.fn.name === 'log' ? graph.sum([e.args[0]!, graph.constant(-1)]) : undefined
  }
  // 0*log(x) is 0 wherever it is defined.
  if (e.kind !== 'sum' || e.terms.some(({ coefficient }) => rational.isZero(coefficient))) return undefined
  if (rational.isZero(e.constant) && e.terms.length === 1) return e.terms[0]!.term
  return withoutFunction(e)
}

/** f(a) = f(b) as a = b, and exp(a) = c, log(a) = c as a = log(c), a = exp(c). */
function withoutFunction({ graph, constant, terms }: SumNode): Expression | undefined {
  const [first, second, ...others] = terms as [Term, ...Term[]]
  const difference = (a: Expression, b: Expression): Expression =>
    graph.linear(rational.zero, [
      { coefficient: rational.one, term: a },
      { coefficient: rational.minusOne, term: b },
    ])
  const f = first.term
  if (others.length > 0 || f.kind !== 'call' || !injective.has(f.fn.name)) return undefined
  if (second === undefined) {
    const value = graph.constant(rational.negate(rational.divide(constant, first.coefficient)))
    if (f.fn.name === 'exp' && isKnownPositive(value))
      return difference(f.args[0]!, graph.call('log', [value]))
    return f.fn.name === 'log' ? difference(f.args[0]!, graph.call('exp', [value])) : undefined
  }
  const g = second.term
  const isDifference =
    rational.isZero(constant) && rational.isZero(rational.add(first.coefficient, second.coefficient))
  return isDifference && g.kind === 'call' && g.fn === f.fn ? difference(f.args[0]!, g.args[0]!) : undefined
}
