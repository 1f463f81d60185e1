import type { Rational } from '../../../expression/index.js'
import { svd } from '../../linear-algebra.js'
import { fromRows, row } from '../../matrix.js'
import { type ExactProduct, reducedRows } from '../bounds/exact-product.js'
import { batchCount, type SampledProduct } from '../sampled-product.js'
import { exactFindings, numericalFindings } from './batches.js'
import { type Finding, joined, type ProductRegularity } from './finding.js'
import { exactView, type GramView, numericalView } from './gram-view.js'
import { singleSampleFindings } from './single-samples.js'

/**
 * Whether the product is regular on the normal space, in floating point: first by the test for single samples where it
 * applies, then by that for batches where the first leaves something open. Samples of probability 0 must be left out.
 *
 * @throws RangeError as `batchesOf`, and when the normal space is 0
 */
export function productRegularity(product: SampledProduct, learningRate: number): ProductRegularity {
  const { samples, dimension } = product
  const residuals = samples.reduce((sum, { rows }) => sum + rows, 0)
  const single = product.batchSize === 1 && samples.every(({ rows }) => rows === 1)
  const spans = (some: readonly number[]): boolean => {
    const { singularValues } = svd(fromRows(some.map((i) => row(samples[i]!, 0))))
    return singularValues.length >= dimension && singularValues[dimension - 1]! > 1e-9 * singularValues[0]!
  }
  const view = single ? numericalView(product, learningRate, spans) : undefined
  const general = (): Findings =>
    batchCount(product) > mostBatches
      ? tooMany(batchCount(product))
      : numericalFindings(product, learningRate)
  return decided(view, dimension, residuals, general)
}

/**
 * The same in exact arithmetic, from inner products of gradients: every finding but `unknown` is a proof.
 *
 * @throws RangeError as `exactFactors`, and when all gradients are 0
 */
export function exactProductRegularity(product: ExactProduct, learningRate: Rational): ProductRegularity {
  const { gram, outputs } = product
  const single = product.batchSize === 1 && (outputs?.every((rows) => rows === 1) ?? true)
  const rank = reducedRows(gram).pivots.length
  const view = single ? exactView(product, learningRate) : undefined
  return decided(view, rank, gram.length, () => exactFindings(product, learningRate))
}

const mostBatches = 5000

function tooMany(count: number): Findings {
  const unknown: Finding = {
    outcome: 'unknown',
    reason: `There are ${count} batches, too many to look at each.`,
  }
  return { invertible: unknown, irreducible: unknown, contracting: unknown }
}

type Findings = Pick<ProductRegularity, 'invertible' | 'irreducible' | 'contracting'>

function decided(
  view: GramView | undefined,
  rank: number,
  residuals: number,
  general: () => Findings,
): ProductRegularity {
  if (rank === 0) throw new RangeError('on the normal space 0 there is nothing to be regular')
  const first = view === undefined ? undefined : singleSampleFindings(view, rank)
  const open = first === undefined || Object.values(first).some(({ outcome }) => outcome === 'unknown')
  const refuted = first !== undefined && first.irreducible.outcome === 'refuted'
  const second = open && !refuted ? general() : undefined
  const better = (which: keyof Findings): Finding => {
    const [a, b] = [first?.[which], second?.[which]]
    return a === undefined || (a.outcome === 'unknown' && b !== undefined && b.outcome !== 'unknown') ? b! : a
  }
  return joined({
    invertible: better('invertible'),
    irreducible: better('irreducible'),
    contracting: better('contracting'),
    residuals,
    rank,
  })
}
