import { toLatex } from '../../expression/index.js'
import type { Exceptions, KinkInParts, Side } from '../../study/index.js'
import { type Inline, math, text } from '../document.js'
import { mostWritten, writtenSize } from '../formula-size.js'

const mostShown = 8

/** Where the derivatives hold, `they` for short, and what the formulas give elsewhere; nothing where they hold everywhere. */
export function kinkInlines(they: string, { kinks, kinksInParts, poles, averaged }: Exceptions): Inline[][] {
  const all: KinkInParts[] = [...[...kinks, ...poles].map((set) => ({ set, unless: [] })), ...kinksInParts]
  if (all.length === 0) return []
  const readable = all
    .filter(
      ({ set, unless }) =>
        writtenSize([set, ...unless.flat().map(({ expression }) => expression)]) * all.length <= mostWritten,
    )
    .slice(0, mostShown)
  const left = all.length - readable.length
  const sets = readable.flatMap(({ set, unless }, i): Inline[] => [
    text(i === 0 ? '' : i === readable.length - 1 && left === 0 ? ' and ' : ', '),
    math(`${toLatex(set)} \\ne 0`),
    ...unless.flatMap((sides, k) => [text(k === 0 ? ' unless ' : ' or '), ...sidesInlines(sides)]),
  ])
  const more = left === 0 ? '' : readable.length === 0 ? `off ${left} sets` : ` and off ${left} more sets`
  const where = [text(`${they} hold ${readable.length === 0 ? '' : 'where '}`), ...sets, text(`${more}. `)]
  if (!averaged) return [where]
  return [
    where,
    [
      text('At a kink such as that of relu the formulas have the mean of both sides: '),
      math("\\operatorname{relu}'(0) = \\tfrac12"),
    ],
    [text(' and '), math('\\operatorname{sign}(0) = 0'), text('.')],
  ]
}

function sidesInlines(sides: readonly Side[]): Inline[] {
  return sides.flatMap(({ expression, sign }, i) => [
    text(i === 0 ? '' : ' and '),
    math(`${toLatex(expression)} ${sign > 0 ? '>' : '<'} 0`),
  ])
}
