import { latexTerms } from './latex.js'
import type { Expression } from './nodes.js'

/** A rough width of typeset LaTeX, in units of a letter: commands count by what they print, braces not at all. */
export function latexWidth(latex: string): number {
  // A fraction is as wide as the wider of its halves; inner ones first.
  let text = latex
  for (let round = 0; round < 20; round++) {
    const next = text.replace(/\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}/, (_, top: string, bottom: string) =>
      'x'.repeat(Math.ceil(Math.max(plainWidth(top), plainWidth(bottom)))),
    )
    if (next === text) break
    text = next
  }
  return plainWidth(text)
}

function plainWidth(text: string): number {
  return text
    .replaceAll(/[_^]\{([^{}]*)\}/g, (_, inner: string) => 'x'.repeat(Math.ceil(inner.length * 0.7)))
    .replaceAll(/\\(left|right|bigl|bigr|mathrm|operatorname|displaystyle)\b/g, '')
    .replaceAll(/\\(tanh|sinh|cosh|sin|cos|tan|log|exp|max|min)\b/g, '$1')
    .replaceAll(/\\[,;:! ]/g, '')
    .replaceAll(/\\[A-Za-z]+/g, 'x')
    .replaceAll(/[{}\s]/g, '')
    .replaceAll(/[+=<>-]/g, 'xx').length
}

/**
 * LaTeX in lines of about `maxWidth` letters at most: a long sum is broken before a plus or minus. A single term that is
 * wider stays whole.
 */
export function toLatexLines(e: Expression, maxWidth = 80): string[] {
  const lines: string[] = []
  let line = ''
  for (const term of latexTerms(e)) {
    if (line !== '' && latexWidth(line) + latexWidth(term) > maxWidth) {
      lines.push(line)
      line = term
    } else line = line === '' ? term : `${line} ${term}`
  }
  return [...lines, line]
}
