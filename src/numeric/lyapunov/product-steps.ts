import { batchLaw, factorsAt } from './batch-law.js'
import { batchDraws, type Draws, indexDraws } from './batch-draws.js'
import type { SampledProduct } from './sampled-product.js'

/** How random factors are drawn and applied to a vector. */
export interface ProductSteps {
  /** How many indices a factor needs. */
  readonly indices: number
  readonly draw: Draws
  /** v ← A v for the factor whose indices start at `at`; v is the k numbers of `vectors` from `offset` on. */
  readonly apply: (vectors: Float64Array, offset: number, indices: Int32Array, at: number) => void
  /** All factors one after another, row by row, where an index stands for one of them. */
  readonly table: Float64Array | undefined
  /** After how many factors at most a vector is to be rescaled. */
  readonly rescaleEvery: number
}

/** Few factors of small dimension are kept in a table; otherwise the samples of the batch are applied one by one. */
export function productSteps(product: SampledProduct, learningRate: number): ProductSteps {
  const { samples, batchSize, dimension: k } = product
  const rows = samples.reduce((sum, { rows }) => sum + rows, 0) / samples.length
  const law = k <= Math.max(4, 2 * batchSize * rows) ? batchLaw(product, 1024) : undefined
  const largest = Math.max(...samples.map(({ data }) => data.reduce((sum, x) => sum + x * x, 0)))
  const growth = Math.log(1 + Math.abs(learningRate) * largest)
  const rescaleEvery = Math.max(1, Math.min(8, Math.floor(300 / growth)))
  if (law === undefined)
    return {
      indices: batchSize,
      draw: batchDraws(product),
      apply: bySamples(product, learningRate),
      table: undefined,
      rescaleEvery,
    }
  const { factors, probabilities } = factorsAt(law, learningRate)
  const table = new Float64Array(factors.length * k * k)
  factors.forEach(({ data }, i) => table.set(data, i * k * k))
  return { indices: 1, draw: indexDraws(probabilities), apply: byTable(table, k), table, rescaleEvery }
}

function byTable(table: Float64Array, k: number): ProductSteps['apply'] {
  const image = new Float64Array(k)
  return (vectors, offset, indices, at) => {
    let entry = indices[at]! * k * k
    for (let i = 0; i < k; i++) {
      let sum = 0
      for (let j = 0; j < k; j++) sum += table[entry++]! * vectors[offset + j]!
      image[i] = sum
    }
    for (let i = 0; i < k; i++) vectors[offset + i] = image[i]!
  }
}

function bySamples(product: SampledProduct, learningRate: number): ProductSteps['apply'] {
  const { samples, batchSize, dimension: k } = product
  const starts = new Int32Array(samples.length + 1)
  samples.forEach(({ rows }, i) => (starts[i + 1] = starts[i]! + rows))
  const rows = new Float64Array(starts[samples.length]! * k)
  samples.forEach(({ data }, i) => rows.set(data, starts[i]! * k))
  const rate = learningRate / batchSize
  const change = new Float64Array(k)
  return (vectors, offset, indices, at) => {
    change.fill(0)
    for (let member = 0; member < batchSize; member++) {
      const index = indices[at + member]!
      for (let row = starts[index]! * k; row < starts[index + 1]! * k; row += k) {
        let along = 0
        for (let j = 0; j < k; j++) along += rows[row + j]! * vectors[offset + j]!
        along *= rate
        for (let j = 0; j < k; j++) change[j]! += along * rows[row + j]!
      }
    }
    for (let j = 0; j < k; j++) vectors[offset + j]! -= change[j]!
  }
}
