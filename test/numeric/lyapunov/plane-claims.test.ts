import { describe, expect, it } from 'vitest'
import { uncertainty } from '../../../src/base/estimate.js'
import { matrix, type SampledProduct, stabilityThresholds } from '../../../src/numeric/index.js'
import type { RandomFactors } from '../../../src/numeric/lyapunov/batch-law.js'
import { observedLimit } from '../../../src/numeric/lyapunov/observed-limit.js'
import { planeExponent } from '../../../src/numeric/lyapunov/plane-exponent.js'
import { gridExponent } from '../../../src/numeric/lyapunov/projective-line.js'
import { isThorough } from '../../thoroughness.js'
import { planeReferences } from './plane-references.js'

const factorsOf = (eta: number, gradients: readonly (readonly [number, number])[]): RandomFactors => ({
  dimension: 2,
  factors: gradients.map(([x, y]) =>
    matrix(2, 2, [1 - eta * x * x, -eta * x * y, -eta * x * y, 1 - eta * y * y]),
  ),
  probabilities: new Float64Array(gradients.length).fill(1 / gradients.length),
})

// A factor that contracts one direction to a thirtieth, one that expands it, and one that hardly couples it to the other.
const nearlyReducible = [[1.4, 0], [4.2, 0], [0.05, 0.5]] as const // prettier-ignore

describe('claims about λ in the plane', () => {
  it('hold for random and nearly reducible products, and say something', () => {
    const mostNodes = isThorough ? 32_000 : 4000
    const claims = planeReferences.map(([eta, gradients, lambda, standardError]) => {
      const found = planeExponent(factorsOf(eta, gradients), { tolerance: 1e-6, mostNodes, level: 0.99 })
      if (found === undefined) return Infinity
      const error = uncertainty(found.estimate)
      expect(Math.abs(found.estimate.value - lambda), found.method).toBeLessThan(error + 3.5 * standardError)
      return error
    })
    claims.sort((a, b) => a - b)
    expect(claims[14]!).toBeLessThan(2e-5)
    expect(claims[27]!).toBeLessThan(3e-3)
  })

  // 8000 chains of 10⁵ factors, by a program of its own.
  it.each([
    [0.492, -0.000778, 2.1e-5],
    [0.528, 0.005674, 2.3e-5],
  ])('hold where changes between grids shrink slowly, at %f', (eta, lambda, standardError) => {
    const factors = factorsOf(eta, nearlyReducible)
    const { estimate } = planeExponent(factors, { tolerance: 1e-6, mostNodes: 16_000, level: 0.99 })!
    expect(Math.abs(estimate.value - lambda)).toBeLessThan(uncertainty(estimate) + 3.5 * standardError)
    expect(uncertainty(estimate)).toBeLessThan(7e-4)
    const onGrid = gridExponent(factors, { tolerance: 1e-6, mostNodes: 16_000 })!
    expect(Math.abs(onGrid.value - lambda)).toBeGreaterThan(8e-4)
    expect(Math.abs(onGrid.value - lambda)).toBeLessThan(onGrid.error)
  })

  it('make thresholds as uncertain as λ over its slope', () => {
    const samples = nearlyReducible.map((row) => matrix(1, 2, row))
    const product: SampledProduct = { dimension: 2, samples, batchSize: 1, replacement: false }
    const { crossings } = stabilityThresholds(product, { points: 24, mostNodes: 8000 })
    expect(crossings.map(({ becomes }) => becomes)).toEqual(['unstable', 'stable', 'unstable'])
    const [, second, third] = crossings.map(({ learningRate }) => learningRate)
    // λ there is −0.000778 at 0.492 and 0.005674 at 0.528, its slope −1.25 at the second, 1.9 at the third.
    expect(Math.abs(second!.value - (0.492 - 0.000778 / 1.25))).toBeLessThan(uncertainty(second!) + 5e-5)
    expect(Math.abs(third!.value - (0.528 - 0.005674 / 1.9))).toBeLessThan(uncertainty(third!) + 3e-4)
    for (const each of [second!, third!]) {
      expect(uncertainty(each)).toBeGreaterThan(1e-5)
      expect(uncertainty(each)).toBeLessThan(1e-3)
    }
  })
})

describe('what a sequence on finer and finer grids tends to', () => {
  const sequence = (order: number, count: number) =>
    Array.from({ length: count }, (_, k) => 1 + 0.3 * 2 ** (-order * k))
  it('is within the error for all orders that can be seen, and extrapolated for the second', () => {
    for (const order of [0.5, 0.7, 1, 1.5, 2, 3])
      for (const count of [4, 6, 8]) {
        const { value, error } = observedLimit(sequence(order, count))
        expect(Math.abs(value - 1)).toBeLessThan(error)
        expect(error).toBeLessThan(64 * (sequence(order, count).at(-1)! - 1))
      }
    expect(observedLimit(sequence(2, 6)).value).toBeCloseTo(1, 12)
  })

  it('is not told where changes do not shrink, or are too few', () => {
    expect(observedLimit(sequence(0.2, 8)).error).toBe(Infinity)
    expect(observedLimit([1, 1.5, 1, 1.5, 1]).error).toBe(Infinity)
    expect(observedLimit(sequence(2, 3)).error).toBe(Infinity)
  })
})
