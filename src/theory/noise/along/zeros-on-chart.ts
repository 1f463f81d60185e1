import { gradient } from '../../../calculus/index.js'
import { evaluate, evaluateAll, type Expression } from '../../../expression/index.js'
import { branchPoints, contains, type ParametrisedBranch } from '../../../geometry/index.js'
import { leastSquares, matrix, type Matrix, norm } from '../../../numeric/index.js'
import { ProblemError } from '../../../base/problem.js'

/** A zero of a vector field on a chart, found in floating point. */
export interface NumericZero {
  readonly values: readonly number[]
  /** How far the last step of Newton's method went, with rounding. */
  readonly error: number
  /** The derivative of the field there, m × m. */
  readonly derivative: Matrix
}

const starts = 32
const rounds = 60
/** Zeros further away are not told from a field that dies out at infinity. */
const furthest = 1e4
const converged = 1e-12
const same = 1e-6
const edge = 1e-7

/**
 * Zeros of a field on the free symbols of a branch by Newton's method from the given place and from points of the branch at
 * random, the same on every call. Each once; there may be others.
 */
export function zerosOnChart(
  field: readonly Expression[],
  { free, coordinates, smooth }: Pick<ParametrisedBranch, 'free' | 'coordinates' | 'smooth'>,
  place: readonly number[] | undefined,
): NumericZero[] {
  const slopes = field.flatMap((e) => gradient(e, free))
  const valuesOf = (s: readonly number[]) => new Map<Expression, number>(free.map((symbol, i) => [symbol, s[i]!])) // prettier-ignore
  const random = branchPoints({ free, coordinates, domain: smooth }, starts).map((point) => free.map((symbol) => point.free.get(symbol)!)) // prettier-ignore
  const found: NumericZero[] = []
  for (const start of [...(place === undefined ? [] : [place]), ...random]) {
    const zero = newton(start, (s) => {
      const values = valuesOf(s)
      if (!contains(smooth, values)) return undefined
      const [f, df] = [evaluateAll(field, values), evaluateAll(slopes, values)]
      return [...f, ...df].every(Number.isFinite) ? { f, df: matrix(free.length, free.length, df) } : undefined // prettier-ignore
    })
    if (zero === undefined || isAtEdge(zero.values, smooth, valuesOf(zero.values))) continue
    const isKnown = found.some(({ values }) => norm(values.map((x, i) => x - zero.values[i]!)) <= same * (1 + norm(values))) // prettier-ignore
    if (!isKnown) found.push(zero)
  }
  return found
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
  readonly f: readonly number[]
  readonly df: Matrix
}

/** Steps that do not make the field smaller, or leave the branch, are halved. */
function newton(start: readonly number[], at: (s: readonly number[]) => Linear | undefined): NumericZero | undefined {
  let [s, here] = [start, at(start)]
  for (let k = 0; k < rounds && here !== undefined; k++) {
    const step = stepOf(here)
    if (step === undefined) return undefined
    const length = norm(step)
    if (length <= converged * (1 + norm(s))) {
      const end = s.map((x, i) => x - step[i]!)
      const error = length + 8 * Number.EPSILON * (1 + norm(s))
      return { values: end, error, derivative: here.df }
    }
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
} // prettier-ignore

function stepOf({ f, df }: Linear): Float64Array | undefined {
  try {
    return leastSquares(df, f, { relative: 1e-9 })
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
