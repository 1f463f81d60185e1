import { isZero, vanishesOn } from '../../calculus/index.js'
import { evaluate, type Expression, freeSymbols, substitute, subtract } from '../../expression/index.js'
import { isOnBranch, type ParametrisedBranch } from './branch.js'
import { simplified } from './domain.js'
import { neverVanishes } from './factors.js'
import { unlessUndefined } from './isolate.js'

/** How much of the zero-loss set the branches make up together. */
export interface Coverage {
  /**
   * `all`: every point of it; `part`: not the points of `missing`, which exist; `undecided`: there may be more where
   * `undecided` vanish, or elsewhere when `elsewhere` is set.
   */
  readonly outcome: 'all' | 'part' | 'undecided'
  readonly missing: readonly MissingPart[]
  readonly undecided: readonly Expression[]
  readonly elsewhere: boolean
}

/** Points of the set where an expression in the model's parameters vanishes, on none of the branches. */
export interface MissingPart {
  readonly vanishing: Expression
  /** Exact constants, one per parameter, where one such point is known exactly. */
  readonly example: readonly Expression[] | undefined
}

/**
 * What the branches leave out. `nonzero` and `complete` are what the solution left open: elsewhere than where one of
 * `nonzero` vanishes there is nothing else, if it is complete.
 */
export function coverageOf(
  equations: readonly Expression[],
  symbols: readonly Expression[],
  branches: readonly ParametrisedBranch[],
  { nonzero, complete }: { readonly nonzero: readonly Expression[]; readonly complete: boolean },
): Coverage {
  const unique = branches.length === 1 && isUnique(equations, symbols, branches[0]!)
  const open = unique ? denominators(branches[0]!) : takenApart(nonzero)
  const missing: MissingPart[] = []
  const undecided: Expression[] = []
  for (const e of open) {
    const found = pointsWhere(e, equations, symbols)
    if (found === 'none') continue
    if (found === 'unknown') undecided.push(e)
    else if (isCovered(found, symbols, branches)) undecided.push(e)
    else missing.push({ vanishing: e, example: found })
  }
  const elsewhere = !complete && !unique
  const isOpen = elsewhere || undecided.length > 0
  return {
    outcome: missing.length > 0 ? 'part' : isOpen ? 'undecided' : 'all',
    missing,
    undecided,
    elsewhere,
  }
}

/** Whether s = γ_s holds on the whole set where γ_s is defined, for every parameter: proved by Gröbner bases. */
function isUnique(
  equations: readonly Expression[],
  symbols: readonly Expression[],
  { coordinates, free }: ParametrisedBranch,
): boolean {
  if (equations.length > 8 || !free.every((symbol) => symbols.includes(symbol))) return false
  return coordinates.every((e, i) => vanishesOn(subtract(symbols[i]!, e), equations).outcome === 'proved')
}

const denominators = ({ domain }: ParametrisedBranch): Expression[] =>
  domain.filter(({ kind }) => kind === 'nonzero').map(({ expression }) => expression)

function takenApart(nonzero: readonly Expression[]): Expression[] {
  return nonzero.flatMap((expression) => {
    const parts = simplified([{ kind: 'nonzero', expression }])
    return parts === undefined ? [expression] : parts.map((part) => part.expression)
  })
}

/** A point of the set where `e` vanishes, that there is none, or that neither is known. */
function pointsWhere(
  e: Expression,
  equations: readonly Expression[],
  symbols: readonly Expression[],
): readonly Expression[] | 'none' | 'unknown' {
  if (neverVanishes(e)) return 'none'
  if (e.kind === 'symbol') {
    const there = unlessUndefined(() =>
      equations.map((equation) => substitute(equation, new Map([[e, e.graph.zero]]))),
    )
    if (there === 'undefined value' || there.some(isNeverZero)) return 'none'
  }
  const test = vanishesOn(e.graph.one, [...equations, e])
  if (test.outcome === 'proved') return 'none'
  if (test.outcome !== 'refuted' || test.witness.kind !== 'exact') return 'unknown'
  const { point } = test.witness
  // A parameter that occurs in no equation may have any value.
  return symbols.map((symbol) => point.get(symbol) ?? symbol.graph.one)
}

const isNeverZero = (e: Expression): boolean =>
  neverVanishes(e) || (freeSymbols(e).size === 0 && isZero(e).outcome === 'refuted')

function isCovered(
  point: readonly Expression[],
  symbols: readonly Expression[],
  branches: readonly ParametrisedBranch[],
): boolean {
  const w = point.map((value) => evaluate(value, new Map()))
  return branches.some((branch) => isOnBranch(branch, symbols, w))
}
