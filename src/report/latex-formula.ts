import type { Formula } from './document.js'
import { flatFences } from './formula-fences.js'
import { layOutFormula } from './formula-layout.js'
import { asciiMath, latexCode } from './latex-text.js'
import { splitTopLevel } from './math-pieces.js'
import { isPrintable } from './mathml.js'
import { anchor } from './numbering.js'

/** Width of the text of a report in em of its font. */
export const textWidth = 40

// Below this share of the room no estimate is so wrong that TeX has to measure.
const certain = 0.72

/** A displayed formula for text of this width in em. Rows that may be too wide are measured by TeX and scaled down if nothing else helps. */
export function latexFormula({ lines, label }: Formula, width = textWidth): string {
  const sources = lines.map((line) => flatFences(asciiMath(line)))
  if (!sources.every(isPrintableLine)) return lines.map((line) => `\\[ \\text{${latexCode(line)}} \\]`).join('\n')
  const room = width - (label === undefined ? 0 : 4)
  const { rows, leftWidth } = layOutFormula(sources, room)
  const reserved = (label === undefined ? 0 : 4) + (leftWidth === 0 ? 0 : 1.15 * leftWidth + 0.5)
  const written = rows.map(({ left, right, width: estimated }) => {
    const fitted = estimated > certain * (room - leftWidth) ? `\\fitmath[${reserved.toFixed(1)}em]{${right}}` : right
    return { left, right: fitted }
  })
  const mark = label === undefined ? '' : `\\label{${anchor(label)}}`
  if (written.length === 1 && leftWidth === 0) {
    const name = label === undefined ? 'equation*' : 'equation'
    return `\\begin{${name}}${mark}\n  ${written[0]!.right}\n\\end{${name}}`
  }
  const name = label === undefined ? 'align*' : 'align'
  const body = written.map(({ left, right }, index) => {
    const isLast = index === written.length - 1
    return `  ${left} &${right}${label === undefined ? '' : isLast ? mark : '\\nonumber'}${isLast ? '' : '\\\\'}`
  })
  return [`\\begin{${name}}`, ...body, `\\end{${name}}`].join('\n')
} // prettier-ignore

/** A line of an aligned formula may have `&`s outside of any environment; each part must be a formula. */
export function isPrintableLine(line: string): boolean {
  const parts = splitTopLevel(line, '&')
  return parts.every((part) => part.trim() === '' || isPrintable(part, true)) && line.trim() !== ''
}
