import { add, negate, scale } from './arithmetic.js'
import type { Expression, Graph, SumNode } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { isKnownPositive } from './signs.js'
import { isScaled } from './sums.js'

/**
 * log(x) in a form that neither overflows nor cancels, where x is a product with exponentials, values of sigmoid or cosh,
 * or what they leave of 1: log(sigmoid(x)) is -softplus(-x), log(1 + exp(x)) is softplus(x), log(u*exp(x)) is log(u) + x. All that is
 * taken out is positive, so the domain stays as it is. Nothing where that applies to no factor.
 */
export function stableLogarithm(x: Expression): Expression | undefined {
  const { graph } = x
  if (x.kind === 'call') return logarithmOfFactor(x)
  if (x.kind === 'sum' && !isScaled(x)) return logarithmOfSum(x)
  const [coefficient, product] =
    x.kind === 'sum' ? [x.terms[0]!.coefficient, x.terms[0]!.term] : [rational.one, x]
  const factors = product.kind === 'product' ? product.factors : [{ base: product, exponent: rational.one }]
  const parts: Expression[] = []
  const rest = factors.filter(({ base, exponent }) => {
    const part = logarithmOfFactor(base) ?? (isCosh(base) ? graph.call('log', [base]) : undefined)
    if (part !== undefined) parts.push(scale(exponent, part))
    return part === undefined
  })
  if (parts.length === 0 || (rest.length === 0 && rational.sign(coefficient) < 0)) return undefined
  return graph.sum([...parts, logarithmOfRest(graph, graph.powers(coefficient, rest))])
}

const isCosh = (e: Expression): boolean => e.kind === 'call' && e.fn.name === 'cosh'

/** 1/2 becomes -log(2). */
function logarithmOfRest(graph: Graph, rest: Expression): Expression {
  const isInverse = rest.kind === 'constant' && rational.compare(rest.value, rational.one) < 0
  return isInverse
    ? negate(graph.call('log', [graph.constant(rational.divide(rational.one, rest.value))]))
    : graph.call('log', [rest])
}

function logarithmOfFactor(base: Expression): Expression | undefined {
  if (base.kind === 'sum') return isScaled(base) ? undefined : logarithmOfSum(base)
  if (base.kind !== 'call') return undefined
  if (base.fn.name === 'exp') return base.args[0]
  return base.fn.name === 'sigmoid' ? negate(base.graph.call('softplus', [negate(base.args[0]!)])) : undefined
}

function logarithmOfSum(x: SumNode): Expression | undefined {
  return logarithmOfComplement(x) ?? logarithmOfExponentials(x)
}

/** Of c - c*sigmoid(x), c ± c*tanh(x) and c - c*tanh(x)^2 for positive c. */
function logarithmOfComplement({ constant: c, terms, graph }: SumNode): Expression | undefined {
  const { coefficient, term } = terms[0]!
  if (terms.length > 1 || rational.sign(c) <= 0 || !rational.equals(rational.absolute(coefficient), c))
    return undefined
  const isMinus = rational.sign(coefficient) < 0
  const scaledBy = (factor: number, rest: Expression): Expression =>
    add(logarithmOfRest(graph, graph.constant(rational.multiply(rational.of(factor), c))), rest)
  const softplus = (of: Expression): Expression => graph.call('softplus', [of])
  if (term.kind === 'call') {
    const [x] = term.args
    if (term.fn.name === 'sigmoid' && isMinus) return scaledBy(1, negate(softplus(x!)))
    // 1 + tanh(x) is 2*sigmoid(2*x).
    if (term.fn.name === 'tanh')
      return scaledBy(2, negate(softplus(scale(rational.of(isMinus ? 2 : -2), x!))))
  }
  const [only, ...others] = term.kind === 'product' ? term.factors : []
  const isSquare = others.length === 0 && only !== undefined && rational.equals(only.exponent, rational.of(2))
  if (!isSquare || !isMinus || only.base.kind !== 'call' || only.base.fn.name !== 'tanh') return undefined
  return scaledBy(1, scale(rational.of(-2), graph.call('log', [graph.call('cosh', only.base.args)])))
}

/** Of a sum of positive multiples of exponentials and a number that is not negative. */
function logarithmOfExponentials({ constant, terms, graph }: SumNode): Expression | undefined {
  if (rational.sign(constant) < 0) return undefined
  if (!terms.every(({ coefficient, term }) => rational.sign(coefficient) > 0 && isExponential(term)))
    return undefined
  const all: { coefficient: Rational; term: Expression }[] = [...terms]
  if (!rational.isZero(constant)) all.push({ coefficient: constant, term: graph.one })
  // What all terms have in common stays outside, log(2*exp(x) + 2) is softplus(x) + log(2).
  const { coefficient: first } = all[0]!
  const common = all.every(({ coefficient }) => rational.equals(coefficient, first)) ? first : rational.one
  const parts = all.map(({ coefficient, term }) =>
    graph.call('log', [
      graph.powers(rational.divide(coefficient, common), [{ base: term, exponent: rational.one }]),
    ]),
  )
  return add(graph.call('logsumexp', parts), logarithmOfRest(graph, graph.constant(common)))
}

/** Whether it is positive and has an exponential as a factor. */
function isExponential(term: Expression): boolean {
  const isExp = (e: Expression): boolean => e.kind === 'call' && e.fn.name === 'exp'
  return term.kind === 'product'
    ? isKnownPositive(term) &&
        term.factors.every(({ base }) => isKnownPositive(base)) &&
        term.factors.some(({ base }) => isExp(base))
    : isExp(term)
}
