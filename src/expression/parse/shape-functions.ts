import { add, divide, multiply, negate, square, squareRoot } from '../arithmetic.js'
import type { Expression } from '../nodes.js'
import { mismatch } from './entrywise.js'
import { determinant, inverse, trace, transpose } from './matrices.js'
import { scalar, type Value } from './value.js'

/** A function of whole vectors and matrices, as opposed to one applied to each entry. */
export interface ShapeFunction {
  readonly arity: { readonly min: number; readonly max: number }
  /** Throws `shape-mismatch` or `not-allowed` for shapes it is not defined for. */
  apply(args: readonly Value[]): Value
}

const one = { min: 1, max: 1 }

const total = ({ entries }: Value): Expression => entries[0]!.graph.sum(entries)

const reduction = (reduce: (value: Value) => Expression): ShapeFunction => ({
  arity: one,
  apply: ([value]) => scalar(reduce(value!)),
})

function dot(left: Value, right: Value): Expression {
  const sameLength = left.entries.length === right.entries.length
  const bothVectors = [left, right].every(({ shape }) => shape.length < 2 || shape[0] === 1)
  const sameMatrices = left.shape.join() === right.shape.join()
  if (!sameLength || !(bothVectors || sameMatrices)) throw mismatch('dot', left, right)
  return left.entries[0]!.graph.sum(left.entries.map((entry, i) => multiply(entry, right.entries[i]!)))
}

/** The Euclidean length; of a matrix, the Frobenius norm. */
function norm({ entries }: Value): Expression {
  return squareRoot(entries[0]!.graph.sum(entries.map(square)))
}

function logSumExp({ entries }: Value): Expression {
  const { graph } = entries[0]!
  return graph.call('log', [graph.sum(entries.map((entry) => graph.call('exp', [entry])))])
}

// Written with differences, e^(x_j - x_i), so that a common shift of the entries cannot overflow.
function softmax({ shape, entries }: Value): Value {
  const { graph } = entries[0]!
  return {
    shape,
    entries: entries.map((entry) =>
      divide(1, graph.sum(entries.map((other) => graph.call('exp', [add(other, negate(entry))])))),
    ),
  }
}

/** The functions of whole vectors and matrices, by name. */
export const shapeFunctions: ReadonlyMap<string, ShapeFunction> = new Map<string, ShapeFunction>([
  ['sum', reduction(total)],
  ['mean', reduction((value) => divide(total(value), value.entries.length))],
  ['norm', reduction(norm)],
  ['trace', reduction(trace)],
  ['det', reduction(determinant)],
  ['logsumexp', reduction(logSumExp)],
  ['dot', { arity: { min: 2, max: 2 }, apply: ([left, right]) => scalar(dot(left!, right!)) }],
  ['transpose', { arity: one, apply: ([value]) => transpose(value!) }],
  ['inv', { arity: one, apply: ([value]) => inverse(value!) }],
  ['softmax', { arity: one, apply: ([value]) => softmax(value!) }],
])
