import { describe, expect, it } from 'vitest'
import {
  certainRange,
  lyapunovExponent,
  matrix,
  orthogonalBlocks,
  preparedProduct,
  restrictToNormalSpace,
  type SampledProduct,
  stabilityThresholds,
  stream,
} from '../../../src/numeric/index.js'
import { batchDraws, indexDraws } from '../../../src/numeric/lyapunov/batch-draws.js'
import { signChange } from '../../../src/numeric/lyapunov/sign-change.js'
import { crossed, diagonalNetwork, parallel, productOf } from './cases.js'

describe('where the sign is certain', () => {
  it.each([
    ['one sample', crossed],
    ['three samples', diagonalNetwork],
    ['batches of two', { ...diagonalNetwork, batchSize: 2 }],
    ['parallel gradients', parallel],
  ])('λ has it: %s', (_name, product) => {
    const { stableBelow, unstableAbove } = certainRange(preparedProduct(product))
    const at = (eta: number) =>
      lyapunovExponent(product, eta, { halfWidth: 0.01, mostNodes: 2000 }).estimate.value
    for (const part of [0.1, 0.5, 0.98]) expect(at(part * stableBelow)).toBeLessThan(0)
    for (const factor of [1.001, 1.3, 3]) expect(at(factor * unstableAbove!)).toBeGreaterThan(0)
  })

  it('is 2/K₂₂ and where the determinant is 1, by hand', () => {
    const { stableBelow, unstableAbove, singular } = certainRange(preparedProduct(crossed))
    expect(stableBelow).toBeCloseTo(1, 12)
    // (2η − 1)(η − 1) = 1
    expect(unstableAbove).toBeCloseTo(1.5, 12)
    expect(singular).toEqual([])
  })
})

describe('the scan', () => {
  it('does without a list of batches', () => {
    const random = stream(3, 'test', 0)
    const samples = Array.from({ length: 24 }, () => {
      const data = new Float64Array(4)
      random.normals(data)
      return matrix(1, 4, data)
    })
    const product: SampledProduct = { dimension: 4, samples, batchSize: 6, replacement: false }
    const { first, meanSquare, certain, scan } = stabilityThresholds(product, {
      points: 10,
      refineSteps: 2e5,
    })
    expect(certain.unstableAbove).toBeUndefined()
    expect(scan.isComplete).toBe(false)
    expect(first!.value).toBeGreaterThan(meanSquare.value)
  })

  it('ends with the budget and says how far it came', () => {
    const { scan, first } = stabilityThresholds(diagonalNetwork, { budget: { deadline: performance.now() } })
    expect(scan.isComplete).toBe(false)
    expect(first).toBeUndefined()
    expect(scan.to).toBeLessThan(certainRange(preparedProduct(diagonalNetwork)).unstableAbove!)
  })
})

describe('the normal space', () => {
  it('is the span of the gradients, in which exponents do not see the rest', () => {
    const wide = (entries: number[]) => matrix(1, 5, entries)
    const product: SampledProduct = {
      dimension: 5,
      samples: [wide([1, 0, 1, 0, 0]), wide([0.6, 0, 0, 0.8, 0])],
      batchSize: 1,
      replacement: false,
    }
    expect(restrictToNormalSpace(product).dimension).toBe(2)
    expect(lyapunovExponent(product, 0.3).estimate.value).toBeCloseTo(-0.1176196872900508, 14)
  })

  it('falls apart where gradients are orthogonal, residuals of one sample included', () => {
    const product: SampledProduct = {
      dimension: 3,
      samples: [matrix(2, 3, [1, 0, 0, 0, 1, 0]), matrix(1, 3, [0, 1, 1])],
      batchSize: 1,
      replacement: false,
    }
    const blocks = orthogonalBlocks(product)
    expect(blocks.map(({ dimension }) => dimension)).toEqual([1, 2])
    const line = Math.log(0.7) / 2
    const plane = lyapunovExponent(productOf([[1, 0], [1, 1]]), 0.3).estimate.value // prettier-ignore
    expect(lyapunovExponent(product, 0.3).estimate.value).toBeCloseTo(Math.max(line, plane), 12)
  })
})

describe('draws', () => {
  const frequencies = (indices: Int32Array, n: number) => {
    const counts = new Float64Array(n)
    for (const i of indices) counts[i]! += 1 / indices.length
    return counts
  }
  it('have their probabilities', () => {
    const out = new Int32Array(200_000)
    for (const p of [
      [0.1, 0.2, 0.3, 0.4],
      [0.5, 0.5],
      [0.97, 0.01, 0.01, 0.01],
      [1 / 3, 1 / 3, 1 / 3],
    ]) {
      // prettier-ignore
      indexDraws(p)(stream(1, 'test', 0), out)
      frequencies(out, p.length).forEach((f, i) =>
        expect(Math.abs(f - p[i]!)).toBeLessThan(4.5 * Math.sqrt((p[i]! * (1 - p[i]!)) / out.length)),
      )
    }
  })

  it('never repeat a sample without replacement, and take all pairs alike', () => {
    const out = new Int32Array(120_000)
    batchDraws({ ...diagonalNetwork, batchSize: 2 })(stream(1, 'test', 0), out)
    const pairs = new Float64Array(9)
    for (let at = 0; at < out.length; at += 2) pairs[3 * out[at]! + out[at + 1]!]! += 2 / out.length
    pairs.forEach((f, pair) => expect(Math.abs(f - (pair % 4 === 0 ? 0 : 1 / 6))).toBeLessThan(pair % 4 === 0 ? 1e-12 : 0.007)) // prettier-ignore
  })
})

describe('a sign change', () => {
  it('is found to rounding, past values that are not finite', () => {
    const smooth = signChange((x) => x ** 3 - 2, [0, 4])
    expect(smooth.root).toBeCloseTo(2 ** (1 / 3), 14)
    expect(smooth.high - smooth.low).toBeLessThan(1e-14)
    const dip = signChange((x) => Math.log(Math.abs(x)) + 1, [0, 2])
    expect(dip.root).toBeCloseTo(Math.exp(-1), 14)
  })
})
