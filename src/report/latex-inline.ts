import { capitalised, type Mark, outcomeMark, statusMark } from './marks.js'
import type { Inline, RichText } from './document.js'
import { inlinesOf } from './document.js'
import { flatFences } from './formula-fences.js'
import { breakableInline } from './formula-layout.js'
import { asciiMath, asciiText, latexCode, latexText } from './latex-text.js'
import { mathPieces, mathWidth, splitTopLevel } from './math-pieces.js'
import { isPrintable } from './mathml.js'
import { anchor, type Numbering, targetNames } from './numbering.js'
import { plainText, webAddress } from './plain-text.js'

// Formulas narrower than this, in em, are left in one piece; TeX may still break them as it always does.
const shortFormula = 10

// A part of a formula that is wider than this and cannot be broken is measured by TeX and scaled if it must be.
const widePart = 28

/** Text with formulas, citations and marks as LaTeX. */
export function latexInlines(content: RichText, numbering: Numbering): string {
  return inlinesOf(content)
    .map((inline) => latexInline(inline, numbering))
    .join('')
}

function latexInline(inline: Inline, numbering: Numbering): string {
  switch (inline.kind) {
    case 'text':
      return latexText(inline.text)
    case 'math':
      return inlineFormula(inline.latex)
    case 'strong':
      return `\\textbf{${latexInlines(inline.inlines, numbering)}}`
    case 'emphasis':
      return `\\emph{${latexInlines(inline.inlines, numbering)}}`
    case 'code':
      return latexCode(inline.text)
    case 'cite':
      return `\\cite{${inline.key}}`
    case 'status':
      return markLatex(statusMark(inline.state))
    case 'outcome':
      return markLatex(outcomeMark(inline.outcome))
    case 'link':
      return linkLatex(inline.href, inline.text)
    case 'reference': {
      const { kind } = numbering.targets.get(inline.to)!
      const ref = kind === 'formula' ? '\\eqref' : '\\ref'
      return `${targetNames[kind]}~${ref}{${anchor(inline.to)}}`
    }
  }
}

function inlineFormula(latex: string): string {
  if (splitTopLevel(latex, '&').length > 1 || !isPrintable(latex, false)) return latexCode(latex)
  const source = flatFences(asciiMath(latex))
  if (mathWidth(source) <= shortFormula) return `$${source}$`
  const wide = mathPieces(source).some(({ width }) => width > widePart)
  return wide ? `\\fitmath{${source}}` : `$${breakableInline(source)}$`
}

/** The sign and the word: `\checkmark proved`. */
export function markLatex(mark: Mark, word: string = mark.word): string {
  const sign = signs[mark.sign]
  return `\\textcolor{tone${mark.tone}}{${sign === '' ? '' : `${sign}~`}${word.replaceAll(' ', '~')}}`
}

/** The mark at the head of a callout. */
export function headingMark(mark: Mark): string {
  return markLatex(mark, capitalised(mark.word))
}

const signs: Record<Mark['sign'], string> = {
  tick: '$\\checkmark$',
  cross: '$\\boldsymbol{\\times}$',
  circle: '$\\circ$',
  question: '?',
  dash: '--',
  exclamation: '!',
  none: '',
}

function linkLatex(href: string, shown: string): string {
  const address = webAddress(href)
  if (address === undefined) return latexText(shown)
  return `\\href{${address.replaceAll(/[%#&_~^\\{}]/g, (character) => `\\${character}`)}}{${latexText(shown)}}`
}

/** Plain words without LaTeX, for bookmarks and metadata of the PDF. */
export function bookmarkText(content: RichText): string {
  return asciiText(plainText(content))
    .replaceAll(/[\\^~]/g, ' ')
    .replaceAll(/[{}%#&_$]/g, '\\$&')
}
