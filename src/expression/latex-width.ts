/**
 * About how wide a formula in LaTeX math mode is when typeset, in characters: letters and digits count 1, binary
 * operators 2, sub- and superscripts 0.7 of their content, a fraction as much as its wider half.
 */
export function latexWidth(latex: string): number {
  return new Reader(latex).list()
}

const delimiters = /^\\(left|right|bigl|bigr)$/
const widthless = /^\\(quad|qquad|displaystyle)$/
const unwrapped = /^\\(mathrm|operatorname|mathbf|text)$/

class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(latex: string) {
    this.#tokens = latex.match(/\\[A-Za-z]+|\\.|[^\s]/g) ?? []
  }

  /** The width up to the closing brace or the end. */
  list(): number {
    let width = 0
    while (this.#at < this.#tokens.length && this.#tokens[this.#at] !== '}') width += this.#item()
    this.#at++
    return width
  }

  #item(): number {
    const token = this.#tokens[this.#at++]
    if (token === undefined || widthless.test(token) || delimiters.test(token)) return 0
    if (token === '{') return this.list()
    if (token === '^' || token === '_') return this.#scripts(token)
    if (token === '\\frac') return 0.3 + Math.max(this.#item(), this.#item())
    if (token === '\\sqrt') return 1 + this.#root()
    if (unwrapped.test(token)) return this.#item()
    if (token === '\\,') return 0.3
    if (/^[+\-=]$/.test(token) || token === '\\cdot') return 2
    if (/^[.,()|]$/.test(token)) return 0.6
    return /^\\(log|sin|cos|tan|arc\w+|\w+h|max|min|exp)$/.test(token) ? token.length - 0.5 : 1
  }

  #scripts(first: string): number {
    const width = 0.7 * this.#item()
    const next = this.#tokens[this.#at]
    if ((next !== '^' && next !== '_') || next === first) return width
    this.#at++
    return Math.max(width, 0.7 * this.#item())
  }

  #root(): number {
    if (this.#tokens[this.#at] === '[') this.#at = this.#tokens.indexOf(']', this.#at) + 1
    return this.#item()
  }
}
