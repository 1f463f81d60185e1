import { toLatex } from '../../expression/index.js'
import type { Exceptions } from '../../study/index.js'
import { type Inline, math, text } from '../document.js'
import { mostWritten, writtenSize } from '../formula-size.js'

const mostShown = 8

/** Where the derivatives hold, `they` for short, and what the formulas give elsewhere; nothing where they hold everywhere. */
export function kinkInlines(they: string, { kinks, poles, averaged }: Exceptions): Inline[][] {
  const all = [...kinks, ...poles]
  if (all.length === 0) return []
  const readable = all.filter((kink) => writtenSize([kink]) * all.length <= mostWritten).slice(0, mostShown)
  const left = all.length - readable.length
  const sets = readable.flatMap((kink, i): Inline[] => [
    text(i === 0 ? '' : i === readable.length - 1 && left === 0 ? ' and ' : ', '),
    math(`${toLatex(kink)} \\ne 0`),
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
