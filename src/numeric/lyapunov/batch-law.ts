import { symmetricEigen } from '../linear-algebra.js'
import type { Matrix } from '../matrix.js'
import { type Batch, batchCount, batchesOf, factorOf, type SampledProduct } from './sampled-product.js'

/** The distribution of the curvature of a batch: what can occur, each once, and its probability. */
export interface BatchLaw {
  readonly dimension: number
  readonly batches: readonly Batch[]
}

/** Finitely many symmetric k × k factors with probabilities of sum 1. */
export interface RandomFactors {
  readonly dimension: number
  readonly factors: readonly Matrix[]
  readonly probabilities: Float64Array
}

/** The most batches that are listed. */
export const mostBatches = 4096

/** All batches, those of equal curvature put together; nothing when there are more than `mostBatches`. */
export function batchLaw(product: SampledProduct, most = mostBatches): BatchLaw | undefined {
  if (!(batchCount(product) <= most)) return undefined
  const found = new Map<string, Batch>()
  for (const batch of batchesOf(product)) {
    if (batch.probability === 0) continue
    const key = batch.curvature.data.join()
    const known = found.get(key)
    found.set(key, known ? { ...known, probability: known.probability + batch.probability } : batch)
  }
  return { dimension: product.dimension, batches: [...found.values()] }
}

/** The factors I − ηC at a learning rate. */
export function factorsAt({ dimension, batches }: BatchLaw, learningRate: number): RandomFactors {
  return {
    dimension,
    factors: batches.map((batch) => factorOf(batch, learningRate)),
    probabilities: Float64Array.from(batches, ({ probability }) => probability),
  }
}

/** Positive eigenvalues of the curvature of each batch, ascending; what is below 10⁻¹² of the largest counts as 0. */
export function batchSpectra({ batches }: BatchLaw): { values: Float64Array; probability: number }[] {
  const spectra = batches.map(({ curvature, probability }) => ({
    values: symmetricEigen(curvature).values,
    probability,
  }))
  const largest = Math.max(...spectra.map(({ values }) => values.at(-1)!))
  return spectra.map(({ values, probability }) => ({
    values: values.filter((value) => value > 1e-12 * largest),
    probability,
  }))
}
