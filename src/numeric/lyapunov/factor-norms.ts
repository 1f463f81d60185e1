import { symmetricEigen } from '../linear-algebra.js'
import { batchLaw, factorsAt, type RandomFactors } from './batch-law.js'
import type { SampledProduct } from './sampled-product.js'

/** The largest |eigenvalue| of symmetric factors: by how much one of them can make a vector longer. */
export function largestNorm({ factors }: RandomFactors): number {
  return Math.max(
    ...factors.map((factor) => Math.max(...symmetricEigen(factor).values.map((value) => Math.abs(value)))),
  )
}

/** The largest norm of a factor of the product; nothing where there are too many batches to list them. */
export function largestFactorNorm(product: SampledProduct, learningRate: number): number | undefined {
  const law = batchLaw(product)
  return law && largestNorm(factorsAt(law, learningRate))
}
