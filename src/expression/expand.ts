import type { Expression } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { orderNodes } from './traverse.js'

/**
 * Multiplies out products of sums and whole positive powers of sums, everywhere outside function arguments. Nothing when
 * more than `maxTerms` (2,000) terms would appear on the way.
 */
export function expand(e: Expression, options: { maxTerms?: number } = {}): Expression | undefined {
  const limit = options.maxTerms ?? 2000
  const expanded = new Map<Expression, Expression>()
  for (const node of orderNodes([e], (node) => node.kind === 'call')) {
    const result = expandNode(node, expanded, limit)
    if (result === undefined) return undefined
    expanded.set(node, result)
  }
  return expanded.get(e)
}

function expandNode(
  node: Expression,
  expanded: ReadonlyMap<Expression, Expression>,
  limit: number,
): Expression | undefined {
  if (node.kind === 'sum') {
    const parts = node.terms.map(({ coefficient, term }) => scaled(expanded.get(term)!, coefficient))
    return bounded(node.graph.sum([node.graph.constant(node.constant), ...parts]), limit)
  }
  if (node.kind !== 'product') return node
  let result: Expression = node.graph.one
  for (const { base, exponent } of node.factors) {
    const inner = expanded.get(base)!
    const whole = exponent.denominator === 1n && exponent.numerator > 0n
    if (inner.kind === 'sum' && whole && exponent.numerator <= 64n) {
      for (let k = 0n; k < exponent.numerator; k++) {
        const next = multiplied(result, inner, limit)
        if (next === undefined) return undefined
        result = next
      }
    } else {
      const next = multiplied(result, node.graph.power(inner, exponent), limit)
      if (next === undefined) return undefined
      result = next
    }
  }
  return result
}

function multiplied(a: Expression, b: Expression, limit: number): Expression | undefined {
  const [left, right] = [termsOf(a), termsOf(b)]
  if (left.length * right.length > 4 * limit) return undefined
  const products = left.flatMap((x) => right.map((y) => a.graph.product([x, y])))
  // A product of powers may itself hold a sum again (a power with a negative exponent): that stays as it is.
  return bounded(a.graph.sum(products), limit)
}

function termsOf(e: Expression): Expression[] {
  if (e.kind !== 'sum') return [e]
  const terms = e.terms.map(({ coefficient, term }) => e.graph.linear(rational.zero, [{ coefficient, term }]))
  return rational.equals(e.constant, rational.zero) ? terms : [...terms, e.graph.constant(e.constant)]
}

function scaled(e: Expression, factor: Rational): Expression {
  const { graph } = e
  return e.kind === 'sum'
    ? graph.sum(termsOf(e).map((term) => graph.linear(rational.zero, [{ coefficient: factor, term }])))
    : graph.linear(rational.zero, [{ coefficient: factor, term: e }])
}

function bounded(e: Expression, limit: number): Expression | undefined {
  return e.kind === 'sum' && e.terms.length > limit ? undefined : e
}
