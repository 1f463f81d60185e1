import { type RandomStream, stream } from '../random.js'
import { type ProductSteps, productSteps } from './product-steps.js'
import type { SampledProduct } from './sampled-product.js'

/** Independent chains of vectors under the same random product. */
export interface ProductSampler {
  readonly chains: number
  /** Applies `steps` further factors in every chain and returns by how much each log |v| grew: −∞ once v is 0. */
  run(steps: number): Float64Array
}

/**
 * Makes a sampler for a product at a learning rate. Samplers of the same seed draw the same batches at every learning
 * rate, so that differences between learning rates are known better than the values (common random numbers).
 */
export type SamplerFactory = (
  product: SampledProduct,
  learningRate: number,
  options: { readonly chains: number; readonly seed: number | bigint },
) => ProductSampler

const chunk = 4096

/** The sampler in plain TypeScript: chain number c uses the stream of replica c for the purpose 'random product'. */
export const vectorSampler: SamplerFactory = (product, learningRate, { chains, seed }) => {
  const k = product.dimension
  const steps = productSteps(product, learningRate)
  const advance = k === 2 && steps.table !== undefined ? inPlane(steps, steps.table) : inSpace(steps, k)
  const streams = Array.from({ length: chains }, (_, chain) => stream(seed, 'random product', chain))
  const vectors = streams.map((random) => startVector(random, k))
  const indices = new Int32Array(chunk * steps.indices)
  return {
    chains,
    run: (count) =>
      Float64Array.from(streams, (random, chain) => {
        let growth = 0
        for (let done = 0; done < count; done += chunk) {
          const now = Math.min(chunk, count - done)
          const drawn = indices.subarray(0, now * steps.indices)
          steps.draw(random, drawn)
          growth += advance(vectors[chain]!, drawn, now)
        }
        return growth
      }),
  }
}

function startVector(random: RandomStream, k: number): Float64Array {
  const vector = new Float64Array(k)
  random.normals(vector)
  rescaled(vector)
  return vector
}

/** Makes the vector one of length 1 and returns the logarithm of its length before; a vector 0 stays as it is. */
function rescaled(vector: Float64Array): number {
  let squares = 0
  for (let j = 0; j < vector.length; j++) squares += vector[j]! * vector[j]!
  if (squares === 0) return -Infinity
  const factor = 1 / Math.sqrt(squares)
  for (let j = 0; j < vector.length; j++) vector[j]! *= factor
  return Math.log(squares) / 2
}

function inSpace({ apply, indices: width, rescaleEvery }: ProductSteps, k: number) {
  return (vector: Float64Array, indices: Int32Array, count: number): number => {
    let growth = 0
    for (let step = 0; step < count;) {
      for (const end = Math.min(step + rescaleEvery, count); step < end; step++)
        apply(vector, 0, indices, step * width)
      growth += k === 0 ? 0 : rescaled(vector)
    }
    return growth
  }
}

function inPlane({ rescaleEvery }: ProductSteps, table: Float64Array) {
  return (vector: Float64Array, indices: Int32Array, count: number): number => {
    let growth = 0
    let x = vector[0]!
    let y = vector[1]!
    for (let step = 0; step < count;) {
      for (const end = Math.min(step + rescaleEvery, count); step < end; step++) {
        const at = indices[step]! * 4
        const image = table[at]! * x + table[at + 1]! * y
        y = table[at + 2]! * x + table[at + 3]! * y
        x = image
      }
      const squares = x * x + y * y
      if (squares === 0) growth = -Infinity
      else {
        growth += Math.log(squares) / 2
        const factor = 1 / Math.sqrt(squares)
        x *= factor
        y *= factor
      }
    }
    vector[0] = x
    vector[1] = y
    return growth
  }
}
