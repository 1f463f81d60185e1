import { symmetricEigen } from '../linear-algebra.js'
import { column } from '../matrix.js'
import type { RandomStream } from '../random.js'
import { meanCurvature } from './sample-curvature.js'
import type { SampledProduct } from './sampled-product.js'

// Enough of the other directions not to stay in a subspace that the factors leave invariant.
const others = 0.01

/**
 * Writes start vectors for chains: the direction in which gradient descent is slowest, with a little of all others. At
 * small learning rates chains live close to it, and would take 1/η factors to get there.
 */
export function startDirections(
  product: SampledProduct,
  learningRate: number,
): (random: RandomStream, out: Float64Array) => void {
  const { values, vectors } = symmetricEigen(meanCurvature(product))
  const sizes = Array.from(values, (value) => Math.abs(1 - learningRate * value))
  const slowest = column(vectors, sizes.indexOf(Math.max(...sizes)))
  return (random, out) => {
    random.normals(out)
    for (let i = 0; i < out.length; i++) out[i] = slowest[i]! + others * out[i]!
  }
}
