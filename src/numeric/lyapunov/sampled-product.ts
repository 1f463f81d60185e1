import { matrix, type Matrix } from '../matrix.js'

/**
 * The random matrix product to which stochastic gradient descent linearises at a point of zero loss: independent factors
 *
 *     A_S = I − (η/B) Σ_{i∈S} gᵢ gᵢᵀ
 *
 * in orthonormal coordinates of the normal space (the symmetric form), S a batch of B samples. The loss is
 * L = (1/N) Σ ½|rᵢ|², as in Chemnitz & Engel (arXiv 2407.20209).
 */
export interface SampledProduct {
  /** Dimension k of the normal space. */
  readonly dimension: number
  /** For each of the N samples the gradients of its residuals: an (outputs × k) matrix. */
  readonly samples: readonly Matrix[]
  /** B, from 1; at most N without replacement. */
  readonly batchSize: number
  /** Whether a sample may occur more than once in a batch. */
  readonly replacement: boolean
  /** Probabilities of the samples, of sum 1; all 1/N when left out. Others need replacement or batches of one. */
  readonly weights?: Float64Array
}

/** One batch that can be drawn: the sum over it of gᵢgᵢᵀ/B (k × k), and its probability. */
export interface Batch {
  readonly members: readonly number[]
  readonly curvature: Matrix
  readonly probability: number
}

/** How many different batches there are, multiplicities counted but not the order. */
export function batchCount({ samples, batchSize, replacement }: SampledProduct): number {
  const n = replacement ? samples.length + batchSize - 1 : samples.length
  let count = 1
  for (let k = 1; k <= batchSize; k++) count = (count * (n - batchSize + k)) / k
  return Math.round(count)
}

/**
 * All batches with their probabilities, whose sum is 1.
 *
 * @throws RangeError when the batch size does not fit, or unequal weights come without replacement
 */
export function batchesOf(product: SampledProduct): Batch[] {
  const { samples, batchSize, replacement, weights } = product
  const n = samples.length
  const fits = Number.isInteger(batchSize) && batchSize >= 1 && (replacement || batchSize <= n)
  if (!fits || n === 0) throw new RangeError(`no batches of ${batchSize} can be drawn from ${n} samples`)
  if (weights !== undefined && !replacement && batchSize > 1)
    throw new RangeError('batches without replacement are drawn with equal probabilities')
  const found: Batch[] = []
  const members: number[] = []
  const uniform = 1 / batchCount(product)
  const extend = (from: number): void => {
    if (members.length === batchSize) {
      const independent = replacement || batchSize === 1
      const probability = independent ? multinomial(members, weights, n) : uniform
      found.push({ members: [...members], curvature: curvatureOf(product, members), probability })
      return
    }
    for (let i = from; i < n; i++) {
      members.push(i)
      extend(replacement ? i : i + 1)
      members.pop()
    }
  }
  extend(0)
  return found
}

// B!/Π mᵢ! Π pᵢ^mᵢ for the multiplicities mᵢ; the members are in order.
function multinomial(members: readonly number[], weights: Float64Array | undefined, n: number): number {
  let probability = 1
  let run = 0
  for (const [k, i] of members.entries()) {
    run = k > 0 && members[k - 1] === i ? run + 1 : 1
    probability *= ((weights?.[i] ?? 1 / n) * (k + 1)) / run
  }
  return probability
}

function curvatureOf(
  { samples, dimension: d, batchSize }: SampledProduct,
  members: readonly number[],
): Matrix {
  const sum = matrix(d, d)
  for (const member of members) {
    const { rows, data } = samples[member]!
    for (let r = 0; r < rows; r++)
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++) sum.data[i * d + j]! += (data[r * d + i]! * data[r * d + j]!) / batchSize
  }
  return sum
}

/** The factor A_S = I − η (1/B) Σ gᵢgᵢᵀ of a batch (k × k, symmetric). */
export function factorOf({ curvature }: Batch, learningRate: number): Matrix {
  const { rows: d, data } = curvature
  const factor = matrix(d, d)
  data.forEach((x, at) => (factor.data[at] = (at % (d + 1) === 0 ? 1 : 0) - learningRate * x))
  return factor
}
