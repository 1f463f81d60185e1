import { type Model, modelFrom } from '../../src/model/index.js'
import { situate } from '../../src/study/index.js'
import { type Site, siteOf } from '../../src/theory/index.js'
import { numbersFrom } from './problem.js'

/**
 * Linear regression of N samples with as many parameters that fits them all, near whose minimum a step of stochastic
 * gradient descent on one sample multiplies the displacement by I − ηggᵀ.
 */
export function regression(dimension: number): Model {
  const numbers = numbersFrom(12345, dimension ** 2)
  // Multiples of 1/16 close to the unit vectors, the same in every language.
  const rows = Array.from({ length: dimension }, (_, i) =>
    Array.from({ length: dimension }, (_, j) => (i === j ? 1 : 0) + Math.trunc(8 * numbers[i * dimension + j]!) / 16),
  )
  const ones = rows.map(() => 1)
  return modelFrom({
    title: 'regression',
    parameters: { w: dimension },
    data: { x: rows, y: rows.map((row) => row.reduce((sum, entry) => sum + entry, 0)) },
    output: 'dot(w, x)',
    points: { fit: { w: ones } },
  })
} // prettier-ignore

/** The regression at its minimum, with batches of one sample and learning rate 1/2. */
export function regressionSite(dimension: number): Site {
  return siteOf(situate(regression(dimension), { learningRate: '1/2', batchSize: 1 }).situation)
}
