import { arrangedParts, arrangedQuotient, type Part } from './arrangement.js'
import { latexWidth } from './latex-width.js'
import {
  beside,
  bracketed,
  signedParts,
  signOf,
  toLatex,
  type Typesetting,
  typesetMagnitude,
  typesetPower,
  typesetting,
} from './latex.js'
import type { Expression, SumNode } from './nodes.js'
import { rational } from './rational.js'

/**
 * The expression in LaTeX, broken into lines about `maxWidth` characters wide when typeset (see `latexWidth`), for
 * instance for the rows of `aligned`. Breaks are made between the terms of a sum, at the top or inside a product, so a
 * line can be wider when one term is. A continued line begins with its sign.
 */
export function toLatexLines(e: Expression, maxWidth: number): string[] {
  const latex = toLatex(e)
  if (latexWidth(latex) <= maxWidth) return [latex]
  const context = typesetting([e])
  return packed(chunksOf(e, maxWidth, context), maxWidth)
}

function chunksOf(e: Expression, maxWidth: number, context: Typesetting): string[] {
  if (e.kind !== 'sum')
    return chunksOfPart({ negative: false, magnitude: rational.one, term: e }, true, maxWidth, context)
  return chunksOfSum(e, maxWidth, context)
}

function chunksOfSum(e: SumNode, maxWidth: number, context: Typesetting): string[] {
  return arrangedParts(e, context.written).flatMap((part, i) =>
    chunksOfPart(part, i === 0, maxWidth, context),
  )
}

/** One part whole if it fits on a line, or else broken inside its last factor where that is a sum. */
function chunksOfPart(part: Part, first: boolean, maxWidth: number, context: Typesetting): string[] {
  const whole = signOf(part, first) + bracketed(typesetMagnitude(part, context))
  if (part.term === undefined || latexWidth(whole) <= maxWidth) return [whole]
  const { radicals, above, below } = arrangedQuotient(part.term, context.written)
  const last = above.at(-1)
  const breakable = last?.base.kind === 'sum' && rational.isInteger(last.exponent)
  if (!breakable || below.length > 0 || radicals.length > 0) return [whole]
  const front = [
    ...(rational.isOne(part.magnitude)
      ? []
      : [signedParts([{ ...part, negative: false, term: undefined }], context)[0]!]),
    ...above.slice(0, -1).map((factor) => bracketed(typesetPower(factor, context))),
  ]
  const inner = chunksOfSum(last.base as SumNode, maxWidth, context)
  const opening = '\\bigl('
  const closing = rational.isOne(last.exponent) ? '\\bigr)' : `\\bigr)^{${rational.toString(last.exponent)}}`
  const lead = signOf(part, first) + [...front, opening].reduce(beside)
  return inner.map((chunk, i) => (i === 0 ? lead : '') + chunk + (i === inner.length - 1 ? closing : ''))
}

function packed(chunks: readonly string[], maxWidth: number): string[] {
  const lines: string[] = []
  let width = Infinity
  for (const chunk of chunks) {
    const added = latexWidth(chunk)
    if (width + added <= maxWidth) {
      lines[lines.length - 1] += ` ${chunk}`
      width += added
    } else {
      lines.push(chunk)
      width = added
    }
  }
  return lines
}
