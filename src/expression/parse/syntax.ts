// mathjs is used for its grammar only. From its single-file build the first formula is read after 140 ms, from `mathjs`
// after 600 ms and from `mathjs/number` after 270 ms (Node 20): those load hundreds of files, whatever is asked for.
import mathjs from 'mathjs/lib/browser/math.js'
import { failure } from '../../base/wording.js'
import type { FormulaText } from './formula.js'
import { longestFormula } from './tokens.js'

/** The nodes of mathjs that can occur once the tokens have been checked; `type` of any other is refused later. */
export type Syntax =
  | { readonly type: 'ConstantNode' }
  | { readonly type: 'SymbolNode'; readonly name: string }
  | { readonly type: 'ParenthesisNode'; readonly content: Syntax }
  | {
      readonly type: 'OperatorNode'
      readonly op: string
      readonly fn: string
      readonly implicit: boolean
      readonly args: readonly Syntax[]
    }
  | { readonly type: 'FunctionNode'; readonly fn: Syntax; readonly args: readonly Syntax[] }
  | { readonly type: 'ArrayNode'; readonly items: readonly Syntax[] }
  | { readonly type: 'AccessorNode'; readonly object: Syntax; readonly index: IndexSyntax }
  | {
      readonly type: 'RangeNode'
      readonly start: Syntax
      readonly end: Syntax
      readonly step: Syntax | null
    }

export interface IndexSyntax {
  readonly type: 'IndexNode'
  readonly dimensions: readonly Syntax[]
}

/**
 * The syntax tree of a formula whose tokens and nesting have been checked. Line breaks count as spaces. Throws
 * `bad-syntax` with the place.
 */
export function syntaxTree(formula: FormulaText): Syntax {
  try {
    return mathjs.parse(formula.text.replaceAll(/\s/g, ' ')) as Syntax
  } catch (error) {
    if (error instanceof RangeError)
      throw failure(
        'too-large',
        {
          what: 'the nesting of the formula',
          size: formula.text.length,
          limit: longestFormula,
          unit: 'characters',
        },
        formula.span(0, 1),
      )
    throw syntaxProblem(formula, error)
  }
}

function syntaxProblem(formula: FormulaText, error: unknown): Error {
  const char = typeof error === 'object' && error !== null && 'char' in error ? Number(error.char) : 1
  const message = error instanceof Error ? error.message.replace(/ \(char \d+\)$/, '') : String(error)
  const end = formula.text.trimEnd().length
  let offset = Math.max(0, Math.min(char - 1, end))
  // Rows of different lengths are noticed after the closing bracket.
  if (message.startsWith('Column dimensions')) offset = Math.max(0, formula.text.lastIndexOf(']', offset - 1))
  return failure('bad-syntax', { detail: sentence(message) }, formula.span(offset, 1))
}

const sentences: readonly [RegExp, string][] = [
  [/^Unexpected end of expression/, 'The formula ends where a value is expected.'],
  [/^Value expected/, 'A value is expected here.'],
  [/^Parenthesis \) expected/, 'A closing ) or an operator is expected here.'],
  [/^Parenthesis \] expected|^End of matrix/, 'A closing ] or an operator is expected here.'],
  [/^Column dimensions mismatch.*/, 'The rows of this matrix have different lengths.'],
  [/^Unexpected operator (.+)/, '$1 is not expected here.'],
  [/^Unexpected part "(.+)"/, 'An operator is expected before $1.'],
  [/^Digit expected/, 'A digit is expected here.'],
]

function sentence(message: string): string {
  for (const [pattern, text] of sentences) if (pattern.test(message)) return message.replace(pattern, text)
  return `${message}.`
}
