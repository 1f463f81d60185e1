import { divide, multiply, square, squareRoot, subtract } from '../arithmetic.js'
import type { Expression } from '../nodes.js'
import { failure } from '../../base/wording.js'
import { diagonal, identity, kronecker, outer } from './constructions.js'
import { mismatch } from './entrywise.js'
import { determinant, inverse, trace, transpose } from './matrices.js'
import { scalar, shapeName, type Value } from './value.js'

/** A function of whole vectors and matrices, as opposed to one applied to each entry. */
export interface ShapeFunction {
  readonly arity: { readonly min: number; readonly max: number }
  /** Throws `shape-mismatch` or `not-allowed` for shapes it is not defined for. */
  apply(args: readonly Value[]): Value
}

const one = { min: 1, max: 1 }
const two = { min: 2, max: 2 }

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

// As e^(x_i - logsumexp(x)), which cannot overflow.
function softmax({ shape, entries }: Value): Value {
  // By rows, by columns or over all entries: the literature has each, so none is taken for granted.
  if (shape.length === 2 && shape[0] !== 1 && shape[1] !== 1)
    throw failure('not-allowed', {
      what: `softmax of ${shapeName(shape)}`,
      instead: 'Apply it to one row or column: softmax(W[1,:]).',
    })
  const { graph } = entries[0]!
  const normaliser = graph.call('logsumexp', entries)
  return { shape, entries: entries.map((entry) => graph.call('exp', [subtract(entry, normaliser)])) }
}

/** The functions of whole vectors and matrices, by name. */
export const shapeFunctions: ReadonlyMap<string, ShapeFunction> = new Map<string, ShapeFunction>([
  ['sum', reduction(total)],
  ['mean', reduction((value) => divide(total(value), value.entries.length))],
  ['norm', reduction(norm)],
  ['trace', reduction(trace)],
  ['det', reduction(determinant)],
  ['dot', { arity: two, apply: ([left, right]) => scalar(dot(left!, right!)) }],
  ['transpose', { arity: one, apply: ([value]) => transpose(value!) }],
  ['outer', { arity: two, apply: ([left, right]) => outer(left!, right!) }],
  ['kron', { arity: two, apply: ([left, right]) => kronecker(left!, right!) }],
  ['diag', { arity: one, apply: ([value]) => diagonal(value!) }],
  ['identity', { arity: one, apply: ([size]) => identity(size!) }],
  ['inv', { arity: one, apply: ([value]) => inverse(value!) }],
  ['softmax', { arity: one, apply: ([value]) => softmax(value!) }],
])
