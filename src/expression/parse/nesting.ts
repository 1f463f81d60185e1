import { failure } from '../../base/wording.js'
import type { FormulaText } from './formula.js'
import { endsOperand, type Token } from './tokens.js'

/** How deep brackets, powers and signs may be nested. */
export const deepestNesting = 200

const chaining = new Set(['^', '.^', "'"])
const closing = new Map([
  ['(', ')'],
  ['[', ']'],
])

interface Level {
  readonly opening: Token | undefined
  /** How many powers, signs, transposes and indices in a row the present operand is inside of. */
  chain: number
}

/**
 * Checks that brackets match and that nothing is nested too deeply for recursive readers. Lists outside brackets
 * (`a, b`) and definitions inside are refused too.
 */
export function checkNesting(formula: FormulaText, tokens: readonly Token[]): void {
  const levels: Level[] = [{ opening: undefined, chain: 0 }]
  let depth = 0
  tokens.forEach((token, index) => {
    const level = levels.at(-1)!
    const afterOperand = endsOperand(tokens[index - 1])
    const product =
      afterOperand && startsOperand(token) && (token.text !== '(' || tokens[index - 1]!.kind !== 'name')
    if (product) depth += chain(level, -level.chain)
    if (closing.has(token.text)) {
      depth += chain(level, token.text === '[' && afterOperand ? 1 : 0)
      levels.push({ opening: token, chain: 0 })
      depth++
    } else if (token.text === ')' || token.text === ']') {
      if (level.opening === undefined || closing.get(level.opening.text) !== token.text)
        throw unopened(formula, token)
      levels.pop()
      depth -= level.chain + 1
    } else if (token.kind === 'mark') {
      depth += chain(level, chaining.has(token.text) || !afterOperand ? 1 : -level.chain)
      refuseLists(formula, token, level)
    }
    if (depth > deepestNesting)
      throw failure(
        'too-large',
        { what: 'the nesting of the formula', size: depth, limit: deepestNesting, unit: 'levels' },
        formula.span(token.start, 1),
      )
  })
  const open = levels.at(-1)!.opening
  if (open !== undefined)
    throw failure(
      'bad-syntax',
      { detail: `This ${open.text} is never closed by a ${closing.get(open.text)}.` },
      formula.span(open.start, 1),
    )
}

// A number, name or ( that follows an operand without an operator is multiplied by it, or ( calls the name before it.
function startsOperand(token: Token): boolean {
  return token.kind !== 'mark' || token.text === '('
}

function chain(level: Level, change: number): number {
  level.chain += change
  return change
}

function unopened(formula: FormulaText, token: Token): Error {
  const opening = token.text === ')' ? '(' : '['
  return failure(
    'bad-syntax',
    { detail: `This ${token.text} closes nothing: no ${opening} is open here.` },
    formula.span(token.start, 1),
  )
}

function refuseLists(formula: FormulaText, token: Token, { opening }: Level): void {
  if (token.text === '=' && opening !== undefined)
    throw failure(
      'not-allowed',
      {
        what: 'an assignment inside brackets',
        instead: 'Definitions come first, each with a semicolon: h = tanh(x); a*h.',
      },
      formula.span(token.start, 1),
    )
  if (token.text === ';' && opening?.text === '(')
    throw failure(
      'not-allowed',
      {
        what: 'more than one formula',
        instead: 'Separate the rows of a matrix inside brackets: [1, 2; 3, 4].',
      },
      formula.span(token.start, 1),
    )
  if (token.text === ':' && opening?.text !== '[')
    throw failure(
      'not-allowed',
      { what: 'a range', instead: 'Ranges select entries inside an index: x[1:2], W[1,:].' },
      formula.span(token.start, 1),
    )
  if (token.text === ',' && opening === undefined)
    throw failure(
      'not-allowed',
      { what: 'more than one formula', instead: 'A list of entries stands in brackets: [a, b].' },
      formula.span(token.start, 1),
    )
}
