import { type Budget, spent } from '../../../base/budget.js'
import type { Prose } from '../../../base/prose.js'
import { isZero } from '../../../calculus/index.js'
import { evaluate, evaluateAll, type Expression, isKnownNonzero, negate, rational, substituteAll, type SymbolNode, toLatex } from '../../../expression/index.js' // prettier-ignore
import { criticalPoints, isPartOf, type ParametrisedBranch, type ParametriseOptions, simplest, unlessUndefined, zerosInClosedForm } from '../../../geometry/index.js' // prettier-ignore
import type { ComplexNumber } from '../../../numeric/index.js'
import { decimal } from '../../decimal.js'
import type { MotionAlong } from './contract.js'
import type { Setting } from './motions.js'
import { nearbyRational } from './nearby-rational.js'
import { eigenvaluesAt } from './eigenvalues-there.js'
import { isSingular } from './singular.js'
import type { Stability } from './stability.js'
import { type MotionOnBranch, type Place, slopesOf, stabilityAt } from './stability-there.js'
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
  /** Of the values, where they have no closed form: within this there is exactly one fixed point, by proof. */
  readonly error: number | undefined
  /** Empty for a point. */
  readonly free: readonly SymbolNode[]
  /** Of a family: across it. Nothing where it is not decided, and at singular points. */
  readonly stability: Stability | undefined
  /** Of the linearised motion in the tangent space, by descending real part; nothing for a family. */
  readonly eigenvalues: readonly ComplexNumber[] | undefined
  /** What the motion descends, there. */
  readonly value: number | undefined
  /** Whether the rank of the Jacobian drops there, so that it is a singular point of the zero-loss set. */
  readonly singular: boolean
  /** What is to be said instead of a stability, where there is none; without a full stop. */
  readonly remark: Prose | undefined
}

/** A zero, before anything is known of the motion around it; what is known of its stability already. */
export type FoundZero = Place & { readonly stability: Stability | undefined }

export interface FoundZeros {
  readonly points: readonly FoundZero[]
  readonly complete: boolean
  readonly note: Prose | undefined
}

export interface FixedPointOptions {
  readonly budget: Budget
  readonly proposer: ParametriseOptions['proposer']
  /** Values of the free symbols at the point. */
  readonly place: readonly number[] | undefined
}

type Motion = Pick<MotionAlong, 'drift' | 'potential' | 'decreases'>

type Along = Pick<Setting, 'frame' | 'rank' | 'landscape'>

/**
 * The places of a branch at which a motion stands still: on a curve the zeros of its rational drift, all of them; on surfaces
 * what has a closed form, families included, each proved by substitution; and where these may not be all, what Newton's method
 * finds from many starts and interval arithmetic proves. Never nothing without a note.
 */
export async function fixedPointsOf(
  motion: Motion,
  setting: Along,
  options: FixedPointOptions,
): Promise<FixedPoints> {
  const { drift, potential, decreases } = motion
  const { branch, metric } = setting.frame
  if (spent(options.budget)) return { points: [], complete: false, note: 'the time given was over' }
  const descended = potential?.expression ?? decreases?.expression
  const along: MotionOnBranch = { branch, drift, slopes: slopesOf(drift, branch.free), metric, descended, factor: decreases?.factor } // prettier-ignore
  const known = branch.free.length === 1 ? zerosOnCurve(drift[0]!, branch) : await closedForms(along, options)
  const isIdle = drift.every((e) => isZero(e).outcome === 'proved')
  const numeric = known.complete || isIdle ? [] : zerosOnChart(along, options.place)
  const [proved, open] = withoutKnown(numeric, known.points, along)
  const points = [...known.points, ...proved].map((point) => described(point, along, setting, isIdle))
  const notes = [known.note, points.length > 0 || known.complete ? undefined : 'Newton’s method found none from many starts', openNote(open, branch)] // prettier-ignore
  const note = notes.filter((each) => each !== undefined).join(', and ')
  return { points, complete: known.complete, note: note === '' ? undefined : note }
}

/** With the factor of the speed, which is not negative, where it has one beside what the motion descends. */
async function closedForms(
  { drift, descended, factor, branch }: MotionOnBranch,
  options: FixedPointOptions,
): Promise<FoundZeros> {
  const { free, smooth } = branch
  const hasEdge = smooth.some(({ kind, expression }) => kind !== 'nonzero' && expression.kind !== 'symbol')
  const edgeNote = hasEdge ? 'inside the branch: its edge was not searched' : undefined
  const zeroOf = (parameters: readonly Expression[], left: readonly SymbolNode[]): FoundZero => ({
    exact: parameters,
    values: left.length > 0 ? undefined : parameters.map((e) => evaluate(e, new Map())),
    error: undefined,
    free: left,
    stability: undefined,
  })
  if (descended === undefined) {
    const { zeros, complete } = await zerosInClosedForm(drift.map(simplest), free, smooth, options)
    const points = (zeros ?? []).map((zero) => zeroOf(zero.parameters, zero.free))
    return { points, complete, note: complete ? edgeNote : undefined }
  }
  const { points, complete, note } = await criticalPoints(descended, free, smooth, options)
  const mayStop = factor !== undefined && !isKnownNonzero(factor)
  return {
    points: points.map((point) => zeroOf(point.parameters, point.free)),
    complete: complete && !mayStop,
    note: note ?? (mayStop ? 'it also stands still where no noise is left' : edgeNote),
  }
}

/** Zeros that are not yet there, those with a proof and those without. */
function withoutKnown(
  zeros: readonly NumericZero[],
  known: readonly FoundZero[],
  { drift, branch }: MotionOnBranch,
): [FoundZero[], NumericZero[]] {
  const { free } = branch
  const proved: FoundZero[] = []
  const open: NumericZero[] = []
  const isKnown = (zero: FoundZero): boolean =>
    [...known, ...proved].some(
      (other) =>
      zero.exact !== undefined && other.exact !== undefined
        ? isPartOf({ parameters: zero.exact, free: [] }, { parameters: other.exact, free: other.free }, free)
        : other.values !== undefined && isNear(zero.values!, other.values, (zero.error ?? 0) + (other.error ?? 0)), // prettier-ignore
    )
  const isInFamily = (values: readonly number[], { exact, free: left }: FoundZero): boolean => {
    if (left.length === 0 || exact === undefined) return false
    const at = new Map<Expression, number>(free.map((symbol, i) => [symbol, values[i]!]))
    return isNear(values, evaluateAll(exact, at), 1e-6)
  }
  for (const zero of zeros) {
    const { values, error } = zero
    const exact = closedFormNear(values, drift, free)
    const found: FoundZero = { exact, values: exact?.map((e) => evaluate(e, new Map())) ?? values, error: exact === undefined ? error : undefined, free: [], stability: undefined } // prettier-ignore
    if (isKnown(found)) continue
    // What is proved to be alone is in no family.
    if (error !== undefined) proved.push(found)
    else if (!known.some((family) => isInFamily(values, family))) open.push(zero)
  }
  return [proved, open]
}

function isNear(a: readonly number[], b: readonly number[], reach: number): boolean {
  return a.every((x, i) => Math.abs(x - b[i]!) <= (reach + 1e-14) * (1 + Math.abs(x)))
}

function openNote(open: readonly NumericZero[], { free }: ParametrisedBranch): Prose | undefined {
  const [first] = open
  if (first === undefined) return undefined
  const place = free
    .map((symbol, i) => `${toLatex(symbol)} \\approx ${number(first.values[i]!)}`)
    .join(',\\; ')
  const more =
    open.length > 1 ? ` and at ${open.length - 1} more ${open.length === 2 ? 'place' : 'places'}` : ''
  return `near $${place}$${more} it comes to rest as far as floating point tells, at a point that is not isolated or of higher order: no proof was found` // prettier-ignore
}

const number = (value: number): string => decimal(value, 5).replaceAll('$', '')

/** Rational numbers near the values, or roots of such, where these are proved to be zeros. */
function closedFormNear(
  values: readonly number[],
  drift: readonly Expression[],
  free: readonly SymbolNode[],
): Expression[] | undefined {
  const forms = values.map((x) => proposedForm(x, drift[0]!.graph))
  if (!forms.every((form) => form !== undefined)) return undefined
  const there = unlessUndefined(() => substituteAll(drift, new Map(free.map((symbol, i) => [symbol as Expression, forms[i]!])))) // prettier-ignore
  return there !== 'undefined value' && there.every((e) => isZero(simplest(e)).outcome === 'proved') ? forms : undefined // prettier-ignore
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

/** With stability, eigenvalues and the value of what the motion descends. */
function described(zero: FoundZero, along: MotionOnBranch, setting: Along, isIdle: boolean): FixedPoint {
  const { branch, descended } = along
  const { exact, values, error, free, stability: known } = zero
  const valuesAt = (s: readonly number[]) => new Map<Expression, number>(branch.free.map((symbol, i) => [symbol, s[i]!])) // prettier-ignore
  const height = descended === undefined || values === undefined ? NaN : evaluate(descended, valuesAt(values))
  const base = { exact, values, error, free, value: Number.isFinite(height) ? height : undefined }
  if (isIdle) return { ...base, stability: undefined, eigenvalues: undefined, singular: false, remark: undefined } // prettier-ignore
  const singular = isSingular(setting, zero, (s) => Float64Array.from(evaluateAll(branch.coordinates, valuesAt(s)))) // prettier-ignore
  if (singular === true) {
    const remark = free.length > 0 ? 'singular points of the zero-loss set, where the rank of the Jacobian drops and the limit does not hold' : 'a singular point of the zero-loss set: the rank of the Jacobian drops, and the limit does not hold there' // prettier-ignore
    return { ...base, stability: undefined, eigenvalues: undefined, singular, remark }
  }
  const stability = known ?? stabilityAt(along, zero)
  const remark = stability === undefined ? 'its stability is not decided' : 'its stability is not the same everywhere' // prettier-ignore
  const isClear = stability !== undefined && stability !== 'varies'
  return {
    ...base,
    stability: isClear ? stability : undefined,
    eigenvalues: free.length > 0 ? undefined : eigenvaluesAt(along, zero),
    singular: false,
    remark: isClear ? undefined : remark,
  }
}
