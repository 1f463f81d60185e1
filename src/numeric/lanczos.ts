import { failure } from '../base/wording.js'
import { symmetricEigen } from './linear-algebra.js'
import { column, dot, matrix, norm } from './matrix.js'
import { stream } from './random.js'

/** An eigenvalue of a symmetric matrix with its vector. */
export interface Eigenpair {
  readonly value: number
  /** Of length 1. */
  readonly vector: Float64Array
  /** |Mv − λv|: there is an eigenvalue within this distance of `value`. */
  readonly residual: number
  /** How many products with the matrix were needed. */
  readonly products: number
}

export interface LanczosOptions {
  /** The residual that is good enough, relative to the largest magnitude met; 1e-10 when left out. */
  readonly tolerance?: number
  /** The most products with the matrix; 300 when left out. */
  readonly maxProducts?: number
}

/**
 * The largest eigenvalue of a symmetric matrix that is known by its products with vectors of length `dimension` only: the
 * method of Lanczos (1950) with full reorthogonalisation, from a start vector that is random but always the same. That it
 * is the largest, and not merely an eigenvalue, holds with probability 1 over the start vector.
 *
 * @throws `not-finite` for a product that is not finite, `no-convergence` when the residual stays too large
 */
export function largestEigenpair(
  product: (v: Float64Array) => Float64Array,
  dimension: number,
  { tolerance = 1e-10, maxProducts = 300 }: LanczosOptions = {},
): Eigenpair {
  const basis: Float64Array[] = [startVector(dimension)]
  const diagonal: number[] = []
  const beside: number[] = []
  for (;;) {
    const current = basis.at(-1)!
    const next = Float64Array.from(product(current))
    if (!next.every(Number.isFinite)) throw failure('not-finite', { what: 'a product with the matrix', where: `in step ${basis.length} of the method of Lanczos` }) // prettier-ignore
    diagonal.push(dot(current, next))
    // Twice: what rounding leaves of the earlier vectors after one sweep is gone after the second.
    for (let sweep = 0; sweep < 2; sweep++) for (const earlier of basis) removePart(next, earlier)
    const length = norm(next)
    const count = basis.length
    const isLast = count === Math.min(maxProducts, dimension)
    const scale = Math.max(...diagonal.map(Math.abs), ...beside, length)
    const isClosed = length <= 1e-14 * scale
    if (isLast || isClosed || count % 8 === 0) {
      const { value, weights } = topOfTridiagonal(diagonal, beside)
      const residual = length * Math.abs(weights[count - 1]!)
      if (isClosed || count === dimension || residual <= tolerance * scale)
        return { value, vector: combination(basis, weights), residual, products: count }
      if (isLast) throw tooSlow(count, residual)
    }
    beside.push(length)
    basis.push(next.map((x) => x / length))
  }
}

function tooSlow(products: number, residual: number): Error {
  return failure('no-convergence', {
    what: 'the largest eigenvalue',
    tried: `${products} products with the matrix`,
    reached: `a residual of ${residual.toPrecision(3)}`,
    suggest: 'Allow more products or a larger residual.',
  })
}

function startVector(dimension: number): Float64Array {
  const v = new Float64Array(dimension)
  stream(1, 'lanczos', 0).normals(v)
  const length = norm(v)
  return v.map((x) => x / length)
}

/** v ← v − (u·v) u for a unit vector u. */
function removePart(v: Float64Array, u: Float64Array): void {
  const part = dot(u, v)
  for (let i = 0; i < v.length; i++) v[i]! -= part * u[i]!
}

/** The largest eigenvalue of a tridiagonal matrix and its unit vector. */
function topOfTridiagonal(
  diagonal: readonly number[],
  beside: readonly number[],
): { value: number; weights: Float64Array } {
  const size = diagonal.length
  const small = matrix(size, size)
  diagonal.forEach((entry, i) => (small.data[i * size + i] = entry))
  beside.forEach((entry, i) => (small.data[i * size + i + 1] = small.data[(i + 1) * size + i] = entry))
  const { values, vectors } = symmetricEigen(small)
  return { value: values[size - 1]!, weights: column(vectors, size - 1) }
}

function combination(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0]!.length)
  weights.forEach((weight, k) => basis[k]!.forEach((x, i) => (sum[i]! += weight * x)))
  return sum
}
