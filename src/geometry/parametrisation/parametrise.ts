import { type Budget, spent, unlimited, within } from '../../base/budget.js'
import { isZero } from '../../calculus/index.js'
import { type Expression, nodeCount, substituteAll, toText } from '../../expression/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { isOnBranch, type ParametrisedBranch } from './branch.js'
import { certify } from './certify.js'
import { type Coverage, coverageOf } from './coverage.js'
import { equationsOf } from './equations.js'
import { unlessUndefined } from './isolate.js'
import { positiveSymbols } from './domain.js'
import { neverVanishes } from './factors.js'
import { withPositive } from './positive.js'
import { simplest } from './simplest.js'
import { type Oracle, type SolvedBranch, type SolvedSystem, solveSystem } from './solve-system.js'

/** The zero-loss set in closed form, or why there is no closed form. */
export type Parametrisation = ExplicitParametrisation | NoParametrisation

export interface ExplicitParametrisation {
  readonly kind: 'explicit'
  readonly branches: readonly ParametrisedBranch[]
  readonly coverage: Coverage
  /** The branch that contains the point asked for, where one was given and is on one. */
  readonly through: ParametrisedBranch | undefined
  /** Why other proposals were not believed. */
  readonly refusals: readonly string[]
}

export interface NoParametrisation {
  readonly kind: 'none'
  readonly reason: string
  readonly refusals: readonly string[]
}

export interface ParametriseOptions {
  /** A computer-algebra system to ask where our own rules do not solve an equation. */
  readonly proposer?: Oracle | undefined
  readonly budget?: Budget
  /** A point that should be on one of the branches. */
  readonly through?: ZeroLossPoint | undefined
}

const patience = 10_000
const alternatives = 6
const mostRounds = 3
const mostSolved = 8

/**
 * An explicit parametrisation of the zero-loss set, by solving residuals for parameters one after the other; of several
 * the simplest. Every branch is certified (see `certify`), and what the branches leave out is said. Takes about 10
 * seconds at most, less with a budget.
 */
export async function parametrise(
  landscape: Landscape,
  options: ParametriseOptions = {},
): Promise<Parametrisation> {
  const budget = within(options.budget ?? unlimited, patience)
  const equations = equationsOf(landscape)
  const none = (reason: string, refusals: readonly string[] = []): NoParametrisation => ({
    kind: 'none',
    reason,
    refusals,
  })
  if (equations === undefined)
    return none('the residuals are too many or too long to be solved in closed form')
  const symbols = landscape.model.symbols.filter((symbol) => symbol.kind === 'symbol')
  const { proposer } = options
  const refusals = new Set<string>()
  let solving = shortest(equations.proposing, mostSolved)
  for (let round = 0; round < mostRounds; round++) {
    const found = await solutionsOf(landscape, solving, symbols, { budget, proposer, alternatives })
    const best = chosen(landscape, found, refusals, options.through)
    if (best !== undefined) {
      const coverage = coverageOf(equations.certifying, symbols, best.branches, best)
      return { kind: 'explicit', ...best, coverage, refusals: [...refusals] }
    }
    if (found.some(isEmpty)) return none('the residuals have no common real zero', [...refusals])
    const missed = firstMissed(found, equations.proposing, solving)
    if (missed === undefined || spent(budget)) break
    solving = [...solving, missed]
  }
  return none(
    spent(budget)
      ? 'no closed form was found in the time given'
      : 'the residuals could not be solved for parameters in closed form',
    [...refusals],
  )
}

/** Whether it was shown that there are no real solutions. */
const isEmpty = ({ branches, nonzero, complete }: SolvedSystem): boolean =>
  branches.length === 0 && complete && nonzero.every(neverVanishes)

// A general loss is solved through one equation at a time: which of them decides is not known.
async function solutionsOf(
  { hasResiduals }: Landscape,
  equations: readonly Expression[],
  symbols: Parameters<typeof solveSystem>[1],
  options: Parameters<typeof solveSystem>[2],
): Promise<SolvedSystem[]> {
  if (hasResiduals) return solveSystem(equations, symbols, options)
  const found: SolvedSystem[] = []
  for (const equation of equations) {
    const systems = await solveSystem([equation], symbols, options)
    const isWhole = equation === equations[0]
    found.push(...systems.map((system) => ({ ...system, complete: system.complete && isWhole })))
  }
  return found
}

interface Chosen {
  readonly branches: readonly ParametrisedBranch[]
  readonly nonzero: readonly Expression[]
  readonly complete: boolean
  readonly through: ParametrisedBranch | undefined
}

/** The first of the solutions with branches that are certified; one through the point, if there is one. */
function chosen(
  landscape: Landscape,
  systems: readonly SolvedSystem[],
  refusals: Set<string>,
  through: ZeroLossPoint | undefined,
): Chosen | undefined {
  let best: Chosen | undefined
  for (const { branches: proposed, nonzero, complete } of systems) {
    const results = proposed.map((branch) => certifyBranch(landscape, branch))
    const branches = results.flatMap((result) => (result.outcome === 'certified' ? [result.branch] : []))
    for (const result of results) if (result.outcome === 'refused') refusals.add(result.reason)
    if (branches.length === 0) continue
    const { symbols } = landscape.model
    const containing = through && branches.find((branch) => isOnBranch(branch, symbols, through.coordinates))
    const isWhole = complete && branches.length === proposed.length
    const candidate = { branches, nonzero, complete: isWhole, through: containing }
    if (through === undefined || containing !== undefined) return candidate
    best ??= candidate
  }
  return best
}

function certifyBranch(landscape: Landscape, { assigned, free }: SolvedBranch) {
  const coordinates = landscape.model.symbols.map((symbol) =>
    symbol.kind === 'symbol' ? (assigned.get(symbol) ?? symbol) : symbol,
  )
  const first = certify(landscape, coordinates, free)
  return first.outcome === 'certified' ? (shortened(landscape, first.branch) ?? first) : first
}

/** With what positive free symbols allow, such as |w| = w: certified again. */
function shortened(landscape: Landscape, { coordinates, free, domain }: ParametrisedBranch) {
  const positive = positiveSymbols(domain)
  if (positive.length === 0) return undefined
  const { forth, back } = withPositive(positive)
  const shorter = coordinates.map((e) => back(simplest(forth(e))))
  const length = (es: readonly Expression[]): number => es.map(toText).join().length
  if (length(shorter) >= length(coordinates)) return undefined
  const given = domain.filter(({ kind, expression }) => kind === 'positive' && expression.kind === 'symbol')
  const again = certify(landscape, shorter, free, given)
  return again.outcome === 'certified' ? again : undefined
}

/** An equation that was left out and that the solutions do not satisfy. */
function firstMissed(
  systems: readonly SolvedSystem[],
  all: readonly Expression[],
  solved: readonly Expression[],
): Expression | undefined {
  const assigned = systems.find(({ branches }) => branches.length > 0)?.branches[0]?.assigned
  if (assigned === undefined) return undefined
  return all.find((equation) => {
    if (solved.includes(equation)) return false
    const [there] = unlessUndefinedList(equation, assigned)
    return there === undefined || isZero(there).outcome !== 'proved'
  })
}

function unlessUndefinedList(e: Expression, values: ReadonlyMap<Expression, Expression>): Expression[] {
  const there = unlessUndefined(() => substituteAll([e], values))
  return there === 'undefined value' ? [] : there
}

function shortest(es: readonly Expression[], count: number): Expression[] {
  return [...es]
    .sort((a, b) => nodeCount([a]) - nodeCount([b]) || es.indexOf(a) - es.indexOf(b))
    .slice(0, count)
}
