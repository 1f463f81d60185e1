import { addIntervals, enclose, type Interval, multiplyIntervals, pointInterval } from '../calculus/index.js'
import type { Expression } from '../expression/index.js'
import { entry, fromRows, largestMagnitude, type Matrix, pseudoInverse } from '../numeric/index.js'
import { ProblemError } from '../base/problem.js'
import { pivots } from './pivots.js'

/** Matrix entries as intervals, row by row. */
export type IntervalMatrix = readonly (readonly Interval[])[]

/** What interval arithmetic proves of a matrix known by intervals. */
export interface ProvedRank {
  /** Every matrix within the intervals has at least this rank. */
  readonly atLeast: number
  /** A lower bound of the singular value that belongs to it, 0 for rank 0. */
  readonly singularValueAtLeast: number
}

/**
 * The rank up to which some minor of the matrix is certainly not 0: with an approximate inverse Y of the middle of a
 * square block B, ‖I − YB‖ < 1 for all B in the intervals proves it regular (Rump, Acta Numerica 2010, §10). Blocks of
 * `rank` rows and less are tried; a block's smallest singular value bounds that of the whole from below.
 */
export function provedRank(m: IntervalMatrix, rank: number): ProvedRank {
  const middle = middleOf(m)
  if (middle === undefined) return { atLeast: 0, singularValueAtLeast: 0 }
  const { rows, columns } = pivots(middle, rank)
  for (let size = rows.length; size > 0; size--) {
    const block = rows.slice(0, size).map((i) => columns.slice(0, size).map((j) => m[i]![j]!))
    const bound = smallestSingularValue(block)
    if (bound > 0) return { atLeast: size, singularValueAtLeast: bound }
  }
  return { atLeast: 0, singularValueAtLeast: 0 }
}

/** Whether a square matrix of constant expressions is proved to be regular by interval arithmetic. */
export function isCertainlyRegular(rows: readonly (readonly Expression[])[]): boolean {
  return provedRank(enclosedMatrix(rows, new Map()), rows.length).atLeast === rows.length
}

// σ_min(B) ≥ (1 − ‖I − YB‖)/‖Y‖, with the Frobenius norm above the spectral one on both sides.
function smallestSingularValue(block: IntervalMatrix): number {
  const inverse = inverseOfMiddle(block)
  if (inverse === undefined) return 0
  const defect = defectOf(inverse, block)
  const size = frobenius(defect.flat().map(largest))
  const length = frobenius(inverse.data)
  return size < 1 ? ((1 - size) / length) * (1 - 1e-12) : 0
}

/**
 * Whether a zero of the functions certainly lies near `w`: the radius of a box around it, in every coordinate, that
 * contains one, by Krawczyk's test (Moore, Kearfott & Cloud 2009, §8.2) in as many of the coordinates as there are
 * functions, the others held fixed. The slopes over that box come with it.
 */
export function enclosedZero(
  functions: readonly Expression[],
  slopes: readonly (readonly Expression[])[],
  symbols: readonly Expression[],
  w: Float64Array,
  jacobian: Matrix,
): { radius: number; slopes: IntervalMatrix } | undefined {
  const { columns } = pivots(jacobian, functions.length)
  if (columns.length < functions.length) return undefined
  const size = Math.max(1, largestMagnitude(w))
  for (const relative of [1e-13, 1e-11, 1e-9, 1e-7]) {
    const radius = relative * size
    const inBox = symbols.map((symbol, i): [Expression, Interval] => [
      symbol,
      columns.includes(i) ? { low: w[i]! - radius, high: w[i]! + radius } : pointInterval(w[i]!),
    ])
    const atCentre = symbols.map((symbol, i): [Expression, Interval] => [symbol, pointInterval(w[i]!)])
    const box = enclosedMatrix(slopes, new Map(inBox))
    const centre = enclose(functions, new Map(atCentre))
    if (krawczyk(box.map((row) => columns.map((j) => row[j]!)), centre, radius)) return { radius, slopes: box } // prettier-ignore
  }
  return undefined
}

/** Intervals for the entries of a matrix of expressions over a box. */
export function enclosedMatrix(
  rows: readonly (readonly Expression[])[],
  box: ReadonlyMap<Expression, Interval>,
): IntervalMatrix {
  const flat = enclose(rows.flat(), box)
  const width = rows[0]?.length ?? 0
  return rows.map((_, i) => flat.slice(i * width, (i + 1) * width))
}

// −Y f(centre) + (I − Y F)·[−radius, radius] must lie inside the box; its ends are rounded.
function krawczyk(block: IntervalMatrix, centre: readonly Interval[], radius: number): boolean {
  const inverse = inverseOfMiddle(block)
  if (inverse === undefined) return false
  const defect = defectOf(inverse, block)
  return defect.every((row, i) => {
    const contraction = row.reduce((sum, x) => sum + largest(x), 0)
    let shift = pointInterval(0)
    centre.forEach((value, k) => {
      shift = addIntervals(shift, multiplyIntervals(pointInterval(entry(inverse, i, k)), value))
    })
    return largest(shift) + contraction * radius * (1 + 1e-12) < 0.9 * radius
  })
}

function defectOf(inverse: Matrix, block: IntervalMatrix): Interval[][] {
  return block.map((_, i) =>
    block.map((_, j) => {
      let sum = pointInterval(i === j ? 1 : 0)
      for (let k = 0; k < block.length; k++)
        sum = addIntervals(sum, multiplyIntervals(pointInterval(-entry(inverse, i, k)), block[k]![j]!))
      return sum
    }),
  )
}

function inverseOfMiddle(block: IntervalMatrix): Matrix | undefined {
  const middle = middleOf(block)
  if (middle === undefined) return undefined
  try {
    return pseudoInverse(middle, { relative: 1e-15 })
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

function middleOf(m: IntervalMatrix): Matrix | undefined {
  const middle = fromRows(m.map((row) => row.map(({ low, high }) => low + (high - low) / 2)))
  return middle.data.every(Number.isFinite) ? middle : undefined
}

const largest = ({ low, high }: Interval): number => Math.max(Math.abs(low), Math.abs(high))

// Above the true norm of the numbers, by more than the rounding of the sum.
function frobenius(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]! ** 2
  return Math.sqrt(sum) * (1 + 4e-16 * (values.length + 4)) + 1e-300
}
