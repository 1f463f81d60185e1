import { type Budget, unlimited, within } from '../../base/budget.js'
import { gradient, hessian, isZero } from '../../calculus/index.js'
import {
  evaluate,
  evaluateAll,
  type Expression,
  orderNodes,
  substitute,
  substituteAll,
  type SymbolNode,
} from '../../expression/index.js'
import { matrix, symmetricEigen } from '../../numeric/index.js'
import { branchPoints } from './branch.js'
import { contains, type DomainCondition, domainOf, simplified } from './domain.js'
import { unlessUndefined } from './isolate.js'
import { simplest } from './simplest.js'
import { type Solution, solutionOf, solveInCases, withoutRepetitions } from './solve-in-cases.js'
import type { Oracle } from './solve-system.js'

/** A point, or a family of points, at which the gradient of a quantity along a branch is proved to vanish. */
export interface CriticalPoint {
  /** Values of the branch's free symbols, in their order: constants, or expressions in `free`. */
  readonly parameters: readonly Expression[]
  /** What stays free: empty for a point. */
  readonly free: readonly SymbolNode[]
  /** The value of the quantity there. */
  readonly value: Expression
  /** By the eigenvalues of the second derivative in floating point; nothing for a family, or when they do not decide. */
  readonly kind: 'minimum' | 'maximum' | 'saddle' | undefined
}

export interface CriticalPoints {
  readonly points: readonly CriticalPoint[]
  /** Whether these are all of them on the branch. */
  readonly complete: boolean
  /** Why none or not all were found. */
  readonly note: string | undefined
}

export interface CriticalOptions {
  readonly budget?: Budget
  readonly proposer?: Oracle | undefined
}

const patience = 4000

/** The critical points of a function of the free symbols inside a domain, as far as they can be found in closed form. */
export async function criticalPoints(
  f: Expression,
  free: readonly SymbolNode[],
  domain: readonly DomainCondition[],
  options: CriticalOptions = {},
): Promise<CriticalPoints> {
  const nothing = (note: string): CriticalPoints => ({ points: [], complete: false, note })
  if (free.length === 0) return nothing('the branch is a point')
  if (!isSmooth(f)) return nothing('it is not smooth everywhere on the branch')
  const slopes = gradient(f, free).map(simplest)
  if (slopes.every((slope) => isZero(slope).outcome === 'proved'))
    return { points: [{ parameters: free, free, value: f, kind: undefined }], complete: true, note: 'it is constant along the branch' } // prettier-ignore
  const inside = simplified([...domain, ...(domainOf([f, ...slopes]) ?? [])])
  if (inside === undefined) return nothing('its domain is empty')
  const { zeros, complete } = await zerosInClosedForm(slopes, free, inside, options)
  if (zeros === undefined) return nothing('its gradient could not be solved in closed form')
  const curvature = hessian(f, free)
  const points = zeros.flatMap((zero) => {
    const point = unlessUndefined(() => described(f, curvature, free, zero))
    return point === 'undefined value' ? [] : [point]
  })
  return { points, complete, note: complete ? undefined : 'there may be further critical points' }
}

/** The common zeros of functions inside a domain, points and families, each once and each proved by substitution. */
export async function zerosInClosedForm(
  equations: readonly Expression[],
  free: readonly SymbolNode[],
  domain: readonly DomainCondition[],
  { budget = unlimited, proposer }: CriticalOptions = {},
): Promise<{ readonly zeros: readonly Solution[] | undefined; readonly complete: boolean }> {
  const solved = await solveInCases(equations, free, domain, { budget: within(budget, patience), proposer, alternatives: 2 }) // prettier-ignore
  if (solved === undefined) return { zeros: undefined, complete: false }
  const zeros = solved.branches
    .map((branch) => solutionOf(branch, free))
    .filter((zero) => unlessUndefined(() => isZeroInside(equations, free, domain, zero)) === true)
  return {
    zeros: withoutRepetitions(zeros, free),
    complete: solved.complete && solved.nonzero.length === 0,
  }
}

// The edges of domains, as of roots, are not in the domain.
const isSmooth = (f: Expression): boolean =>
  orderNodes([f]).every(
    (node) => node.kind !== 'call' || node.fn.smoothness === 'analytic' || /^a(sin|cos)$/.test(node.fn.name),
  )

function isZeroInside(
  equations: readonly Expression[],
  free: readonly SymbolNode[],
  domain: readonly DomainCondition[],
  { parameters, free: left }: Solution,
): boolean {
  const replacements = new Map(free.map((symbol, i) => [symbol as Expression, parameters[i]!]))
  if (!substituteAll(equations, replacements).every((e) => isZero(e).outcome === 'proved')) return false
  if (left.length === 0) {
    const place = new Map(free.map((symbol, i) => [symbol as Expression, evaluate(parameters[i]!, new Map())])) // prettier-ignore
    return [...place.values()].every(Number.isFinite) && contains(domain, place)
  }
  const there = simplified(
    domain.map((each) => ({ ...each, expression: substitute(each.expression, replacements) })),
  )
  return (
    there !== undefined && branchPoints({ free: left, coordinates: parameters, domain: there }, 1).length > 0
  )
}

function described(
  f: Expression,
  curvature: readonly (readonly Expression[])[],
  free: readonly SymbolNode[],
  { parameters, free: left }: Solution,
): CriticalPoint {
  const value = simplest(substitute(f, new Map(free.map((symbol, i) => [symbol, parameters[i]!]))))
  if (left.length > 0) return { parameters, free: left, value, kind: undefined }
  const place = new Map(free.map((symbol, i) => [symbol as Expression, evaluate(parameters[i]!, new Map())]))
  const entries = matrix(free.length, free.length, evaluateAll(curvature.flat(), place))
  const kind = entries.data.every(Number.isFinite) ? kindOf(entries) : undefined
  return { parameters, free: left, value, kind }
}

function kindOf(curvature: ReturnType<typeof matrix>): CriticalPoint['kind'] {
  const { values } = symmetricEigen(curvature)
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (values.some((value) => Math.abs(value) <= 1e-9 * size)) return undefined
  const positive = values.filter((value) => value > 0).length
  return positive === values.length ? 'minimum' : positive === 0 ? 'maximum' : 'saddle'
}
