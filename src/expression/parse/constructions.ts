import { failure } from '../../base/wording.js'
import { multiply } from '../arithmetic.js'
import type { Graph } from '../nodes.js'
import { rational } from '../rational.js'
import { mismatch } from './entrywise.js'
import { asMatrix, identityMatrix, largestProduct, product, transpose } from './matrices.js'
import { isScalar, matrix, scalar, shapeName, type Value, vector } from './value.js'

/** `identity(n)`: the n×n identity matrix. Throws unless n is a whole number from 1 to 447. */
export function identity(size: Value): Value {
  const [entry] = size.entries
  const n = isScalar(size) && entry!.kind === 'constant' ? rational.toNumber(entry!.value) : NaN
  if (!Number.isInteger(n) || n < 1)
    throw failure('not-allowed', {
      what: 'this size of an identity matrix',
      instead: 'Write the size as a whole number, 1 or more: identity(3).',
    })
  refuseLarge('the matrix identity(…)', n ** 2)
  return identityMatrix(entry!.graph, n)
}

/** The square matrix with a vector on its diagonal, or the diagonal of a matrix as a vector. */
export function diagonal(value: Value): Value {
  const [rows, columns] = isScalar(value) ? [1, 1] : asMatrix(value)
  if (value.shape.length === 1) return diagonalMatrix(value, rows)
  if (isScalar(value) || (rows === 1) !== (columns === 1))
    throw failure('not-allowed', {
      what: `diag of ${shapeName(value.shape)}`,
      instead: "diag makes a matrix from a vector, or a vector from the diagonal of a matrix; a row v has the vector v'.",
    })
  return vector(Array.from({ length: Math.min(rows, columns) }, (_, i) => value.entries[i * (columns + 1)]!))
} // prettier-ignore

function diagonalMatrix({ entries }: Value, size: number): Value {
  refuseLarge('the matrix diag(…)', size ** 2)
  const graph: Graph = entries[0]!.graph
  const all = Array.from({ length: size * size }, (_, at) =>
    at % (size + 1) === 0 ? entries[at / (size + 1)]! : graph.zero,
  )
  return matrix(size, size, all)
}

/** The outer product `u*v'` of two vectors. Throws `shape-mismatch`. */
export function outer(left: Value, right: Value): Value {
  if (left.shape.length !== 1 || right.shape.length !== 1)
    throw mismatch('outer', left, right, 'outer needs two vectors.')
  return product(left, transpose(right))
}

/** The Kronecker product: each entry of the left side times the whole right side. Vectors are columns. */
export function kronecker(left: Value, right: Value): Value {
  if (isScalar(left) || isScalar(right)) return product(left, right)
  const [rows, columns] = asMatrix(left)
  const [innerRows, innerColumns] = asMatrix(right)
  const [height, width] = [rows * innerRows, columns * innerColumns]
  refuseLarge('the Kronecker product', height * width)
  const entries = Array.from({ length: height * width }, (_, at) => {
    const [i, j] = [Math.floor(at / width), at % width]
    const outside = left.entries[Math.floor(i / innerRows) * columns + Math.floor(j / innerColumns)]!
    return multiply(outside, right.entries[(i % innerRows) * innerColumns + (j % innerColumns)]!)
  })
  if (entries.length === 1) return scalar(entries[0]!)
  return left.shape.length + right.shape.length === 2 ? vector(entries) : matrix(height, width, entries)
}

function refuseLarge(what: string, size: number): void {
  if (size > largestProduct)
    throw failure('too-large', { what, size, limit: largestProduct, unit: 'entries' })
}
