import { ProblemError } from '../../base/problem.js'
import { describe } from '../../base/wording.js'
import { isZero, jacobian } from '../../calculus/index.js'
import {
  evaluateAll,
  type Expression,
  freeSymbols,
  substituteAll,
  type SymbolNode,
  toText,
} from '../../expression/index.js'
import { matrix, rankOf, svd } from '../../numeric/index.js'
import { hasZeroLoss } from '../polish.js'
import type { Landscape } from '../landscape.js'
import { type BranchPoint, branchPoints, type ParametrisedBranch } from './branch.js'
import { type DomainCondition, domainOf, positiveSymbols, simplified } from './domain.js'
import { equationsOf } from './equations.js'
import { withPositive } from './positive.js'
import { simplest, withSimplerArguments } from './simplest.js'

/** A proposal that was proved, or why it is not believed. */
export type Certified =
  | { readonly outcome: 'certified'; readonly branch: ParametrisedBranch }
  | { readonly outcome: 'refused'; readonly reason: string }

const pointsWanted = 24
const pointsNeeded = 3

/**
 * Checks that `coordinates` (d expressions in the symbols `free`) parametrise a part of the zero-loss set: after
 * substitution every residual is proved to be 0 wherever it is defined, which it is somewhere; the loss is 0 at points
 * of the domain; the derivative has full rank there. What is to be `given` becomes part of the domain; symbols that are
 * positive there count as such in the proof.
 */
export function certify(
  landscape: Landscape,
  coordinates: readonly Expression[],
  free: readonly SymbolNode[],
  given: readonly DomainCondition[] = [],
): Certified {
  try {
    return certified(landscape, coordinates, free, given)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return refused(`substitution fails: ${describe(error.problem)}`)
  }
}

const refused = (reason: string): Certified => ({ outcome: 'refused', reason })

function certified(
  landscape: Landscape,
  coordinates: readonly Expression[],
  free: readonly SymbolNode[],
  given: readonly DomainCondition[],
): Certified {
  const equations = equationsOf(landscape)?.certifying
  if (equations === undefined) return refused('the residuals are too many or too long for an exact check')
  const { symbols } = landscape.model
  if (coordinates.length !== symbols.length) return refused('there must be one coordinate per parameter')
  const stray = [...freeSymbols(coordinates)].find((symbol) => !free.includes(symbol))
  if (stray !== undefined) return refused(`${toText(stray)} is neither given nor free`)
  const replacements = new Map(symbols.map((symbol, i) => [symbol, coordinates[i]!]))
  const substituted = substituteAll(equations, replacements)
  for (const [i, residual] of substituted.entries()) {
    const reason = whyNotZero(residual, equations[i]!, positiveSymbols(given))
    if (reason !== undefined) return refused(reason)
  }
  const domain = domainWith([...given, ...assumed(symbols, coordinates)], [...coordinates, ...substituted])
  if (domain === undefined) return refused('it is defined nowhere')
  const points = branchPoints({ free, coordinates, domain }, pointsWanted)
  if (points.length < (free.length === 0 ? 1 : pointsNeeded))
    return refused('no points of its domain were found')
  if (!points.every((point) => hasZeroLoss(landscape, point.coordinates)))
    return refused('the loss is not 0 at a point of its domain')
  const areCoordinates = free.every((symbol) => coordinates.includes(symbol))
  const derivatives = jacobian(coordinates, free)
  if (!areCoordinates && !points.every((point) => hasFullRank(derivatives, point)))
    return refused('its derivative does not have full rank')
  const smooth = domainWith(domain, [...coordinates, ...derivatives.flat()]) ?? domain
  const rank = areCoordinates ? ('coordinates' as const) : ('numerical' as const)
  const certificate = { residualsProved: equations.length, pointsChecked: points.length, rank }
  return { outcome: 'certified', branch: { free, coordinates, domain, smooth, certificate } }
}

function whyNotZero(
  substituted: Expression,
  residual: Expression,
  positive: readonly SymbolNode[],
): string | undefined {
  const there = withPositive(positive).forth(substituted)
  // Each form is equal to the one before wherever that is defined.
  let test = isZero(there)
  for (const simplify of [withSimplerArguments, simplest])
    if (test.outcome === 'unknown') test = isZero(simplify(there))
  if (test.outcome === 'proved') return undefined
  const name = toText(residual)
  const shown = name.length > 80 ? 'a residual' : `the residual ${name}`
  return test.outcome === 'refuted'
    ? `${shown} does not vanish: it is ${test.value.toPrecision(4)} at some point`
    : `${shown} could not be proved to vanish`
}

/** What the model declares of its parameters must hold for the coordinates. */
function assumed(symbols: readonly Expression[], coordinates: readonly Expression[]): DomainCondition[] {
  return symbols.flatMap((symbol, i): DomainCondition[] => {
    if (symbol.kind !== 'symbol' || symbol === coordinates[i]) return []
    const { positive = false, nonzero = false } = symbol.assumptions
    if (!positive && !nonzero) return []
    return [{ kind: positive ? 'positive' : 'nonzero', expression: coordinates[i]! }]
  })
}

function domainWith(
  conditions: readonly DomainCondition[],
  es: readonly Expression[],
): DomainCondition[] | undefined {
  const more = domainOf(es)
  return more && simplified([...more, ...conditions])
}

function hasFullRank(derivatives: readonly (readonly Expression[])[], { free }: BranchPoint): boolean {
  const columns = derivatives[0]?.length ?? 0
  const entries = matrix(derivatives.length, columns, evaluateAll(derivatives.flat(), free))
  if (!entries.data.every(Number.isFinite)) return false
  return rankOf(svd(entries, { left: 'thin' }).singularValues).rank === columns
}
