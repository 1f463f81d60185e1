import { stream } from '../random.js'
import { advanceOf, rescaled } from './advance.js'
import { productSteps } from './product-steps.js'
import { startDirections } from './start-direction.js'
import type { SampledProduct } from './sampled-product.js'

/** Independent chains of vectors under the same random product. */
export interface ProductSampler {
  readonly chains: number
  /** Steps come in multiples of this. */
  readonly every: number
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
  const advance = advanceOf(steps, k)
  const streams = Array.from({ length: chains }, (_, chain) => stream(seed, 'random product', chain))
  const start = startDirections(product, learningRate)
  const vectors = streams.map((random) => {
    const vector = new Float64Array(k)
    start(random, vector)
    rescaled(vector)
    return vector
  })
  const indices = new Int32Array(chunk * steps.indices)
  return {
    chains,
    every: 1,
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
