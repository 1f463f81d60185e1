import { matrix, type Matrix } from '../matrix.js'
import type { SampledProduct } from './sampled-product.js'

/** The probability of sample i in one draw. */
export function weightOf({ weights, samples }: SampledProduct, i: number): number {
  return weights?.[i] ?? 1 / samples.length
}

/** Hᵢ = Σ gᵢgᵢᵀ over the residuals of sample i (k × k): the Hessian of its loss ½|rᵢ|² at a point of zero loss. */
export function sampleCurvature(product: SampledProduct, i: number): Matrix {
  const sum = matrix(product.dimension, product.dimension)
  addCurvature(sum.data, product, i, 1)
  return sum
}

/** H = Σ pᵢ Hᵢ (k × k), the mean of the curvature over batches of any size: the Hessian that gradient descent sees. */
export function meanCurvature(product: SampledProduct): Matrix {
  const sum = matrix(product.dimension, product.dimension)
  product.samples.forEach((_, i) => addCurvature(sum.data, product, i, weightOf(product, i)))
  return sum
}

function addCurvature(sum: Float64Array, { samples, dimension: d }: SampledProduct, i: number, by: number) {
  const { rows, data } = samples[i]!
  for (let r = 0; r < rows; r++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) sum[a * d + b]! += by * (data[r * d + a]! * data[r * d + b]!)
}
