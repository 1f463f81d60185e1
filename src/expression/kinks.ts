import { evaluateAll } from './evaluate.js'
import type { Expression } from './nodes.js'
import { orderNodes } from './traverse.js'

/** A function that is not smooth where it is evaluated, and the expression that vanishes there. */
export interface Kink {
  readonly fn: string
  readonly expression: Expression
}

/**
 * The places where the expressions are not smooth at the given values: a kink of abs, relu, max …, or the edge of the
 * domain of a fractional power. Zero means at most 10⁻¹² here, so a kink that is only just missed counts as met.
 */
export function kinksAt(es: readonly Expression[], values: ReadonlyMap<Expression, number>): Kink[] {
  const candidates = orderNodes(es).flatMap((node): Kink[] => {
    if (node.kind === 'call')
      return node.fn.kinks(node.args).map((expression) => ({ fn: node.fn.name, expression }))
    if (node.kind !== 'product') return []
    return node.factors
      .filter(({ base, exponent }) => exponent.denominator !== 1n && base.kind !== 'constant')
      .map(({ base }) => ({ fn: 'sqrt', expression: base }))
  })
  const found = evaluateAll(
    candidates.map(({ expression }) => expression),
    values,
  )
  return candidates.filter((_, index) => Math.abs(found[index]!) <= 1e-12)
}

/** Whether every function that occurs is analytic wherever it is defined. */
export function isAnalytic(es: readonly Expression[]): boolean {
  return orderNodes(es).every((node) => node.kind !== 'call' || node.fn.smoothness === 'analytic')
}
