import { type Inline, inlinesOf, type RichText } from './document.js'
import { flatFences } from './formula-fences.js'
import { inlineParts } from './formula-layout.js'
import { capitalised, type Mark, outcomeMark, statusMark } from './marks.js'
import { mathWidth, splitTopLevel } from './math-pieces.js'
import { mathml } from './mathml.js'
import { anchor, type Numbering, targetNames } from './numbering.js'
import { webAddress } from './plain-text.js'

// Browsers do not break a formula: a longer one, in em, becomes several with places to break between them.
const partWidth = 14

/** Text with formulas, citations and marks as HTML. */
export function htmlInlines(content: RichText, numbering: Numbering): string {
  return inlinesOf(content)
    .map((inline) => htmlInline(inline, numbering))
    .join('')
}

function htmlInline(inline: Inline, numbering: Numbering): string {
  switch (inline.kind) {
    case 'text':
      return escapeHtml(inline.text)
    case 'math':
      return inlineFormula(inline.latex)
    case 'strong':
      return `<strong>${htmlInlines(inline.inlines, numbering)}</strong>`
    case 'emphasis':
      return `<em>${htmlInlines(inline.inlines, numbering)}</em>`
    case 'code':
      return `<code>${escapeHtml(inline.text)}</code>`
    case 'cite': {
      const number = numbering.citations.indexOf(inline.key) + 1
      return `<a class="cite" href="#${citationAnchor(inline.key)}">[${number}]</a>`
    }
    case 'status':
      return markHtml(statusMark(inline.state))
    case 'outcome':
      return markHtml(outcomeMark(inline.outcome))
    case 'link': {
      const address = webAddress(inline.href)
      if (address === undefined) return escapeHtml(inline.text)
      return `<a href="${escapeHtml(address)}" rel="noreferrer">${escapeHtml(inline.text)}</a>`
    }
    case 'reference': {
      const { kind, number } = numbering.targets.get(inline.to)!
      const shown = kind === 'formula' ? `(${number})` : number
      return `<a href="#${anchor(inline.to)}">${targetNames[kind]}&nbsp;${shown}</a>`
    }
  }
}

function inlineFormula(given: string): string {
  const latex = flatFences(given)
  const formula = splitTopLevel(latex, '&').length > 1 ? undefined : mathml(latex, false)
  if (formula === undefined) return `<code>${escapeHtml(given)}</code>`
  if (mathWidth(latex) <= partWidth) return formula
  const parts = inlineParts(latex, partWidth).map((part) => mathml(part, false))
  if (parts.includes(undefined)) return scrolling(formula)
  return parts.map((part) => part!).join('<wbr>')
}

function scrolling(formula: string): string {
  return `<span class="wide">${formula}</span>`
}

export function citationAnchor(key: string): string {
  return `cite-${anchor(key)}`
}

/** The sign and the word; the word alone is read aloud. */
export function markHtml(mark: Mark, asHeading = false): string {
  const sign = signs[mark.sign]
  const word = escapeHtml(asHeading ? capitalised(mark.word) : mark.word)
  const shown = sign === '' ? '' : `<span aria-hidden="true">${sign}</span>&nbsp;`
  return `<span class="mark ${mark.tone}">${shown}${word}</span>`
}

const signs: Record<Mark['sign'], string> = {
  tick: '✓',
  cross: '✗',
  circle: '○',
  question: '?',
  dash: '–',
  exclamation: '!',
  none: '',
}

/** Any text as HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, (control) => (control === '\r' ? '\n' : ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
