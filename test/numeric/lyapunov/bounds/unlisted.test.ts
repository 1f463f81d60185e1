import { describe, expect, it } from 'vitest'
import {
  determinantBound,
  enclosedFactors,
  exponentEnclosure,
  secondMomentBound,
  smallStepsBound,
  unlistedBounds,
} from '../../../../src/numeric/lyapunov/bounds/index.js'
import { evenExponent, sampledExponent } from '../../../../src/numeric/index.js'
import { randomProduct } from '../worked-products.js'

const drawings = [
  { batchSize: 1, replacement: false, weighted: true },
  { batchSize: 2, replacement: false, weighted: false },
  { batchSize: 3, replacement: true, weighted: true },
]

describe('bounds from the samples alone', () => {
  it.each([
    [2, 1],
    [3, 2],
    [4, 1],
  ])('agree with those from the list of all batches, in %d dimensions with %d outputs', (dimension, outputs) => {
    for (let seed = 1; seed <= 6; seed++)
      for (const { batchSize, replacement, weighted } of drawings)
        for (const learningRate of [0.05, 0.2, 0.6]) {
          const { weights, ...drawn } = randomProduct(seed, dimension, dimension + 2, outputs)
          const product = { ...drawn, batchSize, replacement, ...(weighted && weights && { weights }) }
          const factors = enclosedFactors(product, learningRate)
          const found = Object.fromEntries([...unlistedBounds(product, learningRate)].map((b) => [b.name, b]))
          expect(found['second moment']!.hi).toBeLessThan(secondMomentBound(factors).hi + 6e-5)
          expect(2 * found['second moment']!.hi).toBeGreaterThan(evenExponent(product, learningRate, 2).value)
          if (found['small steps'] !== undefined) expect(smallStepsBound(factors)).toBeDefined()
          if (found['determinant'] !== undefined)
            expect(found['determinant'].lo).toBeLessThanOrEqual(determinantBound(factors).lo)
        }
  }) // prettier-ignore

  it('certify what has more batches than can be listed, up to where the mean square is stable', () => {
    const { weights: _, ...drawn } = randomProduct(9, 8, 40)
    const product = { ...drawn, batchSize: 20, replacement: false }
    const small = exponentEnclosure(product, 0.05)
    expect(small.settled).toBe('negative')
    expect(small.bounds[0]!.name).toBe('small steps')
    expect(small.lo).toBeGreaterThan(-Infinity)
    const larger = exponentEnclosure(product, 0.8)
    expect(larger.settled).toBe('negative')
    expect(larger.bounds.at(-1)!.name).toBe('second moment')
    for (const [learningRate, { lo, hi }] of [
      [0.05, small],
      [0.8, larger],
    ] as const) {
      const { value } = sampledExponent(product, learningRate, { mostSteps: 1e5 }).estimate
      expect(value).toBeGreaterThan(lo)
      expect(value).toBeLessThan(hi)
    }
    expect(exponentEnclosure(product, 5).settled).toBeUndefined()
  })
})
