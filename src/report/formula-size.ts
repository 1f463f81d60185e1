import { children, type Expression, orderNodes } from '../expression/index.js'

/**
 * How many nodes the expressions have when every shared part is written out, which is what printing does. A small
 * graph can have an enormous one.
 */
export function writtenSize(expressions: readonly Expression[]): number {
  const sizes = new Map<Expression, number>()
  const sizeOf = (expression: Expression): number => sizes.get(expression)!
  for (const node of orderNodes(expressions))
    sizes.set(
      node,
      children(node).reduce((sum, child) => sum + sizeOf(child), 1),
    )
  return expressions.reduce((sum, expression) => sum + sizeOf(expression), 0)
}

/** Formulas beyond this size are neither printed nor read: they are named with their size instead. */
export const mostWritten = 4000
