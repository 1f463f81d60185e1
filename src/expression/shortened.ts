import { namedParts, type NamedParts, type NamingOptions } from './named-parts.js'
import type { Expression } from './nodes.js'
import { printedWidths } from './printed-width.js'

/** What a reader takes in at a glance, about two thirds of a line: formulas that are all narrower are better whole. */
const readableWidth = 60

/** Names make a formula longer to look up; below this gain they are not worth it. */
const clearlyShorter = 0.7

/**
 * The expressions with what repeats named, where that makes them clearly shorter in print: one is wider than a reader can
 * take in, and together, definitions included, they lose 30 % of their width. Nothing where they are better whole.
 */
export function shortened(
  expressions: readonly Expression[],
  options: NamingOptions = {},
): NamedParts | undefined {
  const named = namedParts(expressions, options)
  if (named.parts.length === 0) return undefined
  const widths = printedWidths(expressions)
  if (Math.max(...widths) <= readableWidth) return undefined
  const before = total(widths)
  const definitions = named.parts.flatMap(({ symbol, value }) => [symbol, value])
  const after = total(printedWidths([...named.expressions, ...definitions]))
  return after <= clearlyShorter * before ? named : undefined
}

const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0)
