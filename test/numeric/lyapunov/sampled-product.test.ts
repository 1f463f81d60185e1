import { describe, expect, it } from 'vitest'
import {
  batchCount,
  batchesOf,
  factorOf,
  type SampledProduct,
} from '../../../src/numeric/lyapunov/sampled-product.js'
import { matrix } from '../../../src/numeric/index.js'

const row = (...entries: number[]) => ({ ...matrix(1, entries.length), data: Float64Array.from(entries) })

const three: SampledProduct = {
  dimension: 2,
  samples: [row(1, 0), row(1, 1), row(0, 2)],
  batchSize: 2,
  replacement: false,
}

describe('the batches of a sampled product', () => {
  it('are all subsets without replacement, all multisets with it', () => {
    expect(batchesOf(three).map(({ members }) => members)).toEqual([[0, 1], [0, 2], [1, 2]]) // prettier-ignore
    const multisets = batchesOf({ ...three, replacement: true })
    expect(multisets).toHaveLength(6)
    expect(batchCount({ ...three, replacement: true })).toBe(6)
    expect(batchCount(three)).toBe(3)
  })

  it('have the probabilities of draws one by one', () => {
    const weights = Float64Array.of(0.5, 0.3, 0.2)
    const drawn = new Map<string, number>()
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const key = String([i, j].sort())
        drawn.set(key, (drawn.get(key) ?? 0) + weights[i]! * weights[j]!)
      }
    for (const { members, probability } of batchesOf({ ...three, replacement: true, weights }))
      expect(probability).toBeCloseTo(drawn.get(String(members))!, 14)
  })

  it('average to the factor of gradient descent, whatever the batch size', () => {
    for (const replacement of [false, true])
      for (const batchSize of [1, 2, 3]) {
        const mean = new Float64Array(4)
        for (const batch of batchesOf({ ...three, batchSize, replacement }))
          factorOf(batch, 0.3).data.forEach((x, at) => (mean[at]! += batch.probability * x))
        // I − (0.3/3) Σ gᵢgᵢᵀ with Σ = [[2, 1], [1, 5]]
        const expected = [0.8, -0.1, -0.1, 0.5]
        mean.forEach((x, at) => expect(x).toBeCloseTo(expected[at]!, 14))
      }
  })

  it('are refused where there are none', () => {
    expect(() => batchesOf({ ...three, batchSize: 4 })).toThrow(RangeError)
    expect(() => batchesOf({ ...three, weights: Float64Array.of(0.5, 0.25, 0.25) })).toThrow(RangeError)
  })
})
