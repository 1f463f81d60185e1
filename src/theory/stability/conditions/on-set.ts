import { isZero, vanishesOn } from '../../../calculus/index.js'
import {
  evaluate,
  type Expression,
  freeSymbols,
  nodeCount,
  orderNodes,
  substitute,
} from '../../../expression/index.js'
import { expressionAlong, type Landscape, type ParametrisedBranch } from '../../../geometry/index.js'
import { valuesAt } from './places.js'
import { unlessProblem } from './unless-problem.js'

/** What can be proved to vanish on the zero-loss set. */
export interface OnSet {
  /** Whether an expression in the model's symbols is 0 at all known points of the set, to rounding. */
  seemsZero(e: Expression): boolean
  /** Whether it is proved to vanish on the set, or on the branches by which the set is known. */
  isProved(e: Expression): boolean
  /** The same with parts that are proved to vanish left out. */
  settled(e: Expression): Expression
}

const largest = 400

export function onSet(
  landscape: Landscape,
  points: readonly Float64Array[],
  branches: readonly ParametrisedBranch[],
): OnSet {
  const places = points.map((w) => valuesAt(landscape.model, w))
  const residuals = equationsOf(landscape)
  const known = new Map<Expression, boolean>()
  const seemsZero = (e: Expression): boolean => places.every((values) => Math.abs(evaluate(e, values)) <= 1e-9 * sizeOf(e, values)) // prettier-ignore
  const prove = (e: Expression): boolean => {
    if (isZero(e).outcome === 'proved') return true
    if (residuals === undefined || nodeCount([e]) > largest) return alongBranches(e)
    return vanishesOn(e, residuals).outcome === 'proved' || alongBranches(e)
  }
  const alongBranches = (e: Expression): boolean =>
    branches.length > 0 &&
    branches.every((branch) => {
      const there = unlessProblem(() => expressionAlong(landscape, branch, e))
      return there !== undefined && isZero(there).outcome === 'proved'
    })
  const isProved = (e: Expression): boolean => {
    const before = known.get(e)
    if (before !== undefined) return before
    const answer = seemsZero(e) && prove(e)
    known.set(e, answer)
    return answer
  }
  return { seemsZero, isProved, settled: (e) => settled(e, { seemsZero, isProved }) }
}

function equationsOf({ model, symbolic }: Landscape): readonly Expression[] | undefined {
  const count = model.loss.kind === 'squares' ? model.loss.residuals.length * (model.data?.sampleCount ?? 1) : 0
  if (count === 0 || count > 4) return undefined
  const { residuals } = symbolic
  return residuals !== undefined && nodeCount(residuals) <= largest ? residuals : undefined
} // prettier-ignore

/** How large the terms are that cancel. */
function sizeOf(e: Expression, values: ReadonlyMap<Expression, number>): number {
  if (e.kind !== 'sum') return 1
  return e.terms.reduce((sum, { term }) => sum + Math.abs(evaluate(term, values)), 1)
}

/** Sums, and arguments of functions, that vanish on the set are replaced by 0, from the inside out. */
function settled(e: Expression, { seemsZero, isProved }: Pick<OnSet, 'seemsZero' | 'isProved'>): Expression {
  const zero = e.graph.zero
  const replacements = new Map<Expression, Expression>()
  for (const node of orderNodes([e]))
    if (node.kind === 'sum' && freeSymbols(node).size > 0 && seemsZero(node) && isProved(node))
      replacements.set(node, zero)
  if (replacements.size === 0) return e
  return unlessProblem(() => substitute(e, replacements)) ?? e
}
