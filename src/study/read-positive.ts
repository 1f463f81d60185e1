import { failure } from '../base/wording.js'
import { evaluate, parseFormula } from '../expression/index.js'
import type { Model } from '../model/index.js'
import type { ExactInput } from '../theory/index.js'

/**
 * A positive number that an option gives, exact where it is an expression such as 1/10; nothing where it is left out.
 *
 * @throws `bad-option`, and what formulas throw, with the place
 */
export function readPositive(
  { graph }: Model,
  option: string,
  given: number | string | undefined,
): ExactInput | undefined {
  if (given === undefined) return undefined
  const text = String(given)
  const span = (offset: number, length: number) => ({
    source: option,
    line: 1,
    column: offset + 1,
    length,
    text,
  })
  const { shape, entries } = parseFormula(
    { text, span },
    { graph, lookup: () => undefined, names: () => ({ parameters: [], data: [] }) },
  )
  const exact = entries[0]
  const value = exact === undefined || shape.length > 0 ? NaN : evaluate(exact, new Map())
  if (exact === undefined || !Number.isFinite(value) || value <= 0)
    throw failure('bad-option', {
      option,
      expected: 'a positive number or an exact expression such as 1/10',
      got: text,
    })
  return { exact, value }
}
