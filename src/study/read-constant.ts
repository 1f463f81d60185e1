import { failure } from '../base/wording.js'
import { evaluate, type Expression, parseFormula } from '../expression/index.js'
import type { Model } from '../model/index.js'
import type { ExactInput } from '../theory/index.js'

/**
 * A number that an option gives, exact where it is an expression such as 1/10.
 *
 * @throws `bad-option` for what is no single number, and what formulas throw, with the place
 */
export function readConstant(
  { graph }: Model,
  { option, expected }: { readonly option: string; readonly expected: string },
  text: string,
): Expression {
  const span = (offset: number, length: number) => ({ source: option, line: 1, column: offset + 1, length, text }) // prettier-ignore
  const { shape, entries } = parseFormula(
    { text, span },
    { graph, lookup: () => undefined, names: () => ({ parameters: [], data: [] }) },
  )
  if (shape.length === 0 && entries[0] !== undefined) return entries[0]
  throw failure('bad-option', { option, expected, got: text })
}

/**
 * A positive number that an option gives; nothing where it is left out.
 *
 * @throws as `readConstant`, and `bad-option` for a number that is not positive
 */
export function readPositive(
  model: Model,
  option: string,
  given: number | string | undefined,
): ExactInput | undefined {
  if (given === undefined) return undefined
  const expected = 'a positive number or an exact expression such as 1/10'
  const exact = readConstant(model, { option, expected }, String(given))
  const value = evaluate(exact, new Map())
  if (!Number.isFinite(value) || value <= 0)
    throw failure('bad-option', { option, expected, got: String(given) })
  return { exact, value }
}
