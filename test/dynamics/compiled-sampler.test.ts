import { describe, expect, it } from 'vitest'
import { matrix, type SampledProduct, sampledExponent } from '../../src/numeric/index.js'
import { compiledSampler } from '../../src/dynamics/compiled-sampler.js'
import { crossed, diagonalNetwork } from '../numeric/lyapunov/cases.js'

describe('the compiled sampler', () => {
  it.each([
    ['one sample', crossed, 1.2],
    ['batches of two', { ...diagonalNetwork, batchSize: 2 }, 0.25],
    [
      'batches with replacement, unequally likely',
      { ...diagonalNetwork, batchSize: 2, replacement: true },
      0.4,
    ],
    ['weights that have no common denominator', { ...crossed, weights: Float64Array.of(1 / Math.PI, 1 - 1 / Math.PI) }, 0.8], // prettier-ignore
  ])('agrees with the plain one: %s', (_name, product: SampledProduct, eta) => {
    const options = { halfWidth: 0, mostSteps: 1e6 }
    const plain = sampledExponent(product, eta, options).estimate
    const compiled = sampledExponent(product, eta, { ...options, sampler: compiledSampler() }).estimate
    if (plain.kind !== 'measured' || compiled.kind !== 'measured') throw new Error('not simulated')
    const error = Math.hypot(plain.standardError, compiled.standardError)
    expect(error).toBeLessThan(5e-3)
    expect(Math.abs(plain.value - compiled.value)).toBeLessThan(4 * error)
  })

  it('gives −∞ where products vanish', () => {
    const line: SampledProduct = { dimension: 1, samples: [matrix(1, 1, [1]), matrix(1, 1, [2])], batchSize: 1, replacement: false } // prettier-ignore
    expect(sampledExponent(line, 0.25, { sampler: compiledSampler() }).estimate.value).toBe(-Infinity)
  })
})
