import { type Budget, spent, unlimited, within } from '../../base/budget.js'
import { gradient, isZero, vanishesOn } from '../../calculus/index.js'
import {
  type Expression,
  freeSymbols,
  nodeCount,
  substituteAll,
  subtract,
  type SymbolNode,
  toText,
} from '../../expression/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { branchPoints, isOnBranch, type ParametrisedBranch } from './branch.js'
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
// Where there is one answer already, simpler ones are looked for this long.
const patienceForMore = 2000
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
  const { symbols } = landscape.model
  const { proposer } = options
  const refusals = new Set<string>()
  let solving = shortest(equations.proposing, mostSolved)
  for (let round = 0; round < mostRounds; round++) {
    const found = await solutionsOf(
      landscape,
      { equations: solving, whole: equations.certifying[0] },
      { budget, proposer, alternatives },
    )
    const best = chosen(landscape, found, refusals, options.through)
    if (best !== undefined) {
      const coverage = coverageOf(equations.certifying, symbols, best.branches, best)
      return { kind: 'explicit', ...best, coverage, refusals: [...refusals] }
    }
    if (found.some(isEmpty) || haveNoZero(equations.certifying))
      return none('the residuals have no common real zero', [...refusals])
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

/** Whether some combination of the equations is 1: exact, by a Gröbner basis. */
function haveNoZero(equations: readonly Expression[]): boolean {
  if (equations.length > mostSolved) return false
  return vanishesOn(equations[0]!.graph.one, equations).outcome === 'proved'
}

// A general loss is solved through one equation at a time: which of them decides is not known. The equations of a sum of
// squares are solved together, also for the entries of one vector or matrix alone: where they are
// linear in those, that is quick and gives the simplest domain.
async function solutionsOf(
  { hasResiduals, model }: Landscape,
  { equations, whole }: { readonly equations: readonly Expression[]; readonly whole: Expression | undefined },
  options: Parameters<typeof solveSystem>[2],
): Promise<SolvedSystem[]> {
  const symbols = model.symbols.filter((symbol) => symbol.kind === 'symbol')
  const found: SolvedSystem[] = []
  if (!hasResiduals) {
    for (const equation of equations) {
      const systems = await solveSystem([equation], symbols, options)
      found.push(...systems.map((system) => ({ ...system, complete: system.complete && equation === whole })))
    }
    return found
  }
  for (const parameter of model.parameters) {
    const entries = symbols.filter((symbol) => parameter.symbols.includes(symbol))
    if (entries.length < Math.max(2, equations.length) || entries.length === symbols.length) continue
    if (!equations.every((equation) => isAffine(equation, entries))) continue
    const systems = await solveSystem(equations, entries, { ...options, alternatives: 1 })
    const withOthers = systems
      .filter(({ branches }) => branches.length > 0)
      .map((system) => ({ ...system, branches: system.branches.map((branch) => freeIn(branch, symbols)) }))
    found.push(...withOthers)
  }
  const rest = found.length > 0 ? within(options.budget, patienceForMore) : options.budget
  return [...found, ...(await solveSystem(equations, symbols, { ...options, budget: rest }))]
}

/** Whether no product of the symbols, nor a function of one, occurs. */
function isAffine(equation: Expression, symbols: readonly SymbolNode[]): boolean {
  const slopes = gradient(equation, symbols)
  return slopes.every((slope) => !symbols.some((symbol) => freeSymbols(slope).has(symbol)))
}

/** With everything free that is not assigned. */
function freeIn({ assigned }: SolvedBranch, symbols: readonly SymbolNode[]): SolvedBranch {
  return { assigned, free: symbols.filter((symbol) => !assigned.has(symbol)) }
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
    const certified = results.flatMap((result) => (result.outcome === 'certified' ? [result.branch] : []))
    for (const result of results) if (result.outcome === 'refused') refusals.add(result.reason)
    if (certified.length === 0) continue
    const { symbols } = landscape.model
    const branches = certified.filter((each) => !certified.some((other) => contains(other, each, symbols)))
    const containing = through && branches.find((branch) => isOnBranch(branch, symbols, through.coordinates))
    const isWhole = complete && certified.length === proposed.length
    const candidate = { branches, nonzero, complete: isWhole, through: containing }
    if (through === undefined || containing !== undefined) return candidate
    best ??= candidate
  }
  return best
}

/** Whether `part`, of smaller dimension, is proved to lie on `branch`. */
function contains(
  branch: ParametrisedBranch,
  part: ParametrisedBranch,
  symbols: readonly Expression[],
): boolean {
  const { free, coordinates } = branch
  if (part.free.length >= free.length || !free.every((symbol) => symbols.includes(symbol))) return false
  const [point] = branchPoints(part, 1)
  if (point === undefined || !isOnBranch(branch, symbols, point.coordinates)) return false
  const there = new Map(free.map((symbol) => [symbol, part.coordinates[symbols.indexOf(symbol)]!]))
  const images = unlessUndefined(() => substituteAll(coordinates, there))
  if (images === 'undefined value') return false
  return images.every((image, i) => isZero(subtract(image, part.coordinates[i]!)).outcome === 'proved')
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
