import { failure } from '../../base/wording.js'
import { readBlock } from './block.js'
import { blockMeaning } from './definitions.js'
import type { FormulaText, Scope } from './formula.js'
import { tokens } from './tokens.js'
import type { Value } from './value.js'

/**
 * Reads a formula: a number, vector or matrix of exact expressions in the graph of the scope.
 *
 * The grammar and the precedences are those of mathjs (`-x^2` is `-(x^2)`, `a/b c` is `a/(b*c)`), restricted to numbers,
 * names, `+ - * / ^ .* ./ .^ '`, calls, lists and constant indices. Definitions may come before the expression, each
 * ended by a semicolon: `h = tanh(x); f(t) = t^2; a*f(h)`. Numbers are exact decimals. A vector is a column. Throws a
 * problem that points at the token at fault.
 */
export function parseFormula(formula: FormulaText, scope: Scope): Value {
  return unlessTooDeep(formula, () => blockMeaning(readBlock(formula), scope))
}

/** Runs what reads a formula recursively. Throws `bad-syntax` where the stack is too small for it. */
export function unlessTooDeep<Result>(formula: FormulaText, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw failure('bad-syntax', { detail: 'It is nested too deeply to be read.' }, formula.span(0, 1))
  }
}

/** The formula without spaces that do not matter: two formulas that differ only in spacing have the same. */
export function normalisedText(formula: FormulaText): string {
  return tokens(formula)
    .map(({ text }) => text)
    .join(' ')
}
