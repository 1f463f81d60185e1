import type { Proposer } from '../../algebra/index.js'
import { type Budget, spent } from '../../base/budget.js'
import { isZero, vanishesOn } from '../../calculus/index.js'
import {
  type Expression,
  freeSymbols,
  nodeCount,
  substitute,
  substituteAll,
  subtract,
  type SymbolNode,
} from '../../expression/index.js'
import { neverVanishes, vanishingFactors } from './factors.js'
import { type Isolation, isolate, unlessUndefined } from './isolate.js'
import { lengthOf, simplest } from './simplest.js'

/** Values for some of the unknowns in terms of the others. */
export interface SolvedBranch {
  readonly assigned: ReadonlyMap<SymbolNode, Expression>
  readonly free: readonly SymbolNode[]
}

export interface SolvedSystem {
  readonly branches: readonly SolvedBranch[]
  /** Where one of these vanishes there may be further solutions. */
  readonly nonzero: readonly Expression[]
  /** Whether, elsewhere, the branches are all real solutions. */
  readonly complete: boolean
}

/** What a computer-algebra system says: it may be wrong, and is checked. */
export type Oracle = Pick<Proposer, 'factor' | 'solve'>

export interface SolveOptions {
  readonly budget: Budget
  readonly proposer?: Oracle | undefined
  /** How many different solutions of the whole are looked for. */
  readonly alternatives?: number
}

// Beyond these the answer would not be read.
const largestEquation = 250
const mostEquations = 4
const largestSolution = 80
const mostQuestions = 8
const longestQuestion = 2500
const mostSteps = 120

interface State {
  readonly assigned: ReadonlyMap<SymbolNode, Expression>
  readonly open: readonly Expression[]
  readonly unknowns: readonly SymbolNode[]
}

interface Search {
  readonly options: SolveOptions
  readonly known: Map<string, Isolation | undefined>
  questions: number
  steps: number
}

/**
 * Solves equations one after the other, each for the unknown for which that is easiest, and puts the solution into the
 * rest. Several answers, the simplest first; none when it cannot be done by rules or proposals within the budget. All of
 * them are proposals.
 */
export async function solveSystem(
  equations: readonly Expression[],
  unknowns: readonly SymbolNode[],
  options: SolveOptions,
): Promise<SolvedSystem[]> {
  const search: Search = { options, known: new Map(), questions: mostQuestions, steps: mostSteps }
  const start = { assigned: new Map(), open: equations, unknowns }
  const found = await solveOpen(start, search, options.alternatives ?? 1)
  return found.sort((a, b) => costOf(a) - costOf(b))
}

async function solveOpen(state: State, search: Search, width: number): Promise<SolvedSystem[]> {
  const { assigned, unknowns } = state
  const open = remaining(state.open, search)
  if (open === 'contradiction') return [{ branches: [], nonzero: [], complete: true }]
  if (open === undefined) return []
  if (open.length === 0) return [{ branches: [{ assigned, free: unknowns }], nonzero: [], complete: true }]
  const found: SolvedSystem[] = []
  for (const choice of await choices(open, unknowns, search)) {
    if (found.length >= width || spent(search.options.budget) || --search.steps < 0) break
    const solved = await follow(choice, { assigned, open, unknowns }, search)
    if (solved !== undefined) found.push(solved)
  }
  return found
}

/** The equations that are left, without those that hold identically; or that one cannot hold. */
function remaining(
  equations: readonly Expression[],
  { options }: Search,
): Expression[] | 'contradiction' | undefined {
  const open = new Set<Expression>()
  for (const equation of equations) {
    if (spent(options.budget) || nodeCount([equation]) > largestEquation) return undefined
    const simple = unlessUndefined(() => simplest(equation))
    // Such as log(-1): nothing solves what has no value.
    if (simple === 'undefined value') return 'contradiction'
    const short = numerator(simple)
    if (isZero(short).outcome === 'proved') continue
    if (neverVanishes(short)) return 'contradiction'
    open.add(short)
  }
  return [...open].sort((a, b) => lengthOf(a) - lengthOf(b))
}

/** Without the factors that cannot vanish; it vanishes where `e` does. */
const numerator = (e: Expression): Expression => e.graph.product(vanishingFactors(e))

interface Choice {
  readonly equation: Expression
  readonly symbol: SymbolNode
  readonly isolation: Isolation
}

async function choices(
  open: readonly Expression[],
  unknowns: readonly SymbolNode[],
  search: Search,
): Promise<Choice[]> {
  const pairs = open
    .slice(0, mostEquations)
    .flatMap((equation) => unknownsIn(equation, unknowns).map((symbol) => ({ equation, symbol })))
  const found: Choice[] = []
  for (const { equation, symbol } of pairs) {
    if (spent(search.options.budget)) break
    const isolation = remembered(equation, symbol, search)
    if (isolation !== undefined) found.push({ equation, symbol, isolation })
  }
  if (found.length === 0) found.push(...(await proposedChoices(pairs, search)))
  return found.sort((a, b) => costOfIsolation(a.isolation) - costOfIsolation(b.isolation))
}

// The last parameter is solved for first: the free ones are then those a person names first.
function unknownsIn(equation: Expression, unknowns: readonly SymbolNode[]): SymbolNode[] {
  const present = freeSymbols(equation)
  return unknowns.filter((symbol) => present.has(symbol)).reverse()
}

function remembered(equation: Expression, symbol: SymbolNode, { known }: Search): Isolation | undefined {
  const key = `${equation.id} ${symbol.id}`
  if (!known.has(key)) {
    const found = unlessUndefined(() => isolate(equation, symbol))
    known.set(key, found === 'undefined value' ? undefined : found)
  }
  return known.get(key)
}

/** What the computer-algebra system makes of equations that our rules do not solve: factors of them, or solutions. */
async function proposedChoices(
  pairs: readonly Omit<Choice, 'isolation'>[],
  search: Search,
): Promise<Choice[]> {
  const found: Choice[] = []
  const factored = new Map<Expression, Expression>()
  for (const { equation } of pairs)
    if (!factored.has(equation)) factored.set(equation, (await factorOf(equation, search)) ?? equation)
  for (const { equation, symbol } of pairs) {
    const product = factored.get(equation)!
    const isolation =
      (product === equation ? undefined : remembered(product, symbol, search)) ??
      (await solutionOf(equation, symbol, search))
    if (isolation !== undefined) found.push({ equation, symbol, isolation })
  }
  return found
}

async function factorOf(equation: Expression, search: Search): Promise<Expression | undefined> {
  const product = await asked(search, (proposer) => proposer.factor(equation))
  if (product === undefined || isZero(subtract(equation, product)).outcome !== 'proved') return undefined
  return product
}

async function solutionOf(
  equation: Expression,
  symbol: SymbolNode,
  search: Search,
): Promise<Isolation | undefined> {
  const proposals = await asked(search, (proposer) => proposer.solve(equation, symbol))
  const solutions = (proposals ?? []).filter(
    (value) => !freeSymbols(value).has(symbol) && nodeCount([value]) <= largestSolution,
  )
  if (solutions.length === 0) return undefined
  const product = equation.graph.product(solutions.map((value) => subtract(symbol, value)))
  const complete = vanishesOn(product, [equation]).outcome === 'proved'
  return { solutions, nonzero: [], complete }
}

async function asked<Answer>(
  search: Search,
  question: (proposer: Oracle) => Promise<Answer>,
): Promise<Answer | undefined> {
  const { proposer, budget } = search.options
  if (proposer === undefined || spent(budget) || --search.questions < 0) return undefined
  const start = performance.now()
  const answer = await question(proposer)
  // Who needs that long for one question will for the next.
  if (performance.now() - start > longestQuestion) search.questions = 0
  return answer
}

async function follow(
  { symbol, isolation }: Choice,
  state: State,
  search: Search,
): Promise<SolvedSystem | undefined> {
  const branches: SolvedBranch[] = []
  const nonzero = new Set(isolation.nonzero)
  let { complete } = isolation
  let solvedSome = isolation.solutions.length === 0
  for (const solution of isolation.solutions) {
    const next = unlessUndefined(() => withSolution(state, symbol, solution))
    if (next === 'undefined value') continue
    const [rest] = await solveOpen(next, search, 1)
    if (rest === undefined) complete = false
    else {
      solvedSome = true
      branches.push(...rest.branches)
      for (const e of rest.nonzero) nonzero.add(e)
      complete &&= rest.complete
    }
  }
  return solvedSome ? { branches, nonzero: [...nonzero], complete } : undefined
}

function withSolution({ assigned, open, unknowns }: State, symbol: SymbolNode, value: Expression): State {
  const replacement = new Map([[symbol, value]])
  const updated = [...assigned].map(([s, e]) => [s, simplest(substitute(e, replacement))] as const)
  return {
    assigned: new Map([...updated, [symbol, simplest(value)]]),
    open: substituteAll(open, replacement),
    unknowns: unknowns.filter((other) => other !== symbol),
  }
}

function costOf({ branches, nonzero, complete }: SolvedSystem): number {
  if (branches.length === 0) return Infinity
  const lengths = branches.flatMap(({ assigned }) => [...assigned.values()].map(lengthOf))
  const size = lengths.reduce((sum, length) => sum + length, 0) / branches.length
  return size + 8 * (branches.length - 1) + 2 * nonzero.length + (complete ? 0 : 20)
}

function costOfIsolation({ solutions, nonzero, complete }: Isolation): number {
  const size = solutions.reduce((most, value) => Math.max(most, lengthOf(value)), 0)
  return size + 8 * Math.max(0, solutions.length - 1) + 2 * nonzero.length + (complete ? 0 : 20)
}
