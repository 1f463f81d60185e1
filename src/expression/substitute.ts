import type { Expression } from './nodes.js'
import { children, orderNodes, rebuild } from './traverse.js'

/**
 * Replaces nodes (usually symbols) by expressions, all at once: replacements are not searched again. Throws
 * `undefined-value` when the result has no value, such as 1/x at x = 0.
 */
export function substitute(e: Expression, replacements: ReadonlyMap<Expression, Expression>): Expression {
  return substituteAll([e], replacements)[0]!
}

/** As `substitute`, sharing the work between the expressions. */
export function substituteAll(
  es: readonly Expression[],
  replacements: ReadonlyMap<Expression, Expression>,
): Expression[] {
  const replaced = new Map<Expression, Expression>()
  for (const node of orderNodes(es, (e) => replacements.has(e))) {
    const old = children(node)
    const replacement = replacements.get(node)
    if (replacement !== undefined) replaced.set(node, replacement)
    else if (old.every((child) => replaced.get(child) === child)) replaced.set(node, node)
    else
      replaced.set(
        node,
        rebuild(
          node,
          old.map((child) => replaced.get(child)!),
        ),
      )
  }
  return es.map((e) => replaced.get(e)!)
}
