import { describe, expect, it } from 'vitest'
import { uncertainty } from '../../../src/base/estimate.js'
import {
  batchLaw,
  evenExponent,
  factorsAt,
  lyapunovExponent,
  matrix,
  meanSquareThreshold,
  type RandomFactors,
  type SampledProduct,
  sampledExponent,
  stabilityThresholds,
  stream,
  tailExponent,
} from '../../../src/numeric/index.js'
import { coneExponent, conePressure } from '../../../src/numeric/lyapunov/chebyshev.js'
import { gridExponent } from '../../../src/numeric/lyapunov/projective-line.js'
import { spaceConeExponent } from '../../../src/numeric/lyapunov/space-chebyshev.js'
import { commonSpaceCone } from '../../../src/numeric/lyapunov/space-cone.js'
import { spaceExponent } from '../../../src/numeric/lyapunov/space-exponent.js'
import { spacePressure } from '../../../src/numeric/lyapunov/space-pressure.js'
import { symmetricPower } from '../../../src/numeric/lyapunov/symmetric-power.js'
import { crossed, diagonalNetwork, productOf } from './cases.js'

const pairs = { ...diagonalNetwork, batchSize: 2 }
const drawnPairs = { ...pairs, replacement: true }

function normalProduct(samples: number, outputs: number, seed: number): SampledProduct {
  const random = stream(seed, 'test', 0)
  const gradients = () => {
    const data = new Float64Array(3 * outputs)
    random.normals(data)
    return matrix(outputs, 3, data)
  }
  return {
    dimension: 3,
    samples: Array.from({ length: samples }, gradients),
    batchSize: 1,
    replacement: false,
  }
}

/** Factors of the plane as they act on quadratic forms: three dimensions, and twice the exponent. */
function onForms({ factors, probabilities }: RandomFactors): RandomFactors {
  const square = symmetricPower(2, 2)
  const images = factors.map((factor) => {
    const image = matrix(3, 3)
    square(factor, 1, image.data)
    return image
  })
  return { dimension: 3, factors: images, probabilities }
}

describe('on a common cone', () => {
  // By collocation in another form, I − (η/B)K D_S on the triangle of non-negative vectors after a change of signs, with
  // products of Chebyshev polynomials in (x + y, x/(x + y)); NumPy, 24 to 40 nodes each way agree to 10⁻¹⁵.
  it.each([
    ['single samples', diagonalNetwork, 0.05, -0.0495593680485098],
    ['single samples close to a singular factor', diagonalNetwork, 0.09, -0.093049185180738],
    ['single samples and small steps', diagonalNetwork, 0.01, -0.00962026524387025],
    ['pairs', pairs, 0.18, -0.1916557255172029],
  ])('λ has nearly all digits: %s', (_name, product, eta, value) => {
    const { estimate, method } = lyapunovExponent(product, eta)
    expect(method).toMatch(/common cone/)
    expect(uncertainty(estimate)).toBeLessThan(2e-13)
    expect(Math.abs(estimate.value - value)).toBeLessThan(uncertainty(estimate))
  })

  it('agrees with grids of directions where the cone has many corners, and gives up where there is none', () => {
    const thin = productOf([[1, 0.3, 0.1], [0.2, 1.2, 0.08], [-0.7, 0.6, 0.1]]) // prettier-ignore
    const factors = factorsAt(batchLaw(thin)!, 1)
    expect(commonSpaceCone(factors)!.polygon.length).toBeGreaterThan(4)
    const { value, error } = spaceConeExponent(factors)!
    const { estimate } = spaceExponent(factors, { mostNodes: 8000 })!
    expect(error).toBeLessThan(1e-12)
    expect(uncertainty(estimate)).toBeLessThan(1e-8)
    expect(Math.abs(value - estimate.value)).toBeLessThan(2 * uncertainty(estimate))
    expect(commonSpaceCone(factorsAt(batchLaw(diagonalNetwork)!, 0.25))).toBeUndefined()
    expect(commonSpaceCone(factorsAt(batchLaw(pairs)!, 0.4))).toBeUndefined()
  })
})

describe('the exponent in space', () => {
  it.each([
    [0.3, 1e-8],
    [1.2, 1e-7],
    [1.5, 2e-4],
  ])('is twice that of the plane for factors on quadratic forms, at %d', (eta, within) => {
    const plane = factorsAt(batchLaw(crossed)!, eta)
    const known = coneExponent(plane) ?? gridExponent(plane, { tolerance: 1e-8 })!
    const { estimate } = spaceExponent(onForms(plane))!
    expect(uncertainty(estimate)).toBeLessThan(within)
    expect(Math.abs(estimate.value - 2 * known.value)).toBeLessThan(2 * uncertainty(estimate) + 2 * known.error) // prettier-ignore
  })

  // Plain simulations in C, 10⁹ factors each, with one standard error.
  it.each([
    ['single samples', diagonalNetwork, 0.25, 0.10398604, 6.8e-6],
    ['single samples far above the threshold', diagonalNetwork, 0.4, 0.43056411, 1.5e-5],
    ['four samples', normalProduct(4, 1, 3), 0.6, 0.31350604, 2.1e-5],
    ['pairs of five samples', { ...normalProduct(5, 1, 5), batchSize: 2 }, 1, -0.00636675, 1.2e-5],
    ['single samples at 0.2', diagonalNetwork, 0.2, -0.04054, 2e-5],
    ['single samples at 0.22', diagonalNetwork, 0.22, 0.02076, 3e-5],
    ['pairs', pairs, 0.25, -0.28727, 3e-5],
    ['pairs far above', pairs, 0.4, 0.03223, 3e-5],
    ['pairs with replacement', drawnPairs, 0.25, -0.24419, 6e-5],
    ['pairs with replacement far above', drawnPairs, 0.4, 0.16742, 4e-5],
  ])('agrees with long simulations: %s', (_name, product, eta, value, standardError) => {
    const { estimate, method } = lyapunovExponent(product, eta, { mostNodes: 8000 })
    expect(method).toMatch(/directions/)
    expect(uncertainty(estimate)).toBeLessThan(3e-5)
    expect(Math.abs(estimate.value - value)).toBeLessThan(4 * standardError + 2 * uncertainty(estimate))
  })

  it('has an error that covers what finer grids change', () => {
    for (const [product, eta] of [
      [diagonalNetwork, 0.2],
      [pairs, 0.25],
      [diagonalNetwork, 0.4],
    ] as const) {
      const [coarse, fine] = [2000, 32_000].map((mostNodes) => lyapunovExponent(product, eta, { mostNodes }).estimate) // prettier-ignore
      expect(uncertainty(fine!)).toBeLessThan(uncertainty(coarse!))
      expect(Math.abs(coarse!.value - fine!.value)).toBeLessThan(2 * uncertainty(coarse!) + uncertainty(fine!)) // prettier-ignore
    }
  })

  it('is found where directions change slowly and there is no common cone', () => {
    const positive = productOf([[1, 0.2, 0.1], [0.3, 1, 0.2], [0.1, 0.3, 0.9]]) // prettier-ignore
    const slow = lyapunovExponent(positive, 0.02, { mostNodes: 8000 })
    expect(slow.method).toMatch(/directions/)
    expect(uncertainty(slow.estimate)).toBeLessThan(1e-6)
    const { estimate } = sampledExponent(positive, 0.02, { halfWidth: 0, mostSteps: 3e6 })
    expect(Math.abs(slow.estimate.value - estimate.value)).toBeLessThan(2 * uncertainty(estimate))
    expect(lyapunovExponent(diagonalNetwork, 0.25, { simulate: true, mostSteps: 1e5 }).method).toMatch(/independent chains/) // prettier-ignore
  })
})

describe('real moments in space', () => {
  it('agree with the matrix of second moments, and with those of the plane', () => {
    for (const [product, eta] of [
      [diagonalNetwork, 0.2],
      [diagonalNetwork, 0.25],
      [drawnPairs, 0.3],
    ] as const) {
      const found = spacePressure(factorsAt(batchLaw(product)!, eta), 2, { mostNodes: 8000 })!
      expect(found.error).toBeLessThan(1e-5)
      expect(Math.abs(found.value - evenExponent(product, eta, 2).value)).toBeLessThan(found.error)
    }
    for (const eta of [0.3, 1.2]) {
      const plane = factorsAt(batchLaw(crossed)!, eta)
      const found = spacePressure(onForms(plane), 0.7, { mostNodes: 8000 })!
      expect(found.error).toBeLessThan(1e-5)
      expect(Math.abs(found.value - conePressure(plane, 1.4)!.value)).toBeLessThan(found.error)
    }
  })

  it('give the exponent of the tail: 2 at the threshold in mean square, less above', () => {
    for (const product of [diagonalNetwork, pairs]) {
      const { estimate } = tailExponent(product, meanSquareThreshold(product).value, { mostNodes: 8000 })
      expect(uncertainty(estimate!)).toBeLessThan(1e-3)
      expect(Math.abs(estimate!.value - 2)).toBeLessThan(uncertainty(estimate!))
    }
    const gamma = tailExponent(diagonalNetwork, 0.21, { mostNodes: 8000 }).estimate!
    expect(Math.abs(gamma.value - 0.745273)).toBeLessThan(1e-4)
  })
})

describe('the threshold in space', () => {
  it('is known to six digits', () => {
    const { first, scan } = stabilityThresholds(diagonalNetwork, { points: 12, scanSteps: 2e5 })
    expect(scan.undecided).toEqual([])
    expect(uncertainty(first!)).toBeLessThan(1e-6)
    // A simulation in C with 10⁹ factors has λ(0.2130326) = −3.4(4.7)·10⁻⁶, and the slope there is 3.
    expect(Math.abs(first!.value - 0.2130337)).toBeLessThan(4 * 1.6e-6)
  })
})
