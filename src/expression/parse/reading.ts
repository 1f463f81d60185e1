import { ProblemError, type Span } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import type { FormulaText, Scope } from './formula.js'
import type { Places } from './places.js'
import type { IndexSyntax, Syntax } from './syntax.js'

/** What is needed to give a syntax tree its meaning. */
export interface Reading {
  readonly formula: FormulaText
  readonly scope: Scope
  readonly places: Places
}

/** The token to point at when the node itself is at fault. */
export function spanOf({ formula, places }: Reading, node: Syntax | IndexSyntax): Span {
  const place = places.get(node)
  const { start, end } = place?.mark ?? place ?? { start: 0, end: formula.text.length }
  return formula.span(start, end - start)
}

/** Runs what may throw a problem without a place, and adds the place of the node. */
export function at<Result>(reading: Reading, node: Syntax | IndexSyntax, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.span !== undefined) throw error
    throw failure(error.problem.code, error.problem.facts, spanOf(reading, node))
  }
}

/** What the user wrote for a node. */
export function sourceText({ formula, places }: Reading, node: Syntax): string {
  const place = places.get(node)
  return place === undefined ? formula.text : formula.text.slice(place.start, place.end)
}
