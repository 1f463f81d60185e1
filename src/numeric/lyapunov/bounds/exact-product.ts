import { rational, type Rational } from '../../../expression/index.js'
import { matrix } from '../../matrix.js'
import { batchesOf, type SampledProduct } from '../sampled-product.js'
import { type EnclosedFactors, probabilitiesOf } from './enclosed-factors.js'
import type { EnclosedMatrix } from './enclosed-matrix.js'

export type RationalMatrix = readonly (readonly Rational[])[]

/** The product of `SampledProduct` given exactly, by inner products of gradients instead of coordinates. */
export interface ExactProduct {
  /** K = JJᵀ: inner products of the gradients of all residuals; those of one sample stand together. Symmetric. */
  readonly gram: RationalMatrix
  /** How many residuals each sample has, in order; one each when left out. */
  readonly outputs?: readonly number[]
  readonly batchSize: number
  readonly replacement: boolean
  readonly weights?: Float64Array
}

/** The factors on the normal space in rational coordinates, and the batches they belong to. */
export interface ExactFactors {
  /** k, the rank of K. */
  readonly size: number
  readonly batches: readonly { readonly members: readonly number[]; readonly probability: number }[]
  readonly factors: readonly RationalMatrix[]
}

/**
 * With K = P R, P the k pivot columns of K and R its reduced rows, the factors A_S = I − (η/B) R D_S P in the coordinates
 * of the columns of P: D_S counts the residuals of the batch. They are similar to those in orthonormal coordinates, since
 * M_S = I − (η/B) K D_S has M_S P = P A_S, and M_S describes the step in residuals.
 *
 * @throws RangeError as `batchesOf`, and for a matrix that is not square or not symmetric
 */
export function exactFactors(product: ExactProduct, learningRate: Rational): ExactFactors {
  const { gram, batchSize } = product
  const outputs = product.outputs ?? gram.map(() => 1)
  checkGram(gram, outputs)
  const { rows, pivots } = reducedRows(gram)
  const firsts = outputs.map((_, i) => outputs.slice(0, i).reduce((sum, x) => sum + x, 0))
  const step = rational.divide(learningRate, rational.of(batchSize))
  const batches = batchesOf(withoutGradients(product, outputs)).filter(({ probability }) => probability > 0)
  const factors = batches.map(({ members }) => {
    const used = members.flatMap((i) => Array.from({ length: outputs[i]! }, (_, r) => firsts[i]! + r))
    return pivots.map((_, a) =>
      pivots.map((column, b) => {
        const sum = used.reduce(
          (total, i) => rational.add(total, rational.multiply(rows[a]![i]!, gram[i]![column]!)),
          rational.zero,
        )
        return rational.subtract(a === b ? rational.one : rational.zero, rational.multiply(step, sum))
      }),
    )
  })
  return { size: pivots.length, batches, factors }
}

/** The exact factors between doubles. */
export function enclosedExactFactors(product: ExactProduct, learningRate: Rational): EnclosedFactors {
  const { size, batches, factors } = exactFactors(product, learningRate)
  return {
    size,
    symmetric: false,
    factors: factors.map(enclosed),
    probabilities: probabilitiesOf(product, batches),
  }
}

function enclosed(m: RationalMatrix): EnclosedMatrix {
  const entries = m.flat()
  const centre = Float64Array.from(entries, rational.toNumber)
  // Whole numbers in this range are doubles; all others are rounded to the nearest.
  const radius = centre.map((x, at) =>
    Number.isSafeInteger(x) && rational.isInteger(entries[at]!) ? 0 : Math.abs(x) * 2 ** -52,
  )
  return { size: m.length, centre, radius }
}

/** The reduced row echelon form without its zero rows, and the columns of its pivots. */
export function reducedRows(m: RationalMatrix): { rows: Rational[][]; pivots: number[] } {
  const rows = m.map((row) => [...row])
  const pivots: number[] = []
  const width = m[0]?.length ?? 0
  for (let column = 0; column < width && pivots.length < rows.length; column++) {
    const top = pivots.length
    const found = rows.findIndex((row, i) => i >= top && !rational.isZero(row[column]!))
    if (found < 0) continue
    ;[rows[top], rows[found]] = [rows[found]!, rows[top]!]
    const pivot = rows[top]![column]!
    rows[top] = rows[top]!.map((x) => rational.divide(x, pivot))
    rows.forEach((row, i) => {
      const factor = row[column]!
      if (i === top || rational.isZero(factor)) return
      rows[i] = row.map((x, j) => rational.subtract(x, rational.multiply(factor, rows[top]![j]!)))
    })
    pivots.push(column)
  }
  return { rows: rows.slice(0, pivots.length), pivots }
}

// The batches depend on how many samples there are, not on their gradients.
const withoutGradients = (
  { batchSize, replacement, weights }: ExactProduct,
  outputs: readonly number[],
): SampledProduct => ({
  dimension: 0,
  samples: outputs.map((rows) => matrix(rows, 0)),
  batchSize,
  replacement,
  ...(weights === undefined ? {} : { weights }),
})

function checkGram(gram: RationalMatrix, outputs: readonly number[]): void {
  const n = gram.length
  const total = outputs.reduce((sum, x) => sum + x, 0)
  if (total !== n || gram.some((row) => row.length !== n))
    throw new RangeError(`inner products of ${total} residuals make a ${total}×${total} matrix`)
  if (gram.some((row, i) => row.some((x, j) => !rational.equals(x, gram[j]![i]!))))
    throw new RangeError('a matrix of inner products is symmetric')
}
