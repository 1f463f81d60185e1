import { isZero, readable } from '../calculus/index.js'
import {
  add,
  constantValue,
  divide,
  evaluate,
  type Expression,
  multiply,
  negate,
  rational,
  subtract,
} from '../expression/index.js'

/**
 * Exact linear algebra over constant expressions: rationals and closed forms such as √2. Every pivot is decided by an
 * exact zero test; where one is undecided the result is `undefined`, never a guess. Rows are arrays of entries, all of
 * one length (a `RangeError` otherwise). With symbols in the entries, everything is meant for symbols in general
 * position: a pivot that is not identically zero counts as nonzero.
 */
export type ExactMatrix = readonly (readonly Expression[])[]

/** The rank, or nothing when some pivot could not be decided. */
export function exactRank(m: ExactMatrix): number | undefined {
  return eliminate(m)?.pivots.length
}

/** X with `a` X = `b` for a square invertible `a`; nothing when `a` is singular or a pivot could not be decided. */
export function exactSolve(a: ExactMatrix, b: ExactMatrix): Expression[][] | undefined {
  const size = squareSize(a)
  if (b.length !== size) throw new RangeError(`${b.length} right sides do not fit ${size} rows`)
  if (size === 0) return []
  const reduced = eliminate(
    a.map((row, i) => [...row, ...b[i]!]),
    size,
  )
  if (reduced === undefined || reduced.pivots.length < size) return undefined
  return reduced.rows.slice(0, size).map((row) => row.slice(size))
}

/** The inverse of a square matrix; nothing when it is singular or a pivot could not be decided. */
export function exactInverse(a: ExactMatrix): Expression[][] | undefined {
  if (squareSize(a) === 0) return []
  const { graph } = a[0]![0]!
  return exactSolve(
    a,
    a.map((_, i) => a.map((_, j) => graph.constant(i === j ? 1 : 0))),
  )
}

/** The determinant of a square matrix with at least one row; nothing when a pivot could not be decided. */
export function exactDeterminant(a: ExactMatrix): Expression | undefined {
  squareSize(a)
  const reduced = eliminate(a)
  if (reduced === undefined) return undefined
  const { graph } = a[0]![0]!
  if (reduced.pivots.length < a.length) return graph.zero
  const product = reduced.pivots.reduce((result, { value }) => multiply(result, value), graph.one)
  return readable(reduced.swaps % 2 === 0 ? product : negate(product))
}

/**
 * Coefficients c₀ … c_k of det(λI − M) = Σ cᵢ λⁱ for a square matrix (Faddeev–LeVerrier; c_k = 1). Needs no pivots, hence
 * always succeeds.
 */
export function exactCharacteristicPolynomial(m: ExactMatrix): Expression[] {
  const size = squareSize(m)
  const { graph } = m[0]![0]!
  const coefficients: Expression[] = Array.from({ length: size + 1 }, () => graph.zero)
  coefficients[size] = graph.one
  let power: Expression[][] = m.map((row) => row.map(() => graph.zero))
  for (let k = 1; k <= size; k++) {
    const previous = coefficients[size - k + 1]!
    const shifted = power.map((row, i) => row.map((entry, j) => (i === j ? add(entry, previous) : entry)))
    power = product(m, shifted)
    const trace = power.map((row, i) => row[i]!).reduce((sum, entry) => add(sum, entry), graph.zero)
    coefficients[size - k] = readable(divide(negate(trace), k))
  }
  return coefficients
}

/** The product of two matrices with at least one entry, entries in readable form. */
export function product(a: ExactMatrix, b: ExactMatrix): Expression[][] {
  return a.map((row) =>
    b[0]!.map((_, j) =>
      simplified(row.map((x, k) => multiply(x, b[k]![j]!)).reduce((sum, term) => add(sum, term))),
    ),
  )
}

interface Eliminated {
  /** Reduced to pivots 1 with zeros above and below, pivot rows first. */
  readonly rows: Expression[][]
  readonly pivots: readonly { readonly column: number; readonly value: Expression }[]
  readonly swaps: number
}

// Gauss–Jordan on the first `columns` columns.
function eliminate(m: ExactMatrix, columns = m[0]?.length ?? 0): Eliminated | undefined {
  if (m.some((row) => row.length !== m[0]!.length)) throw new RangeError('rows of different lengths')
  const rows = m.map((row) => row.map(simplified))
  const pivots: { column: number; value: Expression }[] = []
  let swaps = 0
  for (let column = 0; column < columns && pivots.length < rows.length; column++) {
    const top = pivots.length
    const found = pivotRow(rows, column, top)
    if (found === 'undecided') return undefined
    if (found === undefined) continue
    if (found !== top) {
      ;[rows[top], rows[found]] = [rows[found]!, rows[top]!]
      swaps++
    }
    const value = rows[top]![column]!
    rows[top] = rows[top]!.map((entry) => simplified(divide(entry, value)))
    rows.forEach((row, i) => {
      if (i === top) return
      const factor = row[column]!
      if (factor === factor.graph.zero) return
      rows[i] = row.map((entry, j) => simplified(subtract(entry, multiply(factor, rows[top]![j]!))))
    })
    pivots.push({ column, value })
  }
  return { rows, pivots, swaps }
}

// A rational pivot is taken before any other, so that radicals stay out of denominators where they can.
function pivotRow(rows: Expression[][], column: number, from: number): number | undefined | 'undecided' {
  let candidate: number | undefined
  let undecided = false
  for (let i = from; i < rows.length; i++) {
    const entry = rows[i]![column]!
    const value = constantValue(entry)
    if (value !== undefined) {
      if (!rational.equals(value, rational.zero)) return i
      continue
    }
    const zero = isZero(entry).outcome
    if (zero === 'proved') rows[i]![column] = entry.graph.zero
    else if (zero === 'refuted') candidate ??= i
    else undecided = true
  }
  return candidate ?? (undecided ? 'undecided' : undefined)
}

function simplified(e: Expression): Expression {
  return e.kind === 'constant' || e.kind === 'symbol' ? e : readable(e)
}

/** The nearest double of a constant expression. */
export function constantNumber(e: Expression): number {
  return evaluate(e, new Map())
}

function squareSize(m: ExactMatrix): number {
  if (m.some((row) => row.length !== m.length)) throw new RangeError('a square matrix is needed')
  return m.length
}
