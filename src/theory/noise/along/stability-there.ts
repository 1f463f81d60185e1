import { enclose, gradient, type Interval, pointInterval } from '../../../calculus/index.js'
import { evaluateAll, type Expression, substitute, type SymbolNode } from '../../../expression/index.js'
import { branchPoints, domainOf, type ParametrisedBranch } from '../../../geometry/index.js'
import { extremumOf, lowestDerivative } from './leading-form.js'
import { signCounts, type SignCounts, signOf } from './sign-counts.js'
import type { Stability } from './stability.js'

/** A motion ṡ = μ(s) on a branch, with what its stability is read from. */
export interface MotionOnBranch {
  readonly branch: ParametrisedBranch
  readonly drift: readonly Expression[]
  /** ∂μᵢ/∂sⱼ, m² entries by rows. */
  readonly slopes: readonly Expression[]
  /** G, m × m. */
  readonly metric: readonly (readonly Expression[])[]
  /** V where μ = −G⁻¹∇V, or a positive multiple of that wherever `factor` is positive. */
  readonly descended: Expression | undefined
  readonly factor: Expression | undefined
}

export interface Place {
  readonly exact: readonly Expression[] | undefined
  readonly values: readonly number[] | undefined
  readonly error: number | undefined
  readonly free: readonly SymbolNode[]
}

/** `varies` where it is not the same at all members of a family. */
export type FoundStability = Stability | 'varies' | undefined

const familyPoints = 8
/** Of entries of which no enclosure is known, relative to the largest. */
const unenclosed = 1e-11

/**
 * What a motion does near a place where it stands still: by the signs of the eigenvalues of its linearisation, each proved
 * within its own error; where some are 0, by the first derivative or leading form of what it descends that decides. Of a family:
 * across it.
 */
export function stabilityAt(motion: MotionOnBranch, place: Place): FoundStability {
  const { branch, descended, factor } = motion
  const m = branch.free.length
  const count = m - place.free.length
  const boxes = boxesOf(motion, place)
  if (count === 0 || boxes.length === 0) return undefined
  const isPositive = (box: Box): boolean => factor === undefined || signOf(enclose([factor], box)[0]!) > 0
  const isGradient = descended !== undefined && boxes.every(isPositive)
  const linear = boxes.map((box) => signCounts(slopesIn(motion, box), count, isGradient)).map((signs) => signs && named(signs)) // prettier-ignore
  if (linear.every((each) => each !== undefined)) return same(linear)
  const { exact } = place
  if (exact === undefined) return undefined
  const there = new Map(branch.free.map((symbol, i) => [symbol as Expression, exact[i]!]))
  if (count === 1) {
    const across = branch.free.filter((symbol) => !place.free.includes(symbol))
    if (isGradient && across.length === 1)
      return byOrder(lowestDerivative(descended, across[0]!, there), boxes, -1)
    const found = m === 1 ? lowestDerivative(motion.drift[0]!, branch.free[0]!, there) : undefined
    return byOrder(found && { ...found, order: found.order + 1 }, boxes, 1)
  }
  if (!isGradient || place.free.length > 0) return undefined
  const extremum = extremumOf(descended, branch.free, exact)
  return extremum === 'minimum' ? 'attracting' : extremum === 'maximum' ? 'repelling' : extremum
}

type Box = ReadonlyMap<Expression, Interval>

/** By t^order at a place in one dimension, which a potential goes along and a motion of one order less. */
function byOrder(
  found: ReturnType<typeof lowestDerivative>,
  boxes: readonly Box[],
  rising: 1 | -1,
): FoundStability {
  if (found === undefined) return undefined
  const signs = boxes.map((box) => signOf(enclose([found.derivative], box)[0]!))
  if (signs.includes(0)) return undefined
  if (found.order % 2 === 1) return 'half-stable'
  return same(signs.map((sign) => (sign === rising ? 'repelling' : 'attracting')))
}

function named({ growing, decaying }: SignCounts): Stability {
  return growing === 0 ? 'attracting' : decaying === 0 ? 'repelling' : 'saddle'
}

const same = (all: readonly (Stability | undefined)[]): FoundStability => (all.every((each) => each === all[0]) ? all[0] : 'varies') // prettier-ignore

/** Intervals around the values of the symbols: at a point, or at points of a family at random. */
function boxesOf({ branch, slopes }: MotionOnBranch, { exact, values, error, free: left }: Place): Box[] {
  const { free, smooth } = branch
  const around = (sides: readonly Interval[]): Box => new Map(free.map((symbol, i) => [symbol, sides[i]!]))
  if (left.length === 0) {
    const known = exact && enclose(exact, new Map())
    if (known?.every(({ low, high }) => Number.isFinite(low) && Number.isFinite(high)) === true) return [around(known)] // prettier-ignore
    const radius = error ?? 0
    return values === undefined ? [] : [around(values.map((x) => ({ low: x - radius - 4e-16 * Math.abs(x), high: x + radius + 4e-16 * Math.abs(x) })))] // prettier-ignore
  }
  if (exact === undefined) return []
  const there = new Map(free.map((symbol, i) => [symbol as Expression, exact[i]!]))
  const inside = smooth.map((each) => ({ ...each, expression: substitute(each.expression, there) }))
  const defined = domainOf([...exact]) ?? []
  const points = branchPoints({ free: left, coordinates: exact, domain: [...inside, ...defined] }, familyPoints) // prettier-ignore
  return points
    .map(({ free: at }) => around(enclose(exact, new Map([...at].map(([symbol, x]) => [symbol, pointInterval(x)])))))
    .filter((box) => evaluateAll(slopes, middleOf(box)).every(Number.isFinite))
} // prettier-ignore

const middleOf = (box: Box): Map<Expression, number> => new Map([...box].map(([symbol, { low, high }]) => [symbol, (low + high) / 2])) // prettier-ignore

/** ∂μ/∂s with symbols measured in lengths along the set, which changes no eigenvalue. */
function slopesIn({ slopes, branch, metric }: MotionOnBranch, box: Box): Interval[] {
  const m = branch.free.length
  const middle = middleOf(box)
  const lengths = metric.map((row, i) => Math.sqrt(evaluateAll([row[i]!], middle)[0]!))
  const entries = enclose(slopes, box)
  const numbers = evaluateAll(slopes, middle)
  const size = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  const isUsable = lengths.every((x) => Number.isFinite(x) && x > 0)
  return entries.map(({ low, high }, k) => {
    // A power of two is exact.
    const ratio = isUsable ? 2 ** Math.round(Math.log2(lengths[Math.floor(k / m)]! / lengths[k % m]!)) : 1
    const isKnown = Number.isFinite(low) && Number.isFinite(high)
    const ends = isKnown ? [low, high] : [numbers[k]! - unenclosed * size, numbers[k]! + unenclosed * size]
    return { low: ratio * ends[0]!, high: ratio * ends[1]! }
  })
}

/** The derivative of a field, by rows. */
export const slopesOf = (field: readonly Expression[], free: readonly SymbolNode[]): Expression[] => field.flatMap((e) => gradient(e, free)) // prettier-ignore
