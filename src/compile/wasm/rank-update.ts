import {
  add,
  type Code,
  define,
  get,
  integer,
  integerAdd,
  integerAnd,
  integerSubtract,
  multiply,
} from './formula.js'
import { FunctionWriter } from './module.js'
import { emptyBlock, op } from './opcodes.js'

/** How many vectors are taken together at most: their coefficients and one sum are what the registers hold. */
export const vectorsAtOnce = 8

/** Where the vectors and the matrix of a sum of outer products are, in bytes. */
export interface OuterProductLayout {
  /** The first vector. */
  readonly vector: number
  /** From one vector to the next. */
  readonly vectorStride: number
  /** The weight of the first vector; the others follow at the same distance. */
  readonly weight: number
  /** Entries of a vector. What is behind an odd number of them goes to the column behind the matrix, which nobody reads. */
  readonly length: number
  /** How many vectors, at most `vectorsAtOnce`. */
  readonly count: number
  readonly matrix: number
  /** From one row of the matrix to the next. */
  readonly matrixStride: number
}

/**
 * A function that adds Σ wᵢ gᵢ gᵢᵀ over the vectors to the part on and above the diagonal of a matrix, or sets
 * it to that when `sets`. Rows are walked two entries at a time from an even column on, so an entry below the diagonal may be written too.
 */
export function rankUpdate(layout: OuterProductLayout, sets: boolean): FunctionWriter {
  const out = new FunctionWriter({ parameters: [], results: [] }, 2)
  const [row, rowsLeft, column, columnsLeft, target] = [0, 1, 2, 3, 4].map(() => out.local('i32')) as [
    number,
    number,
    number,
    number,
    number, // prettier-ignore
  ]
  const { length, count, matrix, matrixStride } = layout
  const set = (local: number, value: Code): void => {
    value(out)
    out.set(local)
  }
  set(row, integer(0))
  set(rowsLeft, integer(length))
  set(target, integer(matrix))
  repeat(out, rowsLeft, () => {
    const coefficients = Array.from({ length: count }, (_, k) =>
      define(out, 'f64', multiply(numberAt(layout, k, row), weightAt(layout, k))),
    )
    // From the even column at or before the diagonal to the end.
    set(column, integerAnd(get(row), integer(-16)))
    set(columnsLeft, integerSubtract(integer(8 * (length + (length % 2))), get(column)))
    set(columnsLeft, shiftedDown(get(columnsLeft), 4))
    repeat(out, columnsLeft, () => {
      integerAdd(get(target), get(column))(out)
      const products = coefficients.map((coefficient, k) => multiply(coefficient, pairAt(layout, k, column)))
      const sum = inPairs(products)
      if (sets) sum(out)
      else
        add((code) => {
          integerAdd(get(target), get(column))(code)
          code.load(0)
        }, sum)(out)
      out.store(0)
      set(column, integerAdd(get(column), integer(16)))
    })
    set(row, integerAdd(get(row), integer(8)))
    set(target, integerAdd(get(target), integer(matrixStride)))
  })
  return out
}

/** A sum whose terms do not wait for each other. */
function inPairs(terms: readonly Code[]): Code {
  if (terms.length === 1) return terms[0]!
  const half = Math.ceil(terms.length / 2)
  return add(inPairs(terms.slice(0, half)), inPairs(terms.slice(half)))
}

const pairAt =
  ({ vector, vectorStride }: OuterProductLayout, k: number, offset: number): Code =>
  (out) => {
    out.get(offset)
    out.load(vector + k * vectorStride)
  }

const numberAt =
  ({ vector, vectorStride }: OuterProductLayout, k: number, offset: number): Code =>
  (out) => {
    out.get(offset)
    out.loadForAll(vector + k * vectorStride)
  }

const weightAt =
  ({ weight, vectorStride }: OuterProductLayout, k: number): Code =>
  (out) => {
    integer(0)(out)
    out.loadForAll(weight + k * vectorStride)
  }

const shiftedDown =
  (value: Code, bits: number): Code =>
  (out) => {
    value(out)
    integer(bits)(out)
    out.op(op.i32ShiftRightSigned)
  }

/** Repeats the body as often as the local variable says, at least once. */
function repeat(out: FunctionWriter, counter: number, body: () => void): void {
  out.op(op.loop, emptyBlock)
  body()
  integerSubtract(get(counter), integer(1))(out)
  out.tee(counter)
  out.op(op.branchIf, 0, op.end)
}
