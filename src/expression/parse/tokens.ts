import { failure } from '../../base/wording.js'
import type { FormulaText } from './formula.js'
import { refusalOfCharacter, refusalOfWord } from './refusals.js'

/** One token of a formula; `end` is the offset after its last character. */
export interface Token {
  readonly kind: 'name' | 'number' | 'mark'
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The longest formula that is read, in characters. */
export const longestFormula = 20_000

const marks = ['.*', './', '.^', '+', '-', '*', '/', '^', "'", '(', ')', '[', ']', ',', ';', ':', '=']
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const space = /\s+/y
// A dot before *, / or ^ belongs to the operator, as it does for mathjs.
const number = /(?:\d+(?:\.(?![*/^]))?\d*|\.\d+)(?:[eE][+-]?\d+)?/y

/**
 * The tokens of a formula, by the rules of mathjs. Whatever mathjs would read and we do not want (texts,
 * objects, comparisons, units, comments, names that are not ASCII) is refused here, so that mathjs never sees it; `=` is taken out with
 * the definitions.
 */
export function tokens(formula: FormulaText): Token[] {
  const { text } = formula
  if (text.length > longestFormula)
    throw failure(
      'too-large',
      { what: 'the formula', size: text.length, limit: longestFormula, unit: 'characters' },
      formula.span(0, 1),
    )
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    const blank = match(space, text, at)
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    const token = next(formula, at, found.at(-1))
    found.push(token)
    at = token.end
  }
  if (found.length === 0) throw failure('bad-syntax', { detail: 'The formula is empty.' }, formula.span(0, 1))
  return found
}

function next(formula: FormulaText, at: number, previous: Token | undefined): Token {
  const { text } = formula
  const word = match(name, text, at)
  if (word !== undefined) {
    const refusal = refusalOfWord(word)
    if (refusal !== undefined) throw failure('not-allowed', refusal, formula.span(at, word.length))
    return { kind: 'name', text: word, start: at, end: at + word.length }
  }
  const digits = match(number, text, at)
  if (digits !== undefined) return numberToken(formula, at, digits)
  const mark = marks.find((candidate) => text.startsWith(candidate, at))
  const quote = mark === "'" && !endsOperand(previous)
  const refused = text.startsWith('**', at) || text.startsWith('==', at)
  if (mark === undefined || quote || refused) {
    const refusal = refusalOfCharacter(text, at)
    throw failure('not-allowed', refusal.facts, formula.span(at, refusal.length))
  }
  return { kind: 'mark', text: mark, start: at, end: at + mark.length }
}

function numberToken(formula: FormulaText, at: number, digits: string): Token {
  const end = at + digits.length
  const after = formula.text[end] ?? ''
  if (after === '_' || (digits === '0' && /[xXbBoO]/.test(after)))
    throw failure(
      'not-allowed',
      {
        what: `${digits}${after}`,
        instead: `Numbers are decimal, like 12000 or 1.2e4; a product is ${digits}*…`,
      },
      formula.span(at, digits.length + 1),
    )
  if (/^[eE][+-]/.test(formula.text.slice(end, end + 2)))
    throw failure(
      'bad-syntax',
      {
        detail: `After ${digits}${after} a whole exponent is expected; the constant e is multiplied as ${digits}*e.`,
      },
      formula.span(at, digits.length + 2),
    )
  return { kind: 'number', text: digits, start: at, end }
}

/** Whether a value may end with this token, so that what follows is an operator and `'` means transpose. */
export function endsOperand(token: Token | undefined): boolean {
  return token !== undefined && (token.kind !== 'mark' || [')', ']', "'"].includes(token.text))
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  const sticky = new RegExp(pattern)
  sticky.lastIndex = at
  return sticky.exec(text)?.[0]
}
