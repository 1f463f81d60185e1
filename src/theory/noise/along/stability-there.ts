import { enclose, gradient, hessian, type Interval, pointInterval } from '../../../calculus/index.js'
import { evaluateAll, type Expression, substitute, type SymbolNode } from '../../../expression/index.js'
import { branchPoints, domainOf, type ParametrisedBranch } from '../../../geometry/index.js'
import { type ComplexNumber, eigenvalues, matrix, type Matrix, symmetricEigen } from '../../../numeric/index.js' // prettier-ignore
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

/** Of the linearised motion in an orthonormal basis of the tangent space, by descending real part. */
export function eigenvaluesAt(
  { branch, slopes, metric, descended, factor }: MotionOnBranch,
  { values }: Place,
): ComplexNumber[] | undefined {
  if (values === undefined) return undefined
  const m = branch.free.length
  const there = new Map<Expression, number>(branch.free.map((symbol, i) => [symbol, values[i]!]))
  const lengths = matrix(m, m, evaluateAll(metric.flat(), there))
  const frame = lengths.data.every(Number.isFinite) ? upperFactor(lengths) : undefined
  const entries = evaluateAll(slopes, there)
  if (frame === undefined || !entries.every(Number.isFinite)) return undefined
  if (descended !== undefined && factor === undefined) {
    // −L⁻ᵀ ∇²V L⁻¹ with G = LᵀL is symmetric.
    const curvature = evaluateAll(hessian(descended, branch.free).flat(), there)
    if (!curvature.every(Number.isFinite)) return undefined
    const half = solvedFromRight(matrix(m, m, curvature), frame)
    const turned = solvedFromRight(transposedOf(half), frame)
    const symmetric = matrix(m, m, turned.data.map((x, k) => -(x + turned.data[(k % m) * m + Math.floor(k / m)]!) / 2)) // prettier-ignore
    const found = symmetric.data.every(Number.isFinite) ? symmetricEigen(symmetric).values : []
    return Array.from(found, (re) => ({ re: re + 0, im: 0 })).sort((a, b) => b.re - a.re)
  }
  const pushed = matrix(m, m, Float64Array.from({ length: m * m }, (_, k) => sum(m, (l) => frame.data[Math.floor(k / m) * m + l]! * entries[l * m + (k % m)]!))) // prettier-ignore
  const turned = solvedFromRight(pushed, frame)
  return turned.data.every(Number.isFinite) ? eigenvalues(turned) : undefined
}

const sum = (n: number, part: (l: number) => number): number => Array.from({ length: n }, (_, l) => part(l)).reduce((a, b) => a + b, 0) // prettier-ignore

const transposedOf = (a: Matrix): Matrix => matrix(a.rows, a.rows, a.data.map((_, k) => a.data[(k % a.rows) * a.rows + Math.floor(k / a.rows)]!)) // prettier-ignore

/** L upper triangular with LᵀL = G. */
function upperFactor({ rows: m, data }: Matrix): Matrix | undefined {
  const found = matrix(m, m)
  for (let i = 0; i < m; i++)
    for (let j = i; j < m; j++) {
      const rest = data[i * m + j]! - sum(i, (k) => found.data[k * m + i]! * found.data[k * m + j]!)
      if (i === j && !(rest > 0)) return undefined
      found.data[i * m + j] = i === j ? Math.sqrt(rest) : rest / found.data[i * m + i]!
    }
  return found
}

/** A L⁻¹. */
function solvedFromRight(a: Matrix, frame: Matrix): Matrix {
  const m = a.rows
  const found = matrix(m, m)
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++)
      found.data[i * m + j] = (a.data[i * m + j]! - sum(j, (k) => found.data[i * m + k]! * frame.data[k * m + j]!)) / frame.data[j * m + j]! // prettier-ignore
  return found
}

/** The derivative of a field, by rows. */
export const slopesOf = (field: readonly Expression[], free: readonly SymbolNode[]): Expression[] => field.flatMap((e) => gradient(e, free)) // prettier-ignore
