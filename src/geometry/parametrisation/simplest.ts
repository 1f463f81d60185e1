import { reduced } from '../../calculus/index.js'
import {
  children,
  evaluate,
  type Expression,
  type Factor,
  freeSymbols,
  orderNodes,
  rational,
  rebuild,
} from '../../expression/index.js'
import { withoutInversePairs } from './inverses.js'

/**
 * A short form, equal wherever `e` is defined and perhaps defined at more points: arguments of functions first, so that
 * sin(πu/(6u)) becomes 1/2; functions of their inverses; then the whole; the roots of squares of constants last.
 */
export function simplest(e: Expression): Expression {
  return withSignsOfConstants(reduced(withSimplerArguments(e)))
}

/** The same with simple arguments and without pairs of inverse functions, and no more: cheap, for proofs. */
export function withSimplerArguments(e: Expression): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const short = node.kind === 'call' ? operands.map(reduced) : operands
    const same = short.every((operand, i) => operand === children(node)[i])
    rebuilt.set(node, same ? node : rebuild(node, short))
  }
  return withoutInversePairs(rebuilt.get(e)!)
}

/** (c²)^(1/2) as c or −c for constants c such as log(3), of which the sign is clear. */
function withSignsOfConstants(e: Expression): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const same = operands.every((operand, i) => operand === children(node)[i])
    const next = same ? node : rebuild(node, operands)
    rebuilt.set(node, next.kind === 'product' ? outOfRoots(next) : next)
  }
  return rebuilt.get(e)!
}

function outOfRoots(product: Extract<Expression, { kind: 'product' }>): Expression {
  const { graph, factors } = product
  if (factors.every(({ exponent }) => rational.isInteger(exponent))) return product
  const replaced = factors.flatMap((factor): Factor[] => {
    const { base, exponent } = factor
    if (rational.isInteger(exponent) || base.kind !== 'product') return [factor]
    const outside = base.factors.flatMap(({ base: inner, exponent: times }): Factor[] => {
      const sign = constantSign(inner)
      if (sign === undefined || !rational.isInteger(times) || times.numerator % 2n !== 0n) return []
      const positive = sign > 0 ? inner : graph.linear(rational.zero, [{ coefficient: rational.minusOne, term: inner }]) // prettier-ignore
      return [{ base: positive, exponent: rational.multiply(times, exponent) }]
    })
    const inside = base.factors.filter(
      ({ base: inner, exponent: times }) =>
        constantSign(inner) === undefined || !rational.isInteger(times) || times.numerator % 2n !== 0n,
    )
    return outside.length === 0
      ? [factor]
      : [...outside, { base: graph.powers(rational.one, inside), exponent }]
  })
  return graph.powers(rational.one, replaced)
}

/** The sign of a constant that is clearly not 0; nothing for anything else. */
export function constantSign(e: Expression): 1 | -1 | undefined {
  if (freeSymbols(e).size > 0) return undefined
  const value = evaluate(e, new Map())
  return Number.isFinite(value) && Math.abs(value) > 1e-9 ? (value > 0 ? 1 : -1) : undefined
}
