import { describe, expect, it } from 'vitest'
import { stream } from '../../../../src/numeric/index.js'
import {
  coboundaryBound,
  coboundaryBoundOf,
  enclosedFactors,
} from '../../../../src/numeric/lyapunov/bounds/index.js'
import { cellBounds } from '../../../../src/numeric/lyapunov/bounds/coboundary/cell-bounds.js'
import {
  directionOf,
  lineFactors,
  type LineFactors,
} from '../../../../src/numeric/lyapunov/bounds/coboundary/line-factors.js'
import {
  indexedMesh,
  type Mesh,
  refinedMesh,
  uniformMesh,
} from '../../../../src/numeric/lyapunov/bounds/coboundary/mesh.js'
import { relax } from '../../../../src/numeric/lyapunov/bounds/coboundary/relax.js'
import { grams, product, randomProduct, simulatedExponent } from '../worked-products.js'

const oblique = product(grams.oblique)
const factorsAt = (learningRate: number) => enclosedFactors(oblique, learningRate)
const closer =
  (gap: number) =>
  (lo: number, hi: number): boolean =>
    hi - lo < gap

describe('the coboundary bound', () => {
  // Values by Chebyshev collocation and on fine grids, to the digits given.
  it.each([
    [0.1, -0.0369026135354577, 1e-13, 1e-6],
    [0.3, -0.1176196872900508, 1e-13, 3e-4],
    [0.4, -0.162821938017443, 1e-13, 6e-3],
    [0.8, -0.319418, 5e-6, 6e-3],
    [1.1, 0.015277, 5e-6, 2.5e-2],
    [1.2, 0.0898668, 5e-6, 1.2e-2],
    [1.5, 0.257435, 5e-6, 2e-4],
  ])('at the learning rate %d contains %d', (learningRate, exponent, digits, gap) => {
    const { lo, hi } = coboundaryBound(factorsAt(learningRate), { enough: closer(gap) })
    expect(lo).toBeLessThan(exponent + digits)
    expect(hi).toBeGreaterThan(exponent - digits)
    expect(hi - lo).toBeLessThan(gap)
  })

  it.each([
    [0.5, -0.2133864896382902],
    [1, -0.0743811837714033],
  ])('has only an upper side when a factor is singular, at %d', (learningRate, exponent) => {
    const { lo, hi } = coboundaryBound(factorsAt(learningRate), { enough: (_, h) => h < exponent + 2e-2 })
    expect(lo).toBe(-Infinity)
    expect(hi).toBeGreaterThan(exponent)
    expect(hi).toBeLessThan(exponent + 2e-2)
  })

  it('holds where a factor is nearly singular', () => {
    const { lo, hi } = coboundaryBound(factorsAt(0.501), { cells: 4000 })
    const { mean, error } = simulatedExponent(oblique, 0.501, 200_000)
    expect(lo).toBeLessThan(mean + 5 * error)
    expect(hi).toBeGreaterThan(mean - 5 * error)
    expect(hi).toBeLessThan(-0.1)
  })

  it.each([1, 2, 3])('contains what simulation of random product %d gives', (seed) => {
    const sampled = randomProduct(seed, 2, 3)
    for (const learningRate of [0.3, 0.9, 2]) {
      const { lo, hi } = coboundaryBound(enclosedFactors(sampled, learningRate), {
        enough: closer(2e-2),
        cells: 8000,
      })
      const { mean, error } = simulatedExponent(sampled, learningRate, 100_000)
      expect(lo).toBeLessThan(mean + 5 * error)
      expect(hi).toBeGreaterThan(mean - 5 * error)
      expect(hi - lo).toBeLessThan(0.5)
    }
  })

  it('widens with the enclosure of the curvature, and then holds for every product within it', () => {
    const wide = coboundaryBound(enclosedFactors(oblique, 1.2, { curvatureRadius: 1e-3 }), { cells: 4000 })
    const sharp = coboundaryBound(factorsAt(1.2), { cells: 4000 })
    expect(wide.hi - wide.lo).toBeGreaterThan(sharp.hi - sharp.lo)
    for (const learningRate of [1.1995, 1.2005]) {
      const other = coboundaryBound(factorsAt(learningRate), { enough: closer(1e-2) })
      expect(wide.lo).toBeLessThan(other.hi)
      expect(wide.hi).toBeGreaterThan(other.lo)
    }
    expect(wide.lo).toBeLessThan(0.0898)
    expect(wide.hi).toBeGreaterThan(0.0899)
  })

  it('is refused in other dimensions', () => {
    expect(() => coboundaryBound(enclosedFactors(product(grams.three), 0.1))).toThrow(RangeError)
  })
})

const floors = new Float64Array(2)
const solved = (factors: LineFactors, cells: number): { mesh: Mesh; exponent: number } =>
  relax(factors, indexedMesh(uniformMesh(cells)), { sweeps: 2000, tolerance: 1e-12, floors })

describe('any ψ gives a bound, and only a rigorous extremum does', () => {
  const factors = lineFactors(factorsAt(0.3))
  const exponent = -0.1176196872900508

  it('a disturbed ψ gives a valid and wider one', () => {
    const { mesh } = solved(factors, 1024)
    const best = coboundaryBoundOf(factors, mesh)
    const random = stream(3, 'test disturbance', 0)
    for (const size of [1e-3, 1e-2, 0.1, 1]) {
      const values = mesh.values.map((x) => x + size * random.normal())
      values[values.length - 1] = values[0]!
      const { lo, hi } = coboundaryBoundOf(factors, { ...mesh, values })
      expect(lo).toBeLessThan(exponent)
      expect(hi).toBeGreaterThan(exponent)
      expect(hi - lo).toBeGreaterThan(best.hi - best.lo)
    }
  })

  it('the largest value at the nodes is none: it is below the exponent', () => {
    const coarse = solved(factors, 256)
    const index = indexedMesh(coarse.mesh)
    const atNodes = Math.max(
      ...Array.from(coarse.mesh.nodes.slice(0, -1), (s) => sampledAt(factors, index, s)),
    )
    expect(atNodes).toBeLessThan(exponent - 1e-6)
    expect(coboundaryBoundOf(factors, coarse.mesh).hi).toBeGreaterThan(exponent)
  })
})

/** F = φ + Pψ − ψ in plain floating point. */
function sampledAt(factors: LineFactors, mesh: Mesh, s: number): number {
  const psi = (t: number): number => {
    const i = Math.max(0, mesh.nodes.findIndex((node) => node > t) - 1)
    const cell = t >= 4 ? mesh.nodes.length - 2 : i
    const share = (t - mesh.nodes[cell]!) / (mesh.nodes[cell + 1]! - mesh.nodes[cell]!)
    return mesh.values[cell]! + share * (mesh.values[cell + 1]! - mesh.values[cell]!)
  }
  const [u, v] = s <= 2 ? [1, s - 1] : [3 - s, 1]
  let sum = -Math.log(Math.hypot(u, v)) - psi(s)
  for (let f = 0; f < factors.count; f++) {
    const [a, b, c, d] = factors.entries.subarray(4 * f, 4 * f + 4)
    const [x, y] = [a! * u + b! * v, c! * u + d! * v]
    sum += factors.probabilities[f]! * (Math.log(Math.hypot(x, y)) + psi(directionOf(x, y)))
  }
  return sum
}

describe('the bounds on cells', () => {
  it('contain F at many points of every cell, for rough ψ, unequal cells and nearly singular factors', () => {
    const random = stream(5, 'test cells', 0)
    for (const [sampled, learningRate] of [[oblique, 0.3], [oblique, 0.501], [oblique, 3], [randomProduct(4, 2, 4), 1]] as const) { // prettier-ignore
      const factors = lineFactors(enclosedFactors(sampled, learningRate))
      let mesh = uniformMesh(32)
      for (let round = 0; round < 4; round++)
        mesh = refinedMesh(mesh, Uint8Array.from({ length: mesh.nodes.length - 1 }, () => (random.uniform() < 0.4 ? 1 : 0)))
      for (const roughness of [0.01, 1]) {
        const values = mesh.nodes.map(() => roughness * random.normal())
        values[values.length - 1] = values[0]!
        const rough = { ...mesh, values }
        const { low, high } = cellBounds(factors, indexedMesh(rough))
        let outside = 0
        low.forEach((_, i) => {
          for (let k = 0; k <= 10; k++) {
            const s = mesh.nodes[i]! + ((mesh.nodes[i + 1]! - mesh.nodes[i]!) * k) / 10
            const value = sampledAt(factors, rough, s)
            if (value < low[i]! - 1e-12 || value > high[i]! + 1e-12) outside++
          }
        })
        expect(outside).toBe(0)
      }
    }
  })
}) // prettier-ignore
