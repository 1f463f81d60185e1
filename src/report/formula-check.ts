/**
 * Whether a formula can be handed to TeX without harm: braces, brackets and environments are matched, and nothing in it
 * leaves math mode or changes TeX itself. A formula that fails is shown as its source.
 */
export function isSoundFormula(latex: string): boolean {
  return latex.trim() !== '' && !strays.test(latex.replaceAll(/\\[^A-Za-z]/g, '')) && !hasForbidden(latex) && isMatched(latex)
} // prettier-ignore

// Characters that mean something else outside of formulas; `&` and `\\` are for alignment and allowed.
const strays = /[%#$]/

const forbidden =
  /^\\(?:input|include|openin|openout|read|write|immediate|special|catcode|def|edef|gdef|xdef|let|futurelet|csname|newcommand|renewcommand|providecommand|usepackage|documentclass|loop|repeat|expandafter|every\w+|output|shipout|par|end|begingroup|endgroup|bgroup|egroup|uppercase|lowercase|scantokens|directlua|verb|label|ref|href|url|hbox|vbox|halign|hskip|vskip|kern|unskip|if\w*|fi|else|or|the|string|meaning|number|jobname|dump|bye|stop)$/

function hasForbidden(latex: string): boolean {
  return [...latex.matchAll(/\\[A-Za-z]+/g)].some(
    ([word]) => forbidden.test(word) && word !== '\\end',
  ) || /\\[()[\]]|\\\^\^|\^\^/.test(latex.replaceAll('\\\\', ''))
} // prettier-ignore

function isMatched(latex: string): boolean {
  const open: string[] = []
  for (const [token, delimiter, edge, name] of latex.matchAll(
    /\\(left|right)(?![A-Za-z])|\\(begin|end)\s*\{([A-Za-z]+\*?)\}|\\(?:[A-Za-z]+|.|$)|[{}]/gs,
  )) {
    if (delimiter === 'left') open.push('\\left')
    else if (edge === 'begin') open.push(`\\begin{${name}}`)
    else if (token === '{') open.push('{')
    else {
      const partner = delimiter === 'right' ? '\\left' : edge === 'end' ? `\\begin{${name}}` : token === '}' ? '{' : undefined
      if (partner !== undefined && open.pop() !== partner) return false
      if (token === '\\' || token === '\\begin' || token === '\\end') return false
    }
  }
  return open.length === 0
} // prettier-ignore
