import { largestEigenpair } from '../lanczos.js'
import { symmetricEigen } from '../linear-algebra.js'
import { matrix } from '../matrix.js'

/** An eigenvalue with a bound of its error. */
export interface TopEigenvalue {
  readonly value: number
  readonly error: number
  readonly method: string
}

/** Up to this size all eigenvalues are computed. */
const denseUpTo = 140

/** The largest eigenvalue of a symmetric map of vectors: all of them while that is cheap, else by the method of Lanczos. */
export function topEigenvalue(map: (v: Float64Array) => Float64Array, size: number): TopEigenvalue {
  if (size > denseUpTo) {
    const { value, residual, products } = largestEigenpair(map, size, { tolerance: 1e-11, maxProducts: 600 })
    return { value, error: residual + 1e-14 * Math.abs(value), method: `Lanczos with ${products} products` }
  }
  const dense = matrix(size, size)
  const unit = new Float64Array(size)
  for (let j = 0; j < size; j++) {
    unit[j] = 1
    map(unit).forEach((x, i) => (dense.data[i * size + j] = x))
    unit[j] = 0
  }
  const { values } = symmetricEigen(dense)
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values[size - 1]!))
  return {
    value: values[size - 1]!,
    error: 4 * Number.EPSILON * Math.sqrt(size) * largest,
    method: `all eigenvalues of a matrix of size ${size}`,
  }
}
