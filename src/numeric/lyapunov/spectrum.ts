import { spent, unlimited } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import { failure } from '../../base/wording.js'
import { stream } from '../random.js'
import { meanEstimate } from '../statistics.js'
import type { MonteCarloOptions } from './monte-carlo.js'
import { restrictToNormalSpace } from './normal-space.js'
import { productSteps } from './product-steps.js'
import type { SampledProduct } from './sampled-product.js'

const burnIn = 1024

/**
 * All k Lyapunov exponents, descending, by orthogonalising k vectors again and again (Benettin et al. 1980) along
 * independent chains; the sampler of the options is not used. Exponents of directions that factors send to 0 are −∞.
 * The number of factors is fixed: `mostSteps`, 10⁶ when left out, over all chains (16 when left out).
 *
 * @throws `cancelled`, `out-of-budget` when the time is over before anything is known
 */
export function lyapunovSpectrum(
  product: SampledProduct,
  learningRate: number,
  options: Omit<MonteCarloOptions, 'sampler' | 'halfWidth'> = {},
): Estimate[] {
  const { seed = 1, chains = 16, mostSteps = 1e6, level = 0.95, budget = unlimited } = options
  const given = restrictToNormalSpace(product)
  const k = given.dimension
  const { draw, apply, indices: width, rescaleEvery } = productSteps(given, learningRate)
  const rounds = Math.max(1, Math.floor(mostSteps / chains / rescaleEvery))
  const indices = new Int32Array(rescaleEvery * width)
  const means: Float64Array[] = []
  for (let chain = 0; chain < chains; chain++) {
    if (spent(budget)) break
    const random = stream(seed, 'spectrum of a random product', chain)
    const vectors = new Float64Array(k * k)
    random.normals(vectors)
    const growth = new Float64Array(k)
    for (let round = -Math.ceil(burnIn / rescaleEvery); round < rounds; round++) {
      if (round === 0) growth.fill(0)
      draw(random, indices)
      for (let step = 0; step < rescaleEvery; step++)
        for (let j = 0; j < k; j++) apply(vectors, j * k, indices, step * width)
      orthogonalise(vectors, k, growth)
    }
    means.push(growth.map((x) => x / (rounds * rescaleEvery)))
    budget.progress?.('spectrum of a random matrix product', (chain + 1) / chains)
  }
  const what = 'the spectrum of a random matrix product'
  if (budget.signal?.aborted === true) throw failure('cancelled', { what })
  if (means.length === 0) throw failure('out-of-budget', { what, budget: 'a time', reached: 'no chain' })
  return Array.from({ length: k }, (_, j) => {
    const own = means.map((mean) => mean[j]!)
    if (!own.includes(-Infinity)) return meanEstimate(own, level)
    return { kind: 'numerical', value: -Infinity, error: 0, method: 'factors of lower rank' }
  })
}

/** Gram and Schmidt, twice; the logarithms of the lengths are added to `growth`. */
function orthogonalise(vectors: Float64Array, k: number, growth: Float64Array): void {
  for (let j = 0; j < k; j++) {
    const own = vectors.subarray(j * k, (j + 1) * k)
    const before = lengthOf(own)
    for (let sweep = 0; sweep < 2; sweep++)
      for (let i = 0; i < j; i++) {
        const other = vectors.subarray(i * k, (i + 1) * k)
        let part = 0
        for (let c = 0; c < k; c++) part += other[c]! * own[c]!
        for (let c = 0; c < k; c++) own[c]! -= part * other[c]!
      }
    const length = lengthOf(own)
    // What is left by rounding of a vector in the span of the earlier ones is no direction.
    const isLost = !(length > 1e-14 * before)
    growth[j]! += isLost ? -Infinity : Math.log(length)
    for (let c = 0; c < k; c++) own[c] = isLost ? 0 : own[c]! / length
  }
}

function lengthOf(v: Float64Array): number {
  let squares = 0
  for (let c = 0; c < v.length; c++) squares += v[c]! * v[c]!
  return Math.sqrt(squares)
}
