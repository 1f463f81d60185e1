import { describe, expect, it } from 'vitest'
import { uncertainty } from '../../../src/base/estimate.js'
import {
  batchesOf,
  batchLaw,
  evenExponent,
  factorOf,
  factorsAt,
  fromRows,
  identity,
  lyapunovExponent,
  lyapunovSpectrum,
  matrix,
  type Matrix,
  meanSquareThreshold,
  multiply,
  type SampledProduct,
  sampledExponent,
  stream,
  tailExponent,
} from '../../../src/numeric/index.js'
import { coneExponent, conePressure } from '../../../src/numeric/lyapunov/chebyshev.js'
import { gridExponent, gridPressure } from '../../../src/numeric/lyapunov/projective-line.js'
import { betweenEvenMoments } from '../../../src/numeric/lyapunov/tail-exponent.js'
import { balanced, crossed, diagonalNetwork, productOf } from './cases.js'

/** Samples with standard normal gradients. */
function normalProduct(samples: number, k: number, outputs: number, seed: number): SampledProduct {
  const random = stream(seed, 'test', 0)
  const gradients = (): Matrix => {
    const data = new Float64Array(outputs * k)
    random.normals(data)
    return matrix(outputs, k, data)
  }
  return {
    dimension: k,
    samples: Array.from({ length: samples }, gradients),
    batchSize: 1,
    replacement: false,
  }
}

const weighted = { ...crossed, weights: Float64Array.of(0.3, 0.7) }

describe('simulation and computation', () => {
  it.each([
    ['in the cone', crossed, 0.3],
    ['on the grid', crossed, 0.8],
    ['with a singular factor', crossed, 0.5],
    ['above the threshold', crossed, 1.5],
    ['with weights', weighted, 0.8],
    ['with batches of two drawn with replacement', { ...weighted, batchSize: 2, replacement: true }, 1.1],
    ['with two projections', balanced, 0.5],
    ['of four samples in the plane', normalProduct(4, 2, 1, 3), 0.9],
    ['of samples with two outputs', normalProduct(3, 2, 2, 4), 0.5],
  ])('agree %s', (_name, product, eta) => {
    const computed = lyapunovExponent(product, eta)
    if (computed.estimate.kind !== 'numerical') throw new Error('not computed')
    const { estimate } = sampledExponent(product, eta, { halfWidth: 0, mostSteps: 1.5e6, seed: 5 })
    if (estimate.kind !== 'measured') throw new Error('not simulated')
    expect(estimate.standardError).toBeLessThan(3e-3)
    expect(Math.abs(estimate.value - computed.estimate.value)).toBeLessThan(4 * estimate.standardError + computed.estimate.error) // prettier-ignore
  })

  it('agree for a transformed product: the residual form I − ηK eᵢeᵢᵀ', () => {
    const [k, eta] = [[[2, 0.6], [0.6, 1]], 1.2] // prettier-ignore
    const random = stream(11, 'test', 1)
    let [x, y, growth] = [1, 0.3, 0]
    const blocks: number[] = []
    for (let step = 1; step <= 1e6; step++) {
      if (random.uniform() < 0.5) [x, y] = [x - eta * k[0]![0]! * x, y - eta * k[1]![0]! * x]
      else [x, y] = [x - eta * k[0]![1]! * y, y - eta * k[1]![1]! * y]
      const size = Math.hypot(x, y)
      growth += Math.log(size)
      ;[x, y] = [x / size, y / size]
      if (step % 25_000 === 0) {
        blocks.push(growth / 25_000)
        growth = 0
      }
    }
    const mean = blocks.reduce((a, b) => a + b) / blocks.length
    const deviation = Math.sqrt(blocks.reduce((a, b) => a + (b - mean) ** 2, 0) / (blocks.length - 1))
    const { value } = lyapunovExponent(crossed, eta).estimate
    expect(Math.abs(mean - value)).toBeLessThan((4 * deviation) / Math.sqrt(blocks.length))
  })

  it('agree on where the grid is, with the cone', () => {
    for (const eta of [0.1, 0.4, 1, 1.2]) {
      const factors = factorsAt(batchLaw(crossed)!, eta)
      const [cone, grid] = [coneExponent(factors)!, gridExponent(factors, { tolerance: 1e-7 })!]
      expect(grid.error).toBeLessThan(1e-6)
      expect(Math.abs(cone.value - grid.value)).toBeLessThan(grid.error)
    }
  })

  it('sum over the spectrum to the mean logarithm of the determinant', () => {
    const spectrum = lyapunovSpectrum(diagonalNetwork, 0.25, { mostSteps: 4e5 })
    const determinant = [8.25, 3.75, 10.5].reduce((sum, x) => sum + Math.log(Math.abs(1 - 0.25 * x)) / 3, 0)
    const total = spectrum.reduce((sum, { value }) => sum + value, 0)
    const error = spectrum.reduce((sum, each) => sum + (each.kind === 'measured' ? each.standardError : 0), 0)
    expect(error).toBeGreaterThan(0)
    expect(Math.abs(total - determinant)).toBeLessThan(4 * error)
    expect(Math.abs(spectrum[0]!.value - 0.10398)).toBeLessThan(0.01)
    expect(spectrum[0]!.value).toBeGreaterThan(spectrum[1]!.value)
    expect(lyapunovSpectrum(crossed, 0.5, { mostSteps: 1e5 })[1]!.value).toBe(-Infinity)
  })
})

describe('even exponents', () => {
  // Tr E A⊗²ⁿ-like sums: E |A_n ⋯ A_1|_F^2 over all words, whose ratio between lengths tends to exp Λ(2).
  const ofWords = (product: SampledProduct, eta: number, p: number, length: number) => {
    const batches = batchesOf(product)
    const factors = batches.map((batch) => factorOf(batch, eta))
    const moments = new Float64Array(length + 1)
    const extend = (word: Matrix, probability: number, n: number) => {
      moments[n]! += probability * word.data.reduce((sum, x) => sum + x * x, 0) ** (p / 2)
      if (n < length)
        factors.forEach((factor, i) =>
          extend(multiply(factor, word), probability * batches[i]!.probability, n + 1),
        )
    }
    extend(identity(product.dimension), 1, 0)
    return Math.log(moments[length]! / moments[length - 1]!)
  }

  it.each([
    ['one sample', crossed, 1.2, 15, 1e-4],
    ['batches of two', { ...diagonalNetwork, batchSize: 2 }, 0.25, 9, 2e-2],
    ['weights with replacement', { ...weighted, batchSize: 2, replacement: true }, 1.1, 9, 5e-3],
    ['two outputs', normalProduct(2, 3, 2, 9), 0.6, 14, 2e-2],
  ])('are those of all words, %s', (_name, product, eta, length, within) => {
    for (const p of [2, 4])
      expect(Math.abs(evenExponent(product, eta, p).value - ofWords(product, eta, p, length))).toBeLessThan(within) // prettier-ignore
  })

  it('of second order agree with the list of batches, of fourth order bound them, and bound λ', () => {
    for (const [product, eta] of [
      [{ ...normalProduct(4, 3, 2, 1), batchSize: 3 }, 0.4],
      [{ ...normalProduct(4, 2, 1, 2), batchSize: 2, replacement: true, weights: Float64Array.of(0.1, 0.2, 0.3, 0.4) }, 0.7], // prettier-ignore
    ] as const) {
      const k = product.dimension
      // The dominant eigenvalue of Σ ↦ E AΣA by its powers, batches listed.
      let s = identity(k)
      let value = 0
      for (let step = 0; step < 3000; step++) {
        const next = matrix(k, k)
        for (const batch of batchesOf(product)) {
          const a = factorOf(batch, eta)
          multiply(multiply(a, s), a).data.forEach((x, at) => (next.data[at]! += batch.probability * x))
        }
        value = Math.hypot(...next.data)
        s = { ...next, data: next.data.map((x) => x / value) }
      }
      const second = evenExponent(product, eta, 2)
      expect(Math.abs(second.value - Math.log(value))).toBeLessThan(1e-12)
      expect(evenExponent(product, eta, 4).value / 4).toBeGreaterThan(second.value / 2)
      expect(second.value / 2).toBeGreaterThan(
        lyapunovExponent(product, eta, { halfWidth: 0.01 }).estimate.value,
      )
    }
  })

  it('vanish at the threshold in mean square, batches too many to be listed included', () => {
    for (const product of [
      { ...normalProduct(5, 3, 1, 6), batchSize: 2 },
      { ...normalProduct(4, 3, 2, 7), batchSize: 3, replacement: true },
      { ...normalProduct(40, 30, 1, 8), batchSize: 8 },
    ]) {
      const { value } = meanSquareThreshold(product)
      expect(Math.abs(evenExponent(product, value, 2).value)).toBeLessThan(1e-9)
      expect(evenExponent(product, 1.01 * value, 2).value).toBeGreaterThan(0)
    }
  })
})

describe('real moments', () => {
  it('agree with the even ones', () => {
    for (const [eta, of] of [
      [0.3, conePressure],
      [1.2, conePressure],
      [0.8, gridPressure],
    ] as const)
      // prettier-ignore
      for (const p of [2, 4]) {
        const found = of(factorsAt(batchLaw(crossed)!, eta), p)!
        expect(Math.abs(found.value - evenExponent(crossed, eta, p).value)).toBeLessThan(found.error)
        expect(found.error).toBeLessThan(1e-5)
      }
  })

  it('give the exponent of the tail: 2 at the threshold in mean square, less above', () => {
    const { value } = meanSquareThreshold(crossed)
    expect(tailExponent(crossed, value).estimate!.value).toBeCloseTo(2, 9)
    const above = tailExponent(crossed, 1.07).estimate!.value
    expect(above).toBeGreaterThan(0)
    expect(above).toBeLessThan(2)
    expect(tailExponent(crossed, 0.3).estimate).toBeUndefined()
    expect(tailExponent(crossed, 1.2).estimate).toBeUndefined()
    // One direction: ½|1 − 2η|^γ + ½|1 − 18η|^γ = 1.
    const line = productOf([[Math.SQRT2], [3 * Math.SQRT2]])
    const gamma = tailExponent(line, 0.128).estimate!.value
    expect(0.5 * Math.abs(1 - 2 * 0.128) ** gamma + 0.5 * Math.abs(1 - 18 * 0.128) ** gamma).toBeCloseTo(
      1,
      12,
    )
  })

  it('are enclosed between even moments where they cannot be computed', () => {
    for (const eta of [1.02, 1.05, 1.07]) {
      const { value } = tailExponent(crossed, eta).estimate!
      const around = betweenEvenMoments(crossed, eta).estimate!
      if (around.kind !== 'enclosed') throw new Error('not enclosed')
      expect(around.lo).toBeLessThan(value)
      expect(around.hi).toBeGreaterThan(value)
      expect(around.hi - around.lo).toBeLessThanOrEqual(2)
    }
    const four = normalProduct(5, 4, 1, 12)
    const { value } = meanSquareThreshold(four)
    const above = tailExponent(four, 1.01 * value, { halfWidth: 0.01 }).estimate!
    expect(above.kind === 'enclosed' && above.hi).toBeLessThan(2)
  })
})

describe('what is not regular', () => {
  it('gives no NaN', () => {
    const products = [
      productOf([[1, 0]]),
      productOf([[1, 0], [1, 0]]), // prettier-ignore
      productOf([[1, 0], [0, 1]]), // prettier-ignore
      productOf([[1, 0], [0, 1], [0, 2], [1, 0]]), // prettier-ignore
      productOf([[1, 0], [0, 1], [1, 1]]), // prettier-ignore
      { dimension: 3, samples: [fromRows([[1, 0, 0]]), fromRows([[0, 0, 0]]), fromRows([[1, 1, 0]])], batchSize: 2, replacement: false }, // prettier-ignore
    ]
    for (const product of products)
      for (const eta of [0, 0.3, 0.5, 1, 2, 4]) {
        const { estimate } = lyapunovExponent(product, eta, { halfWidth: 0.05, mostNodes: 4000 })
        expect(estimate.value, JSON.stringify([product, eta])).not.toBeNaN()
        expect(estimate.kind === 'measured' ? estimate.halfWidth : estimate.kind === 'numerical' && estimate.error).not.toBeNaN() // prettier-ignore
        for (const p of [2, 4]) expect(evenExponent(product, eta, p).value).not.toBeNaN()
      }
    expect(() => lyapunovExponent({ ...products[0]!, samples: [matrix(1, 1)] }, 0.1)).toThrow(
      /gradients vanish/,
    )
  })

  it('follows the coupling down to rank one: exponents of K = [[2, 6], [6, 18 + ε]] at 0.45', () => {
    for (const [epsilon, value] of [
      [1, 0.362],
      [1e-2, 0.151],
      [1e-4, 0.084],
      [1e-6, 0.052],
    ] as const) {
      // prettier-ignore
      const product = productOf([[Math.SQRT2, 0], [3 * Math.SQRT2, Math.sqrt(epsilon)]]) // prettier-ignore
      const { estimate } = lyapunovExponent(product, 0.45, { mostNodes: 4000 })
      const doubt = estimate.kind === 'measured' ? 2 * estimate.halfWidth : uncertainty(estimate)
      expect(Math.abs(estimate.value - value)).toBeLessThan(doubt + 5e-4)
      expect(doubt).toBeLessThan(3e-3)
    }
  })

  it('needs no memory for directions that nearly coincide: two samples, ever closer to orthogonal ones', () => {
    for (const coupling of [1e-4, 1e-6, 1e-9, 1e-11]) {
      const product = productOf([[Math.sqrt(2), 0], [coupling, 1]]) // prettier-ignore
      // Mostly the larger of the two exponents, ½ log|1 − 0.3·2| and ½ log|1 − 0.3|; grids do not resolve the coupling.
      const { estimate } = lyapunovExponent(product, 0.3, { mostSteps: 4e5 })
      expect(Math.abs(estimate.value - Math.log(0.7) / 2)).toBeLessThan(5e-3)
      expect(gridExponent(factorsAt(batchLaw(product)!, 1.7), { mostNodes: 1 })).toBeUndefined()
    }
  })
})

describe('common random numbers', () => {
  it('are the same for a seed, and make differences sharper than values', () => {
    const at = (eta: number, seed: number) =>
      sampledExponent(diagonalNetwork, eta, { halfWidth: 0, mostSteps: 64_000, seed }).estimate.value
    expect(at(0.25, 3)).toBe(at(0.25, 3))
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
    const spread = (values: number[]) => Math.max(...values) - Math.min(...values)
    const values = seeds.map((seed) => at(0.25, seed))
    const differences = seeds.map((seed, i) => at(0.251, seed) - values[i]!)
    expect(spread(differences)).toBeLessThan(spread(values) / 5)
  })

  it('stop with the budget', () => {
    const deadline = performance.now() + 30
    const { estimate } = sampledExponent(diagonalNetwork, 0.25, { halfWidth: 0, budget: { deadline } })
    expect(performance.now()).toBeLessThan(deadline + 500)
    expect(estimate.kind === 'measured' && estimate.halfWidth).toBeGreaterThan(0)
    const signal = AbortSignal.abort()
    expect(() => sampledExponent(diagonalNetwork, 0.25, { budget: { deadline: Infinity, signal } })).toThrow(
      /cancelled/,
    )
  })
})
