import { evaluateAll, type Expression, type SymbolNode } from '../../expression/index.js'
import { stream } from '../../numeric/index.js'
import { contains, type DomainCondition } from './domain.js'

/** A part of the zero-loss set as the image of free parameters, certified. d is the number of parameters of the model. */
export interface ParametrisedBranch {
  /** What can be chosen, m symbols. */
  readonly free: readonly SymbolNode[]
  /** d expressions in the free symbols, in the order of the model's symbols. */
  readonly coordinates: readonly Expression[]
  /** Where all is defined and the residuals are proved to vanish. */
  readonly domain: readonly DomainCondition[]
  /** Where, in addition, the derivatives of the coordinates are defined. */
  readonly smooth: readonly DomainCondition[]
  readonly certificate: BranchCertificate
}

/** Why a branch is believed. */
export interface BranchCertificate {
  /** How many residuals were proved to be 0 after substitution, by exact arithmetic. */
  readonly residualsProved: number
  /** At how many points of the domain the loss of the model was also evaluated, and found to be 0 to rounding. */
  readonly pointsChecked: number
  /** `coordinates`: the free symbols are coordinates themselves, so that the rank is full; `numerical`: at those points. */
  readonly rank: 'coordinates' | 'numerical'
}

/** A point of a branch: values of the free symbols and the coordinates there. */
export interface BranchPoint {
  readonly free: ReadonlyMap<Expression, number>
  readonly coordinates: Float64Array
}

const tries = 600
const largestCoordinate = 1e4

/** Up to `count` points at random in the domain, the same on every call; fewer where the domain is hard to hit. */
export function branchPoints(
  { free, coordinates, domain }: Pick<ParametrisedBranch, 'free' | 'coordinates' | 'domain'>,
  count: number,
): BranchPoint[] {
  const random = stream(1, 'points of a parametrised set', 0)
  const found: BranchPoint[] = []
  for (let attempt = 0; attempt < tries && found.length < count; attempt++) {
    const values = new Map<Expression, number>(
      free.map(({ assumptions }, i) => {
        const size = 5 * (0.02 + 0.98 * random.uniform()) ** [1, 2, 1.5][attempt % 3]!
        const sign = assumptions.positive === true ? 1 : random.rademacher()
        return [free[i]!, assumptions.integer === true ? sign * Math.ceil(size) : sign * size]
      }),
    )
    const point = pointAt({ coordinates, domain }, values)
    if (point?.coordinates.every((x) => Math.abs(x) <= largestCoordinate)) found.push(point)
  }
  return found
}

/** The point that belongs to values of the free symbols; nothing outside the domain. */
export function pointAt(
  { coordinates, domain }: Pick<ParametrisedBranch, 'coordinates' | 'domain'>,
  values: ReadonlyMap<Expression, number>,
): BranchPoint | undefined {
  if (!contains(domain, values)) return undefined
  const place = Float64Array.from(evaluateAll(coordinates, values))
  return place.every(Number.isFinite) ? { free: values, coordinates: place } : undefined
}

/** Whether a point of the parameter space (length d) is on the branch, to rounding. */
export function isOnBranch(
  branch: ParametrisedBranch,
  symbols: readonly Expression[],
  w: ArrayLike<number>,
): boolean {
  if (!branch.free.every((symbol) => symbols.includes(symbol))) return false
  const values = new Map<Expression, number>(branch.free.map((s) => [s, w[symbols.indexOf(s)]!]))
  const point = pointAt(branch, values)
  return (
    point !== undefined &&
    point.coordinates.every((x, i) => Math.abs(x - w[i]!) <= 1e-7 * (1 + Math.abs(w[i]!)))
  )
}
