import { enclose, pointInterval } from '../../../calculus/index.js'
import { evaluate, evaluateAll, type Expression } from '../../../expression/index.js'
import { branchPoints, contains, type ParametrisedBranch } from '../../../geometry/index.js'
import { leastSquares, matrix, type Matrix, norm } from '../../../numeric/index.js'
import { ProblemError } from '../../../base/problem.js'
import { certifiedZero } from './certified-zero.js'
import type { MotionOnBranch } from './stability-there.js'

/** A place at which Newton's method for a field ends. */
export interface NumericZero {
  readonly values: readonly number[]
  /** Within this there is exactly one zero, by proof; nothing where the test fails: a family, a multiple zero, or none. */
  readonly error: number | undefined
}

const starts = 32
const rounds = 60
/** Zeros further away are not told from a field that dies out at infinity. */
const furthest = 1e4
const converged = 1e-12
const same = 1e-6
const edge = 1e-7
/** Of the velocity in the space of parameters, over what it is at other points of the branch. */
const still = 1e-10

/**
 * Zeros of a motion on a branch by Newton's method from the given place and from points of the branch at random, the same on
 * every call. Each once; there may be others. Where none is proved, a place counts if the velocity in the space of the
 * parameters is nothing against what it is elsewhere: in the units of the chart it may be small near an edge.
 */
export function zerosOnChart(
  { drift, slopes, branch, metric }: MotionOnBranch,
  place: readonly number[] | undefined,
): NumericZero[] {
  const { free, coordinates, smooth } = branch
  const m = free.length
  const lengths = metric.map((row, i) => row[i]!)
  const valuesOf = (s: readonly number[]) => new Map<Expression, number>(free.map((symbol, i) => [symbol, s[i]!])) // prettier-ignore
  // In lengths along the set: near an edge of the chart its own units may be far from these.
  const at = (s: readonly number[]): Linear | undefined => {
    const values = valuesOf(s)
    if (!contains(smooth, values)) return undefined
    const units = evaluateAll(lengths, values).map(Math.sqrt)
    const f = evaluateAll(drift, values).map((x, i) => x * units[i]!)
    const df = evaluateAll(slopes, values).map((x, k) => (x * units[Math.floor(k / m)]!) / units[k % m]!)
    return [...f, ...df].every(Number.isFinite) ? { f, df: matrix(m, m, df), units } : undefined
  }
  const random = branchPoints({ free, coordinates, domain: smooth }, starts).map((point) => free.map((symbol) => point.free.get(symbol)!)) // prettier-ignore
  const speeds = random.flatMap((s) => norm(at(s)?.f ?? []) || []).sort((a, b) => a - b)
  const usual = speeds[Math.floor(speeds.length / 2)] ?? 0
  // With its rounding: what cancels to 0 near an edge may be anything.
  const isStill = (s: readonly number[]): boolean => {
    const here = at(s)
    const ends = enclose(
      drift,
      new Map(free.map((symbol, i) => [symbol as Expression, pointInterval(s[i]!)])),
    )
    const most = ends.map(({ low, high }, i) => Math.max(-low, high, 0) * (here?.units[i] ?? NaN))
    return norm(most.every(Number.isFinite) ? most : (here?.f ?? [Infinity])) <= still * usual
  }
  const found: NumericZero[] = []
  for (const start of [...(place === undefined ? [] : [place]), ...random]) {
    const end = newton(start, at)
    if (end === undefined || isAtEdge(end, smooth, valuesOf(end))) continue
    const proved = certifiedZero(drift, slopes, free, smooth, end)
    const zero = proved ?? { values: end, error: undefined }
    if (proved === undefined && !isStill(end)) continue
    const isKnown = found.some((other) => isSamePlace(other, zero))
    if (!isKnown) found.push(zero)
  }
  return found
}

/** Two boxes with one zero each that touch have the same one; places without a proof are compared roughly. */
function isSamePlace(a: NumericZero, b: NumericZero): boolean {
  const reach = a.error !== undefined && b.error !== undefined ? a.error + b.error : same * (1 + norm(a.values)) // prettier-ignore
  return a.values.every((x, i) => Math.abs(x - b.values[i]!) <= reach)
}

/** On an edge of the branch a condition is 0 up to rounding, of either sign. */
function isAtEdge(
  s: readonly number[],
  smooth: ParametrisedBranch['smooth'],
  values: ReadonlyMap<Expression, number>,
): boolean {
  return smooth.some(({ kind, expression }) => kind !== 'inside' && !(Math.abs(evaluate(expression, values)) > edge * (1 + norm(s) ** 2))) // prettier-ignore
}

interface Linear {
  /** In units of length. */
  readonly f: readonly number[]
  readonly df: Matrix
  /** The length of a step of 1 in each symbol. */
  readonly units: readonly number[]
}

/** Where the steps become short. Steps that do not make the field smaller, or leave the branch, are halved. */
function newton(
  start: readonly number[],
  at: (s: readonly number[]) => Linear | undefined,
): number[] | undefined {
  let [s, here] = [start, at(start)]
  for (let k = 0; k < rounds && here !== undefined; k++) {
    const step = stepOf(here)
    if (step === undefined) return undefined
    const length = norm(step)
    if (length <= converged * (1 + norm(s))) return s.map((x, i) => x - step[i]!)
    let next: Linear | undefined
    let to: number[] = []
    const size = norm(here.f)
    for (let factor = 1; factor > 1e-4; factor /= 2) {
      to = s.map((x, i) => x - factor * step[i]!)
      next = norm(to) <= furthest ? at(to) : undefined
      // Close to a zero rounding decides.
      if (next !== undefined && (norm(next.f) < size || length <= 1e-8 * (1 + norm(s)))) break
      next = undefined
    }
    s = to
    here = next
  }
  return undefined
}

function stepOf({ f, df, units }: Linear): number[] | undefined {
  try {
    return Array.from(leastSquares(df, f, { relative: 1e-9 }), (x, i) => x / units[i]!)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
