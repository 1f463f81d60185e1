import { failure } from '../../base/wording.js'
import { add, divide, multiply, negate } from '../arithmetic.js'
import type { Expression, Graph } from '../nodes.js'
import { rational } from '../rational.js'
import { entrywise, mismatch } from './entrywise.js'
import { isScalar, matrix, scalar, shapeName, type Value, vector } from './value.js'

/** The most products of entries one matrix product may take. */
export const largestProduct = 200_000

/** The largest whole power of a matrix. */
const highestPower = 64

/**
 * The product `left * right`: of numbers, of a number and anything, of matrices and vectors. A vector is a column; a
 * 1×1 result is a number. Throws `shape-mismatch`.
 */
export function product(left: Value, right: Value): Value {
  if (isScalar(left) || isScalar(right)) return entrywise('*', [left, right], ([a, b]) => multiply(a!, b!))
  const [rows, inner] = asMatrix(left)
  const [innerRight, columns] = asMatrix(right)
  if (inner !== innerRight) throw mismatch('*', left, right, productHint(left, right))
  const size = rows * inner * columns
  if (size > largestProduct)
    throw failure('too-large', {
      what: 'this matrix product',
      size,
      limit: largestProduct,
      unit: 'products of entries',
    })
  const entries: Expression[] = []
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) entries.push(contraction(left, right, i, j, inner, columns))
  if (entries.length === 1) return scalar(entries[0]!)
  return right.shape.length === 1 ? vector(entries) : matrix(rows, columns, entries)
}

function contraction(
  left: Value,
  right: Value,
  i: number,
  j: number,
  inner: number,
  columns: number,
): Expression {
  const { graph } = left.entries[0]!
  return graph.sum(
    Array.from({ length: inner }, (_, k) =>
      multiply(left.entries[i * inner + k]!, right.entries[k * columns + j]!),
    ),
  )
}

/** The number of rows and columns; a vector is a column. */
export function asMatrix({ shape }: Value): readonly [number, number] {
  return shape.length === 1 ? [shape[0]!, 1] : [shape[0]!, shape[1]!]
}

function productHint(left: Value, right: Value): string {
  if (left.shape.length === 1 && right.shape.length === 1)
    return "Write u'*v or dot(u, v) for the inner product, u.*v for the product of the entries."
  return "The columns on the left must be as many as the rows on the right; ' transposes, .* multiplies the entries."
}

/** The transpose: a vector becomes a matrix of one row, a matrix of one row a vector. Throws `shape-mismatch` never. */
export function transpose(value: Value): Value {
  if (isScalar(value)) return value
  if (value.shape.length === 1) return matrix(1, value.shape[0]!, value.entries)
  const [rows, columns] = asMatrix(value)
  if (rows === 1) return vector(value.entries)
  return matrix(
    columns,
    rows,
    value.entries.map((_, at) => value.entries[(at % rows) * columns + Math.floor(at / rows)]!),
  )
}

/** A square matrix to a whole power from -64 to 64; a negative one is of the inverse, up to 3×3. */
export function matrixPower(base: Value, exponent: Value): Value {
  const power = isScalar(exponent) ? exponent.entries[0]! : undefined
  const [rows, columns] = asMatrix(base)
  if (base.shape.length !== 2 || rows !== columns)
    throw mismatch(
      '^',
      base,
      exponent,
      'Write .^ for the power of each entry, norm(x)^2 for the squared length.',
    )
  const whole = power?.kind === 'constant' ? rational.toNumber(power.value) : NaN
  if (Number.isInteger(whole) && Math.abs(whole) <= highestPower)
    return repeated(whole < 0 ? inverse(base) : base, rows, Math.abs(whole))
  throw failure('not-allowed', {
    what: 'this power of a matrix',
    instead: `The exponent must be a whole number from -${highestPower} to ${highestPower}; .^ takes the power of each entry.`,
  })
}

function repeated(base: Value, size: number, count: number): Value {
  const work = count * size ** 3
  if (work > largestProduct)
    throw failure('too-large', {
      what: 'this power of a matrix',
      size: work,
      limit: largestProduct,
      unit: 'products of entries',
    })
  let result = identityMatrix(base.entries[0]!.graph, size)
  for (let done = 0; done < count; done++) result = product(result, base)
  return result
}

export function identityMatrix(graph: Graph, size: number): Value {
  const entries = Array.from({ length: size * size }, (_, at) =>
    at % (size + 1) === 0 ? graph.one : graph.zero,
  )
  return matrix(size, size, entries)
}

/** The number of rows of a square matrix; throws `shape-mismatch` for anything else. */
export function squareSize(name: string, value: Value, limit = Infinity): number {
  const [rows, columns] = isScalar(value) ? [1, 1] : asMatrix(value)
  if (rows !== columns || value.shape.length === 1)
    throw failure('not-allowed', {
      what: `${name} of ${shapeName(value.shape)}`,
      instead: `${name} needs a square matrix.`,
    })
  if (rows > limit)
    throw failure('too-large', { what: `the matrix in ${name}`, size: rows, limit, unit: 'rows' })
  return rows
}

/** The determinant by expansion along the first row; at most 4×4. */
export function determinant(value: Value): Expression {
  return minor(value.entries, squareSize('det', value, 4))
}

function minor(entries: readonly Expression[], size: number): Expression {
  if (size === 1) return entries[0]!
  return Array.from({ length: size }, (_, column) => {
    const part = multiply(entries[column]!, minor(without(entries, size, 0, column), size - 1))
    return column % 2 === 0 ? part : negate(part)
  }).reduce(add)
}

function without(entries: readonly Expression[], size: number, row: number, column: number): Expression[] {
  return entries.filter((_, at) => Math.floor(at / size) !== row && at % size !== column)
}

/** The inverse as adjugate over determinant; at most 3×3. Throws `undefined-value` when the determinant is 0. */
export function inverse(value: Value): Value {
  const size = squareSize('inv', value, 3)
  const det = minor(value.entries, size)
  if (size === 1) return { shape: value.shape, entries: [divide(1, det)] }
  const entries = value.entries.map((_, at) => {
    const [row, column] = [Math.floor(at / size), at % size]
    const cofactor = minor(without(value.entries, size, column, row), size - 1)
    return divide((row + column) % 2 === 0 ? cofactor : negate(cofactor), det)
  })
  return matrix(size, size, entries)
}

/** The sum of the diagonal of a square matrix. */
export function trace(value: Value): Expression {
  const size = squareSize('trace', value)
  return value.entries[0]!.graph.sum(Array.from({ length: size }, (_, i) => value.entries[i * (size + 1)]!))
}

/** `left / right`: the divisor is a number, or both are numbers or vectors of one shape under a number. */
export function quotient(left: Value, right: Value): Value {
  if (!isScalar(right) && !(isScalar(left) && right.shape.length === 1))
    throw mismatch('/', left, right, 'Write ./ for the quotient of the entries; for a matrix, inv(W).')
  return entrywise('/', [left, right], ([a, b]) => divide(a!, b!))
}
