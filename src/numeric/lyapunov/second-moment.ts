import { type Matrix, multiply } from '../matrix.js'
import { meanCurvature, weightOf } from './sample-curvature.js'
import type { SampledProduct } from './sampled-product.js'

/** A linear map of symmetric k × k matrices, given row by row in full. */
export type SymmetricMap = (s: Float64Array) => Float64Array

/**
 * How much of the mean of C_S Σ C_S two draws share: E C_S Σ C_S = (1 − q) HΣH + q Σ pᵢ HᵢΣHᵢ, with q = 1/B with
 * replacement and (N − B)/(B(N − 1)) without (Mulayoff & Michaeli, arXiv 2306.07850, Theorem 3).
 */
export function varianceShare({ samples, batchSize, replacement }: SampledProduct): number {
  if (replacement || batchSize === 1) return 1 / batchSize
  return (samples.length - batchSize) / (batchSize * (samples.length - 1))
}

/** Σ ↦ E C_S Σ C_S for the curvature C_S = (1/B) Σ gᵢgᵢᵀ of a batch, without listing the batches. */
export function secondMomentOfCurvature(product: SampledProduct): SymmetricMap {
  const mean = meanCurvature(product)
  const share = varianceShare(product)
  return (s) => {
    const result = sandwiched(mean, s)
    for (let at = 0; at < result.length; at++) result[at]! *= 1 - share
    if (share !== 0)
      product.samples.forEach((gradients, i) =>
        addSandwich(result, gradients, s, share * weightOf(product, i)),
      )
    return result
  }
}

/** Σ ↦ E A_S Σ A_S = Σ − η(HΣ + ΣH) + η² E C_S Σ C_S. */
export function secondMomentOfFactor(product: SampledProduct, learningRate: number): SymmetricMap {
  const mean = meanCurvature(product)
  const ofCurvature = secondMomentOfCurvature(product)
  const k = product.dimension
  return (s) => {
    const once = multiply(mean, { rows: k, columns: k, data: s }).data
    const twice = ofCurvature(s)
    return s.map((x, at) => {
      const mirrored = (at % k) * k + Math.floor(at / k)
      return x - learningRate * (once[at]! + once[mirrored]!) + learningRate ** 2 * twice[at]!
    })
  }
}

/**
 * A map of symmetric matrices as a map of vectors of k(k + 1)/2 numbers: the diagonal and √2 times what is above it, row
 * by row, so that inner products are kept.
 */
export function packed(map: SymmetricMap, k: number): (v: Float64Array) => Float64Array {
  const full = new Float64Array(k * k)
  return (v) => {
    for (let i = 0, at = 0; i < k; i++)
      for (let j = i; j < k; j++, at++)
        full[i * k + j] = full[j * k + i] = i === j ? v[at]! : v[at]! * Math.SQRT1_2
    const image = map(full)
    const result = new Float64Array(v.length)
    for (let i = 0, at = 0; i < k; i++)
      for (let j = i; j < k; j++, at++) result[at] = image[i * k + j]! * (i === j ? 1 : Math.SQRT2)
    return result
  }
}

function sandwiched(m: Matrix, s: Float64Array): Float64Array {
  return multiply(multiply(m, { ...m, data: s }), m).data
}

/** result += by GᵀGΣGᵀG for gradients G (outputs × k). */
function addSandwich(result: Float64Array, { rows, columns: k, data }: Matrix, s: Float64Array, by: number) {
  const image = new Float64Array(k)
  const outer = new Float64Array(k)
  for (let r = 0; r < rows; r++) {
    image.fill(0)
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) image[j]! += data[r * k + i]! * s[i * k + j]!
    outer.fill(0)
    for (let q = 0; q < rows; q++) {
      let inner = 0
      for (let j = 0; j < k; j++) inner += image[j]! * data[q * k + j]!
      for (let j = 0; j < k; j++) outer[j]! += inner * data[q * k + j]!
    }
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) result[i * k + j]! += by * data[r * k + i]! * outer[j]!
  }
}
