import { evaluateAll, rationalPower } from './evaluate.js'
import type { Expression } from './nodes.js'
import { rational } from './rational.js'
import { children, orderNodes } from './traverse.js'

/** A part of an expression that has no value at a point. */
export interface DomainProblem {
  readonly expression: Expression
  /** What its operands would have to satisfy. */
  readonly reason: string
}

/**
 * The parts that are undefined at the point, innermost first; none means that the expressions have values there, up to
 * overflow. Sharper than looking for non-finite results: `tanh(1/x)` comes out as 1 at x = 0 in floating point. Throws
 * `missing-coordinate` when a symbol has no value.
 */
export function domainProblemsAt(
  es: readonly Expression[],
  values: ReadonlyMap<Expression, number>,
): DomainProblem[] {
  const nodes = orderNodes(es)
  const results = new Map(values)
  const problems: DomainProblem[] = []
  const undefinedNodes = new Set<Expression>()
  evaluateAll(nodes, values).forEach((value, i) => results.set(nodes[i]!, value))
  for (const expression of nodes) {
    const spoiled = children(expression).some((child) => undefinedNodes.has(child))
    const reason = spoiled ? undefined : violation(expression, results)
    if (reason !== undefined) problems.push({ expression, reason })
    if (spoiled || reason !== undefined) undefinedNodes.add(expression)
  }
  return problems
}

function violation(e: Expression, results: ReadonlyMap<Expression, number>): string | undefined {
  if (e.kind === 'call') {
    const args = e.args.map((arg) => results.get(arg)!)
    return e.fn.domain.contains(...args) ? undefined : e.fn.domain.text
  }
  if (e.kind !== 'product') return undefined
  for (const { base, exponent } of e.factors) {
    const value = results.get(base)!
    if (value === 0 && rational.sign(exponent) < 0) return 'the denominator is not 0'
    if (Number.isNaN(rationalPower(value, rational.toNumber(exponent))))
      return 'what is under a root is not negative'
  }
  return undefined
}
