import { exactRank, exactSolve } from '../algebra/index.js'
import { isZero, readable } from '../calculus/index.js'
import { constantValue, type Expression, multiply, negate, rational } from '../expression/index.js'
import type { ZeroLossPoint } from './point.js'

/**
 * Exact bases at an exact point: constant expressions, one vector of length d per entry. They are not normalised;
 * rational vectors have whole entries without common divisor.
 */
export interface ExactBases {
  /** Basis of ker J, d − k vectors. */
  readonly tangent: readonly (readonly Expression[])[]
  /** k independent rows of J, a basis of the normal space. */
  readonly normal: readonly (readonly Expression[])[]
}

// Beyond this many parameters exact elimination is slower than it is worth.
const largest = 12

/**
 * Bases of tangent and normal space by exact elimination on the Jacobian (on ∇²L for a general loss). Nothing when the
 * point is not exact, has no exact rank or rank 0, or has many parameters, and when some pivot could not be decided.
 */
export function exactBases({ exact, landscape }: ZeroLossPoint): ExactBases | undefined {
  if (exact?.rank === undefined || exact.rank === 0 || landscape.dimension > largest || landscape.perSample)
    return undefined
  const { symbolic } = landscape
  const rows = (symbolic.jacobian ?? symbolic.hessian).map((row) => exact.at(row).map(readable))
  const normal = independentRows(rows, exact.rank)
  const pivots = normal && pivotColumns(normal, exact.rank)
  const tangent = normal && pivots && kernel(normal, pivots)
  return tangent === undefined ? undefined : { tangent: tangent.map(whole), normal: normal!.map(whole) }
}

/** In readable form, and 0 where that is what it is: elimination leaves quotients such as 0/x. */
export function withPlainZero(e: Expression): Expression {
  return isZero(e).outcome === 'proved' ? e.graph.zero : readable(e)
}

// A rational vector as the shortest one with whole entries; any other stays as it is.
function whole(vector: readonly Expression[]): readonly Expression[] {
  const values = vector.map(constantValue)
  if (!values.every((value) => value !== undefined)) return vector
  const denominator = values.reduce((all, value) => leastCommonMultiple(all, value.denominator), 1n)
  const numerators = values.map((value) => (value.numerator * denominator) / value.denominator)
  const divisor = numerators.reduce(greatestCommonDivisor, 0n)
  if (divisor === 0n) return vector
  return vector.map((entry) =>
    readable(multiply(entry.graph.constant(rational.of(denominator, divisor)), entry)),
  )
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : greatestCommonDivisor(b, a % b)
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b
}

/** The rows that raise the rank, in order, until there are `rank`. Nothing when a pivot could not be decided. */
function independentRows(
  vectors: readonly (readonly Expression[])[],
  rank: number,
): (readonly Expression[])[] | undefined {
  const chosen: (readonly Expression[])[] = []
  for (const vector of vectors) {
    if (chosen.length === rank) break
    const raised = exactRank([...chosen, vector])
    if (raised === undefined) return undefined
    if (raised > chosen.length) chosen.push(vector)
  }
  return chosen.length === rank ? chosen : undefined
}

/** The columns of a block of `rank` independent rows that is regular. Nothing when a pivot could not be decided. */
function pivotColumns(rows: readonly (readonly Expression[])[], rank: number): number[] | undefined {
  const columns = Array.from({ length: rows[0]?.length ?? 0 }, (_, j) => rows.map((row) => row[j]!))
  const chosen = independentRows(columns, rank)
  return chosen?.map((column) => columns.findIndex((one) => one === column))
}

// Every column that is no pivot gives one vector: 1 there, and the pivots' entries solve R_P x = −R_f.
function kernel(
  rows: readonly (readonly Expression[])[],
  pivots: readonly number[],
): Expression[][] | undefined {
  const width = rows[0]?.length ?? 0
  const free = Array.from({ length: width }, (_, j) => j).filter((j) => !pivots.includes(j))
  if (free.length === 0) return []
  const square = rows.map((row) => pivots.map((j) => row[j]!))
  const right = rows.map((row) => free.map((j) => negate(row[j]!)))
  const solution = exactSolve(square, right)
  if (solution === undefined) return undefined
  const { graph } = rows[0]![0]!
  return free.map((f, column) =>
    Array.from({ length: width }, (_, j) => {
      const pivot = pivots.indexOf(j)
      if (pivot >= 0) return withPlainZero(solution[pivot]![column]!)
      return j === f ? graph.one : graph.zero
    }),
  )
}
