import type { SampledProduct } from '../sampled-product.js'
import { secondMomentOfFactor } from '../second-moment.js'

/** Multiplications for the iteration. */
const work = 3e8

/**
 * Approximately the eigenvector X of X ↦ E[A_S X A_S] to its spectral radius, of largest entry 1 on the diagonal, without a list
 * of the batches. Not rigorous.
 */
export function approximateMoment(
  product: SampledProduct,
  learningRate: number,
): { readonly matrix: Float64Array; readonly radius: number } {
  const { dimension: k, samples } = product
  const map = secondMomentOfFactor(product, learningRate)
  const rows = samples.reduce((sum, each) => sum + each.rows ** 2, 0)
  const most = Math.max(10, Math.min(400, Math.floor(work / (3 * k ** 3 + 2 * rows * k ** 2))))
  let x = new Float64Array(k * k)
  for (let i = 0; i < k; i++) x[i * (k + 1)] = 1
  let radius = 1
  for (let step = 0; step < most; step++) {
    const next = map(x)
    let largest = 0
    for (let i = 0; i < k; i++) largest = Math.max(largest, next[i * (k + 1)]!)
    if (!(largest > 0)) return { matrix: x, radius: Number.MIN_VALUE }
    const scaled = next.map((y, at) => (y + next[(at % k) * k + Math.floor(at / k)]!) / (2 * largest))
    const change = scaled.reduce((worst, y, at) => Math.max(worst, Math.abs(y - x[at]!)), 0)
    x = Float64Array.from(scaled)
    radius = largest
    if (change < 1e-13) break
  }
  return { matrix: x, radius }
}
