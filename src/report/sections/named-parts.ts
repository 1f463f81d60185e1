import { type Expression, freeSymbols, type NamedPart, toLatex } from '../../expression/index.js'
import { type Block, formula, paragraph } from '../document.js'
import { packed } from './packed.js'

/** Letters that mean something else in a report: slow time, residuals, counts and steps, all parameters. */
export const otherMeanings: readonly string[] = ['t', 'r', 'n', 'k', 'w']

/** The definitions of the parts that the written expressions mention, in an order in which each uses those before it. */
export function partBlocks(parts: readonly NamedPart[], written: readonly Expression[]): Block[] {
  const mentioned = new Set<Expression>(freeSymbols(written))
  const used: NamedPart[] = []
  for (const part of parts.toReversed())
    if (mentioned.has(part.symbol)) {
      used.unshift(part)
      freeSymbols(part.value).forEach((each) => mentioned.add(each))
    }
  if (used.length === 0) return []
  return [
    paragraph('Parts that they share are named:'),
    formula(packed(used.map(({ symbol, value }) => `${toLatex(symbol)} = ${toLatex(value)}`))),
  ]
}
