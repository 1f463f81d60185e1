import { symmetricEigen } from '../linear-algebra.js'
import { add, column, matrix, scale } from '../matrix.js'
import type { RandomFactors } from './batch-law.js'

/** The direction that the mean factor shrinks least: close to it products live where factors are close to the identity. */
export function slowestDirection({ factors, probabilities, dimension }: RandomFactors): Float64Array {
  const zero = matrix(dimension, dimension)
  const mean = factors.reduce((sum, factor, i) => add(sum, scale(factor, probabilities[i]!)), zero)
  const { values, vectors } = symmetricEigen(mean)
  return column(vectors, Math.abs(values[0]!) > Math.abs(values.at(-1)!) ? 0 : dimension - 1)
}
