import { symmetricEigen } from '../../linear-algebra.js'
import {
  column,
  columnRange,
  frobeniusNorm,
  type Matrix,
  matrix,
  multiply,
  subtract,
  transpose,
} from '../../matrix.js'

/**
 * A subspace, as orthonormal columns, that symmetric matrices have in common as invariant: an eigenspace of a symmetric
 * matrix that commutes with all of them and is no multiple of I. Nothing when there is none (to 10⁻¹⁰ of their size), or
 * the size is beyond 16.
 */
export function commonInvariantSubspace(matrices: readonly Matrix[]): Matrix | undefined {
  const k = matrices[0]?.rows ?? 0
  if (k < 2 || k > 16) return undefined
  const pairs = Array.from({ length: k }, (_, i) => Array.from({ length: i + 1 }, (_, j) => [i, j] as const)).flat()
  const size = pairs.length
  const square = matrix(size, size)
  for (const a of matrices) {
    const commutators = pairs.map(([i, j]) => commutator(a, symmetricUnit(k, i, j)))
    for (let p = 0; p < size; p++)
      for (let q = 0; q <= p; q++) {
        let sum = 0
        for (let at = 0; at < k * k; at++) sum += commutators[p]![at]! * commutators[q]![at]!
        square.data[p * size + q]! += sum
        if (p !== q) square.data[q * size + p]! += sum
      }
  }
  const { values, vectors } = symmetricEigen(square)
  // One eigenvalue 0 belongs to I; without a second one nothing else commutes.
  if (!(values[1]! <= 1e-20 * values[size - 1]! * size || values[1]! <= 1e-13 * values[size - 1]!)) return undefined
  for (const index of [0, 1]) {
    const coefficients = column(vectors, index)
    const z = matrix(k, k)
    pairs.forEach(([i, j], p) => symmetricUnit(k, i, j).data.forEach((x, at) => (z.data[at]! += coefficients[p]! * x)))
    const found = lowestEigenspace(z)
    if (found !== undefined && matrices.every((a) => isInvariant(a, found))) return found
  }
  return undefined
} // prettier-ignore

// Of norm 1.
function symmetricUnit(k: number, i: number, j: number): Matrix {
  const m = matrix(k, k)
  m.data[i * k + j] = i === j ? 1 : Math.SQRT1_2
  m.data[j * k + i] = i === j ? 1 : Math.SQRT1_2
  return m
}

const commutator = (a: Matrix, z: Matrix): Float64Array => subtract(multiply(a, z), multiply(z, a)).data

function lowestEigenspace(z: Matrix): Matrix | undefined {
  const { values, vectors } = symmetricEigen(z)
  const k = z.rows
  const spread = values[k - 1]! - values[0]!
  if (!(spread > 1e-6)) return undefined
  const beyond = values.findIndex((x, i) => i > 0 && x - values[i - 1]! > spread / (2 * k))
  return beyond > 0 ? columnRange(vectors, 0, beyond) : undefined
}

function isInvariant(a: Matrix, basis: Matrix): boolean {
  const image = multiply(a, basis)
  const within = multiply(basis, multiply(transpose(basis), image))
  return frobeniusNorm(subtract(image, within)) <= 1e-10 * frobeniusNorm(a)
}
