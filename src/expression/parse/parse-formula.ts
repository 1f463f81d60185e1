import { failure } from '../../base/wording.js'
import type { FormulaText, Scope } from './formula.js'
import { meaning } from './meaning.js'
import { checkNesting } from './nesting.js'
import { places } from './places.js'
import { syntaxTree } from './syntax.js'
import { tokens } from './tokens.js'
import type { Value } from './value.js'

/**
 * Reads a formula: a number, vector or matrix of exact expressions in the graph of the scope.
 *
 * The grammar and the precedences are those of mathjs (`-x^2` is `-(x^2)`, `a/b c` is `a/(b*c)`), restricted to numbers,
 * names, `+ - * / ^ .* ./ .^ '`, calls, lists and constant indices. Numbers are exact decimals. A vector is a column.
 * Throws a problem that points at the token at fault.
 */
export function parseFormula(formula: FormulaText, scope: Scope): Value {
  const found = tokens(formula)
  checkNesting(formula, found)
  const tree = syntaxTree(formula)
  try {
    return meaning({ formula, scope, places: places(tree, found) }, tree)
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
