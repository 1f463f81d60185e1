import type { Interval } from '../../../calculus/index.js'
import { type Batch, batchCount, batchesOf, factorOf, type SampledProduct } from '../sampled-product.js'
import type { EnclosedMatrix } from './enclosed-matrix.js'

/** The factors of a random matrix product and their probabilities, each known to lie within bounds. */
export interface EnclosedFactors {
  readonly size: number
  /** Whether the coordinates are orthonormal, so that every factor is I − C with C symmetric and without negative eigenvalues. */
  readonly symmetric: boolean
  readonly factors: readonly EnclosedMatrix[]
  /** Of sum 1. */
  readonly probabilities: readonly Interval[]
}

/** The most batches whose factors are listed. */
export const mostBatches = 100_000

/**
 * The factors A_S = I − ηC_S for the doubles in `product` taken as exact numbers, with all rounding on the way enclosed.
 * Every entry of C_S may in addition be off by `curvatureRadius`, an absolute number: then what is said of these factors
 * holds for the exact gradients too. Weights are taken in proportion; what has probability 0 is left out.
 *
 * @throws RangeError as `batchesOf`, and for more than 100,000 batches
 */
export function enclosedFactors(
  product: SampledProduct,
  learningRate: number,
  { curvatureRadius = 0 }: { readonly curvatureRadius?: number } = {},
): EnclosedFactors {
  if (batchCount(product) > mostBatches)
    throw new RangeError(`${batchCount(product)} batches are too many to enclose`)
  const batches = batchesOf(product).filter(({ probability }) => probability > 0)
  return {
    size: product.dimension,
    symmetric: true,
    factors: batches.map((batch) => enclosedFactor(product, batch, learningRate, curvatureRadius)),
    probabilities: probabilitiesOf(product, batches),
  }
}

// A sum of m terms gᵢgⱼ/B is off by less than (m + 2)u of the sum of their sizes, of which twice is taken; then
// |fl(1 − fl(ηx)) − (1 − ηx)| ≤ u|ηx| + u|1 − ηx|(1 + u).
function enclosedFactor(
  product: SampledProduct,
  batch: Batch,
  learningRate: number,
  curvatureRadius: number,
): EnclosedMatrix {
  const { size: k, sizes, terms } = curvatureSizes(product, batch)
  const centre = factorOf(batch, learningRate).data
  const step = Math.abs(learningRate)
  const radius = centre.map((x, at) => {
    const error = (terms + 4) * 2 ** -52 * sizes[at]! + curvatureRadius
    const off = at % (k + 1) === 0
    const rounding = 2 ** -52 * (step * Math.abs(batch.curvature.data[at]!) + (off ? Math.abs(x) : 0))
    const total = (step * error + rounding) * (1 + 2 ** -48)
    return total === 0 && sizes[at] === 0 ? 0 : total + 2 ** -1060
  })
  return { size: k, centre, radius }
}

function curvatureSizes(
  { samples, dimension: k, batchSize }: SampledProduct,
  { members }: Batch,
): { size: number; sizes: Float64Array; terms: number } {
  const sizes = new Float64Array(k * k)
  let terms = 0
  for (const member of members) {
    const { rows, data } = samples[member]!
    terms += rows
    for (let r = 0; r < rows; r++)
      for (let i = 0; i < k; i++)
        for (let j = 0; j < k; j++) {
          const [x, y] = [data[r * k + i]!, data[r * k + j]!]
          if (x !== 0 && y !== 0) sizes[i * k + j]! += Math.abs(x * y) / batchSize + 2 ** -1060
        }
  }
  return { size: k, sizes, terms }
}

/** Probabilities of batches: of products of at most 4B roundings, where the weights add up to 1 but for rounding. */
export function probabilitiesOf(
  { batchSize, weights }: Pick<SampledProduct, 'batchSize' | 'weights'>,
  batches: readonly Pick<Batch, 'probability'>[],
): Interval[] {
  const sum = weights?.reduce((total, w) => total + w, 0) ?? 1
  const deviation = Math.abs(sum - 1) + (weights?.length ?? 0) * 2 ** -52
  if (!(deviation < 1e-6)) throw new RangeError(`the probabilities of the samples add up to ${sum}, not to 1`)
  const relative = (4 * batchSize + 8) * 2 ** -52 + 1.01 * batchSize * deviation
  return batches.map(({ probability: p }) => ({ low: p * (1 - relative), high: p * (1 + relative) }))
}
