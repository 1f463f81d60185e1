import { failure } from '../../base/wording.js'
import { type FormulaText, partOf } from './formula.js'
import { type Head, headOf } from './head.js'
import { checkNesting } from './nesting.js'
import { type Places, places } from './places.js'
import { type Syntax, syntaxTree } from './syntax.js'
import { type Token, tokens } from './tokens.js'

/** An expression whose syntax has been read and whose names have not been looked up. */
export interface Prepared {
  readonly formula: FormulaText
  readonly tree: Syntax
  readonly places: Places
  /** How many tokens it has. */
  readonly size: number
}

/** `h = tanh(x)` or `f(t) = t^2`. */
export interface Definition {
  readonly head: Head
  readonly body: Block
}

/** A formula: an expression after the definitions it uses, as in `h = tanh(x); a*h`. */
export interface Block {
  readonly definitions: readonly Definition[]
  readonly result: Prepared
}

interface Statement {
  readonly tokens: readonly Token[]
  /** The semicolon after it. */
  readonly end: Token | undefined
}

/**
 * Reads the syntax of a formula. Definitions are taken apart here, so that mathjs sees expressions only. Throws a problem
 * that points at the token at fault.
 */
export function readBlock(formula: FormulaText): Block {
  const found = tokens(formula)
  checkNesting(formula, found)
  const statements = separated(found)
  const last = statements.at(-1)!
  const definitions = statements.slice(0, -1).map((statement) => definition(formula, statement))
  const equals = last.tokens.find(({ text }) => text === '=')
  if (equals !== undefined)
    throw failure(
      'not-allowed',
      {
        what: 'an assignment',
        instead:
          'A formula ends with an expression; what is defined for it comes before, with a semicolon: h = tanh(x); a*h.',
      },
      formula.span(equals.start, 1),
    )
  if (last.tokens.length === 0)
    throw failure(
      'bad-syntax',
      { detail: 'After this ; the expression itself is expected, as in h = tanh(x); a*h.' },
      formula.span(statements.at(-2)!.end!.start, 1),
    )
  return { definitions, result: prepared(formula, last.tokens) }
}

/** Reads one definition of which head and body are texts of their own. */
export function readDefinition(head: FormulaText, body: FormulaText): Definition {
  return { head: headOf(head, tokens(head)), body: readBlock(body) }
}

/** How many tokens a block has. */
export function sizeOf({ definitions, result }: Block): number {
  return definitions.reduce((size, { body }) => size + sizeOf(body), result.size)
}

/** The statements between semicolons outside of brackets. */
function separated(found: readonly Token[]): Statement[] {
  const statements: Statement[] = []
  let [depth, start] = [0, 0]
  found.forEach((token, index) => {
    if (token.text === '(' || token.text === '[') depth++
    else if (token.text === ')' || token.text === ']') depth--
    else if (token.text === ';' && depth === 0) {
      statements.push({ tokens: found.slice(start, index), end: token })
      start = index + 1
    }
  })
  return [...statements, { tokens: found.slice(start), end: undefined }]
}

function definition(formula: FormulaText, { tokens: all, end }: Statement): Definition {
  const at = all.findIndex(({ text }) => text === '=')
  if (at === -1) throw notDefining(formula, all, end!)
  const equals = all[at]!
  const body = all.slice(at + 1)
  const second = body.find(({ text }) => text === '=')
  if (second !== undefined)
    throw failure(
      'not-allowed',
      {
        what: 'a second = in a definition',
        instead: 'Separate definitions with semicolons: h = tanh(x); k = h^2; a*k.',
      },
      formula.span(second.start, 1),
    )
  if (at === 0 || body.length === 0)
    throw failure(
      'bad-syntax',
      { detail: `${at === 0 ? 'Before' : 'After'} this = something is expected, as in h = tanh(x); a*h.` },
      formula.span(equals.start, 1),
    )
  return {
    head: headOf(formula, all.slice(0, at)),
    body: { definitions: [], result: prepared(formula, body) },
  }
}

function notDefining(formula: FormulaText, found: readonly Token[], end: Token): Error {
  const span = formula.span(end.start, 1)
  if (found.length === 0)
    return failure(
      'bad-syntax',
      { detail: 'Before this ; a definition is expected, as in h = tanh(x); a*h.' },
      span,
    )
  return failure(
    'not-allowed',
    {
      what: 'more than one formula',
      instead:
        'Only definitions come before the last: h = tanh(x); a*h. A matrix has brackets: [1, 2; 3, 4].',
    },
    span,
  )
}

function prepared(formula: FormulaText, some: readonly Token[]): Prepared {
  const part = partOf(formula, some[0]!.start, some.at(-1)!.end)
  const own = tokens(part)
  const tree = syntaxTree(part)
  return { formula: part, tree, places: places(tree, own), size: own.length }
}
