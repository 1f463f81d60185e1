import { failure } from '../base/wording.js'
import { rational } from './rational.js'
import { toText } from './text.js'
import type { Expression } from './nodes.js'
import { children, orderNodes, rebuild } from './traverse.js'

/**
 * Replaces nodes (usually symbols) by expressions, all at once: replacements are not searched again. Throws
 * `undefined-value` when the result has no value, such as 1/x at x = 0. What was simplified with an assumption stays so:
 * a positive symbol may be replaced by 0 for a limit, where the caller knows that there is one.
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

/**
 * Throws `misuse` for a symbol that is replaced by what it was declared not to be, such as a positive one by -1: what was
 * simplified with an assumption can be wrong without it.
 */
export function checkDeclared(replacement: Expression, symbol: Expression): void {
  if (symbol.kind !== 'symbol') return
  const { name, assumptions } = symbol
  const isImpossible =
    (symbol.signs & replacement.signs) === 0 ||
    (assumptions.integer === true &&
      replacement.kind === 'constant' &&
      !rational.isInteger(replacement.value))
  if (!isImpossible) return
  const declared = Object.entries(assumptions)
    .filter(([, holds]) => holds)
    .map(([assumption]) => assumption)
  throw failure('misuse', {
    detail: `The symbol ${name} was made ${declared.join(' and ')}, and cannot be replaced by ${toText(replacement)}. Make it without that, or replace it by something that fits.`,
  })
}
