import { spent } from '../../base/budget.js'
import { isZero } from '../../calculus/index.js'
import { type Expression, substitute, subtract, type SymbolNode } from '../../expression/index.js'
import { type DomainCondition, simplified } from './domain.js'
import { unlessUndefined } from './isolate.js'
import { simplest } from './simplest.js'
import { type SolvedBranch, type SolvedSystem, solveSystem, type SolveOptions } from './solve-system.js'

const deepest = 3
const mostCases = 12

/**
 * The system solved inside a domain, and where the solution presupposes that something does not vanish, once more with that
 * equal to 0: families that a field vanishes on by a common factor are found so. What stays in `nonzero` was not solved.
 */
export async function solveInCases(
  equations: readonly Expression[],
  unknowns: readonly SymbolNode[],
  domain: readonly DomainCondition[],
  options: SolveOptions,
): Promise<SolvedSystem | undefined> {
  let left = mostCases
  const solved = async (open: readonly Expression[], depth: number): Promise<SolvedSystem | undefined> => {
    const [best] = await solveSystem(open, unknowns, options)
    if (best === undefined) return undefined
    const branches = [...best.branches]
    const nonzero: Expression[] = []
    let { complete } = best
    for (const e of presupposed(best, domain)) {
      const isTried = depth > 0 && left-- > 0 && !spent(options.budget) && !open.includes(e)
      const inner = isTried ? await solved([e, ...open], depth - 1) : undefined
      branches.push(...(inner?.branches ?? []))
      nonzero.push(...(inner?.nonzero ?? [e]))
      complete &&= inner?.complete ?? true
    }
    return { branches, nonzero: [...new Set(nonzero)], complete }
  }
  return solved(equations, deepest)
}

/** What the solution presupposed not to vanish and may vanish in the domain, factor by factor. */
function presupposed({ nonzero }: SolvedSystem, domain: readonly DomainCondition[]): Expression[] {
  const excluded = new Set(
    domain.filter(({ kind }) => kind !== 'nonnegative').map(({ expression }) => expression),
  )
  const factors = nonzero.flatMap((e) => simplified([{ kind: 'nonzero', expression: e }])?.map(({ expression }) => expression) ?? [e]) // prettier-ignore
  return [...new Set(factors)].filter((e) => !excluded.has(e))
}

/** A solution as the values of all unknowns, in which those of `free` stay. */
export interface Solution {
  readonly parameters: readonly Expression[]
  readonly free: readonly SymbolNode[]
}

export function solutionOf({ assigned, free }: SolvedBranch, unknowns: readonly SymbolNode[]): Solution {
  return { parameters: unknowns.map((symbol) => assigned.get(symbol) ?? symbol), free }
}

/** Each once: no point of a family, and no family that is part of another. */
export function withoutRepetitions<T extends Solution>(
  solutions: readonly T[],
  unknowns: readonly SymbolNode[],
): T[] {
  const byFreedom = [...solutions].sort((a, b) => b.free.length - a.free.length)
  const kept: T[] = []
  for (const each of byFreedom) if (!kept.some((other) => isPartOf(each, other, unknowns))) kept.push(each)
  return solutions.filter((each) => kept.includes(each))
}

/** Whether the values of a solution are proved to be those of a member of another. */
export function isPartOf(part: Solution, whole: Solution, unknowns: readonly SymbolNode[]): boolean {
  const values = new Map(unknowns.map((symbol, i) => [symbol as Expression, part.parameters[i]!]))
  return whole.parameters.every((form, i) => {
    if (form === part.parameters[i]) return true
    const difference = unlessUndefined(() =>
      simplest(subtract(substitute(form, values), part.parameters[i]!)),
    )
    return difference !== 'undefined value' && isZero(difference).outcome === 'proved'
  })
}
