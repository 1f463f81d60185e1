import { failure } from '../../base/wording.js'
import { svd } from '../linear-algebra.js'
import { columnRange, dot, fromRows, matrix, type Matrix, multiply, norm, row } from '../matrix.js'
import { rankOf } from '../rank.js'
import type { SampledProduct } from './sampled-product.js'

/**
 * The product in coordinates of the span of its gradients: on the complement every factor is the identity, which would
 * add an exponent 0. The same product when they span all of it already.
 *
 * @throws `misuse` when all gradients vanish, `not-finite` when one is not finite
 */
export function restrictToNormalSpace(product: SampledProduct): SampledProduct {
  const { basis, rank } = spanOf(rowsOf(product), product.dimension)
  if (rank === 0)
    throw failure('misuse', {
      detail: 'All gradients vanish, so that there is no direction to be stable in.',
    })
  return rank === product.dimension ? product : projected(product, basis, () => true)
}

/**
 * The product split into parts that live on orthogonal subspaces: gradients of residuals are joined when their cosine
 * exceeds 10⁻¹³. All parts are driven by the same batches, a sample without gradient in a part keeping its place with
 * no rows; the top exponent of the product is the largest of theirs.
 */
export function orthogonalBlocks(product: SampledProduct): SampledProduct[] {
  const rows = rowsOf(product)
  const lengths = rows.map(norm)
  const part = new Int32Array(rows.length).fill(-1)
  let count = 0
  for (let first = 0; first < rows.length; first++) {
    if (part[first] !== -1 || lengths[first] === 0) continue
    const waiting = [first]
    part[first] = count
    for (let a = waiting.pop(); a !== undefined; a = waiting.pop())
      for (let b = 0; b < rows.length; b++)
        if (part[b] === -1 && Math.abs(dot(rows[a]!, rows[b]!)) > 1e-13 * lengths[a]! * lengths[b]!) {
          part[b] = count
          waiting.push(b)
        }
    count++
  }
  if (count <= 1) return [product]
  return Array.from({ length: count }, (_, index) => {
    const own = rows.filter((_row, at) => part[at] === index)
    return projected(product, spanOf(own, product.dimension).basis, (at) => part[at] === index)
  })
}

function rowsOf({ samples }: SampledProduct): Float64Array[] {
  return samples.flatMap((gradients) => Array.from({ length: gradients.rows }, (_, r) => row(gradients, r)))
}

function spanOf(rows: readonly Float64Array[], dimension: number): { basis: Matrix; rank: number } {
  const { singularValues, V } = svd(fromRows(rows, dimension), { left: 'thin', right: 'thin' })
  const { rank } = rankOf(singularValues)
  return { basis: columnRange(V, 0, rank), rank }
}

/** The rows that are kept, counted over all samples, in coordinates of an orthonormal basis (its columns). */
function projected(product: SampledProduct, basis: Matrix, keeps: (at: number) => boolean): SampledProduct {
  let at = 0
  const samples = product.samples.map((gradients) => {
    const kept: Float64Array[] = []
    for (let r = 0; r < gradients.rows; r++) if (keeps(at++)) kept.push(row(gradients, r))
    return kept.length === 0 ? matrix(0, basis.columns) : multiply(fromRows(kept), basis)
  })
  return { ...product, dimension: basis.columns, samples }
}
