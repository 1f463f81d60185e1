import { type Budget, spent } from '../../../base/budget.js'
import type { Prose } from '../../../base/prose.js'
import { gradient, hessian, isZero } from '../../../calculus/index.js'
import { evaluate, evaluateAll, type Expression, isKnownNonzero, negate, rational, substitute, substituteAll, type SymbolNode } from '../../../expression/index.js' // prettier-ignore
import { branchPoints, criticalPoints, domainOf, type ParametrisedBranch, type ParametriseOptions, simplest, unlessUndefined } from '../../../geometry/index.js' // prettier-ignore
import { type ComplexNumber, matrix, type Matrix, symmetricEigen } from '../../../numeric/index.js'
import type { MotionAlong } from './contract.js'
import { nearbyRational } from './nearby-rational.js'
import { linearStability, type Stability } from './stability.js'
import { type NumericZero, zerosOnChart } from './zeros-on-chart.js'
import { zerosOnCurve } from './zeros-on-curve.js'

/** Where a deterministic motion stands still. */
export interface FixedPoints {
  readonly points: readonly FixedPoint[]
  /** Whether these are all of them on the branch. */
  readonly complete: boolean
  /** Why none or not all were found, or what else is to be known; without a full stop. */
  readonly note: Prose | undefined
}

export interface FixedPoint {
  /** In closed form where it has one: values of the free symbols, in which those of `free` stay. */
  readonly exact: readonly Expression[] | undefined
  /** Their values; nothing for a family. */
  readonly values: readonly number[] | undefined
  /** Of the values, where they have no closed form. */
  readonly error: number | undefined
  /** Empty for a point. */
  readonly free: readonly SymbolNode[]
  /** Of a family: across it. */
  readonly stability: Stability | undefined
  /** Of the linearised motion, by descending real part; nothing for a family. */
  readonly eigenvalues: readonly ComplexNumber[] | undefined
  /** What the motion descends, there. */
  readonly value: number | undefined
}

export interface FixedPointOptions {
  readonly budget: Budget
  readonly proposer: ParametriseOptions['proposer']
  /** Values of the free symbols at the point. */
  readonly place: readonly number[] | undefined
}

type Motion = Pick<MotionAlong, 'drift' | 'potential' | 'decreases'>

/**
 * The places of a branch at which a motion stands still: on a curve the zeros of its rational drift, all of them; of a motion
 * that descends a function its critical points as far as they have closed forms, each checked by substitution; and what
 * Newton's method finds from many starts where these may not be all. Never nothing without a note.
 */
export async function fixedPointsOf(
  motion: Motion,
  branch: ParametrisedBranch,
  options: FixedPointOptions,
): Promise<FixedPoints> {
  const { drift, potential, decreases } = motion
  const descended = potential?.expression ?? decreases?.expression
  if (spent(options.budget)) return { points: [], complete: false, note: 'the time given was over' }
  const known =
    branch.free.length === 1
      ? zerosOnCurve(drift[0]!, branch)
      : descended !== undefined
        ? await criticalPointsOf(descended, decreases?.factor, branch, options)
        : undefined
  const isIdle = drift.every((e) => isZero(e).outcome === 'proved')
  const numeric = known?.complete === true || isIdle ? [] : zerosOnChart(drift, branch, options.place)
  const exact = known?.points ?? []
  const found = [...exact, ...unknown(numeric, exact, branch).map((zero) => fromNumeric(zero, drift, branch))]
  const slopes = drift.flatMap((e) => gradient(e, branch.free))
  const points = found.map((point) => withEigenvalues({ ...point, value: valueAt(descended, branch, point) }, slopes, branch)) // prettier-ignore
  const complete = known?.complete === true
  return { points, complete, note: noteOf(known, points, complete) }
}

function noteOf(known: FixedPoints | undefined, points: readonly FixedPoint[], complete: boolean): Prose | undefined {
  if (complete || points.length > 0) return known?.note
  const reason = known?.note === undefined ? '' : `${known.note}, and `
  return `${reason}Newton’s method found none from many starts`
} // prettier-ignore

/** The critical points of the function that a motion descends, with the factor of the speed, which is not negative. */
async function criticalPointsOf(
  potential: Expression,
  factor: Expression | undefined,
  { free, smooth }: ParametrisedBranch,
  options: FixedPointOptions,
): Promise<FixedPoints> {
  const { points, complete, note } = await criticalPoints(potential, free, smooth, options)
  const hasEdge = smooth.some(({ kind, expression }) => kind !== 'nonzero' && expression.kind !== 'symbol')
  const mayStop = factor !== undefined && !isKnownNonzero(factor)
  const described = points.map(({ parameters, free: left, kind }): FixedPoint => {
    const shape = kind ?? shapeOfFamily(potential, parameters, left, free, smooth)
    return {
      exact: parameters,
      values: left.length > 0 ? undefined : parameters.map((e) => evaluate(e, new Map())),
      error: undefined,
      free: left,
      stability: shape === 'minimum' ? 'attracting' : shape === 'maximum' ? 'repelling' : shape,
      eigenvalues: undefined,
      value: undefined,
    }
  })
  return {
    points: described,
    complete: complete && !mayStop,
    note: note ?? (mayStop ? 'it also stands still where no noise is left' : hasEdge ? 'inside the branch: its edge was not searched' : undefined), // prettier-ignore
  }
}

const familyPoints = 8

/** By the second derivative across a family, where it has the same signs at points of it; the rest must be the family. */
function shapeOfFamily(
  potential: Expression,
  parameters: readonly Expression[],
  left: readonly SymbolNode[],
  free: readonly SymbolNode[],
  domain: ParametrisedBranch['smooth'],
): 'minimum' | 'maximum' | 'saddle' | undefined {
  if (left.length === 0 || left.length === free.length) return undefined
  const there = new Map(free.map((symbol, i) => [symbol as Expression, parameters[i]!]))
  const curvature = unlessUndefined(() => substituteAll(hessian(potential, free).flat(), there))
  if (curvature === 'undefined value') return undefined
  const inside = [...domain.map((each) => ({ ...each, expression: substitute(each.expression, there) })), ...(domainOf(curvature) ?? [])] // prettier-ignore
  const shapes = branchPoints({ free: left, coordinates: parameters, domain: inside }, familyPoints).map(
    ({ free: values }) => {
      // prettier-ignore
      const { values: found } = symmetricEigen(matrix(free.length, free.length, evaluateAll(curvature, values)))
      const size = found.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
      const clear = Array.from(found).filter((x) => Math.abs(x) > 1e-9 * size)
      if (clear.length !== free.length - left.length) return undefined
      return clear.every((x) => x > 0) ? 'minimum' : clear.every((x) => x < 0) ? 'maximum' : 'saddle'
    },
  )
  const [first] = shapes
  return shapes.every((shape) => shape === first) ? first : undefined
}

/** Zeros in floating point that are not yet there, one of each family that they show. */
function unknown(
  zeros: readonly NumericZero[],
  exact: readonly FixedPoint[],
  branch: ParametrisedBranch,
): NumericZero[] {
  // prettier-ignore
  const isNear = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => Math.abs(x - b[i]!) <= 1e-6 * (1 + Math.abs(x))) // prettier-ignore
  const isInFamily = ({ exact: forms, free }: FixedPoint, values: readonly number[]): boolean => {
    if (free.length === 0 || forms === undefined) return false
    const at = new Map<Expression, number>(branch.free.map((symbol, i) => [symbol, values[i]!]))
    return isNear(values, evaluateAll(forms, at))
  }
  return zeros.filter(({ values }) => !exact.some((point) => (point.values !== undefined && isNear(values, point.values)) || isInFamily(point, values))) // prettier-ignore
}

/** In closed form where rational numbers near the values, or roots of such, are proved to be zeros. */
function fromNumeric(
  { values, error, derivative }: NumericZero,
  drift: readonly Expression[],
  { free }: ParametrisedBranch,
): FixedPoint {
  // prettier-ignore
  const proposed = values.map((x) => proposedForm(x, drift[0]!.graph))
  const forms = proposed.every((x) => x !== undefined) ? proposed : undefined
  const isExact = forms !== undefined && isFixed(drift, free, forms)
  const { stability } = linearStability(derivative, negligible(derivative))
  return {
    exact: isExact ? forms : undefined,
    values: isExact ? forms.map((e) => evaluate(e, new Map())) : values,
    error: isExact ? undefined : error,
    free: [],
    stability,
    eigenvalues: undefined,
    value: undefined,
  }
}

const powers = [1, 2, 3, 4, 6, 8]

/** A rational number or a root of one, near x. */
function proposedForm(x: number, graph: Expression['graph']): Expression | undefined {
  for (const power of powers) {
    const found = nearbyRational(Math.abs(x) ** power, 60)
    if (found === undefined) continue
    const size = graph.power(graph.constant(found), rational.of(1, power))
    return x < 0 ? negate(size) : size
  }
  return undefined
}

function isFixed(
  drift: readonly Expression[],
  free: readonly SymbolNode[],
  forms: readonly Expression[],
): boolean {
  const there = unlessUndefined(() => substituteAll(drift, new Map(free.map((symbol, i) => [symbol as Expression, forms[i]!])))) // prettier-ignore
  return there !== 'undefined value' && there.every((e) => isZero(simplest(e)).outcome === 'proved')
}

const negligible = ({ data }: Matrix): number => 1e-9 * data.reduce((most, x) => Math.max(most, Math.abs(x)), 0) // prettier-ignore

function valueAt(
  descended: Expression | undefined,
  { free }: ParametrisedBranch,
  { values }: FixedPoint,
): number | undefined {
  // prettier-ignore
  if (descended === undefined || values === undefined) return undefined
  const value = evaluate(descended, new Map(free.map((symbol, i) => [symbol, values[i]!])))
  return Number.isFinite(value) ? value : undefined
}

function withEigenvalues(
  point: FixedPoint,
  slopes: readonly Expression[],
  { free }: ParametrisedBranch,
): FixedPoint {
  // prettier-ignore
  const { values } = point
  if (values === undefined) return point
  const entries = evaluateAll(slopes, new Map(free.map((symbol, i) => [symbol, values[i]!])))
  if (!entries.every(Number.isFinite)) return point
  const derivative = matrix(free.length, free.length, entries)
  const { eigenvalues, stability, neutral } = linearStability(derivative, negligible(derivative))
  // Where some eigenvalue vanishes the signs of the motion around the point know more.
  return { ...point, eigenvalues, stability: point.stability ?? (neutral === 0 ? stability : undefined) }
}
