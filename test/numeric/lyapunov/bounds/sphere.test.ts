import { describe, expect, it } from 'vitest'
import { work } from '../../../../src/base/budget.js'
import {
  enclosedFactors,
  exponentEnclosure,
  sphereCoboundaryBound,
} from '../../../../src/numeric/lyapunov/bounds/index.js'
import { boundsOfBoxes } from '../../../../src/numeric/lyapunov/bounds/sphere/box-bounds.js'
import {
  cubeMesh,
  nodeCount,
  twins,
  valueAt,
} from '../../../../src/numeric/lyapunov/bounds/sphere/cube-mesh.js'
import { potential } from '../../../../src/numeric/lyapunov/bounds/sphere/potential.js'
import { spaceFactors } from '../../../../src/numeric/lyapunov/bounds/sphere/space-factors.js'
import { matrix, stream } from '../../../../src/numeric/index.js'
import { grams, product, randomProduct, simulatedExponent } from '../worked-products.js'

const settledWithin = (sampled: Parameters<typeof exponentEnclosure>[0], learningRate: number) =>
  exponentEnclosure(sampled, learningRate, { budget: work(48) })

describe('the coboundary bound on a sphere', () => {
  // Exponents of the worked case in three dimensions: 0.02076, 0.10398, 0.25 and 0.03223.
  it.each([
    [0.21, 1, 'negative', -0.00917],
    [0.22, 1, 'positive', 0.02076],
    [0.25, 1, 'positive', 0.10398],
    [0.31, 1, 'positive', 0.2507],
    [0.4, 2, 'positive', 0.03223],
  ] as const)('settles the sign in three dimensions at %d with batches of %d', (learningRate, batchSize, sign, exponent) => {
    const found = settledWithin(product(grams.three, batchSize), learningRate)
    expect(found.settled).toBe(sign)
    expect(found.bounds.at(-1)!.name).toBe('coboundary')
    expect(found.lo).toBeLessThan(exponent)
    expect(found.hi).toBeGreaterThan(exponent)
  }) // prettier-ignore

  it.each([
    [1.08, 'negative'],
    [1.083, 'positive'],
  ] as const)(
    'settles the sign in the plane at %d, near where it changes at 1.081497',
    (learningRate, sign) => {
      expect(settledWithin(product(grams.oblique), learningRate).settled).toBe(sign)
    },
  )

  it('encloses F, as computed without bounds, in every box and at every place of it', () => {
    const random = stream(3, 'test boxes', 0)
    for (const sampled of [randomProduct(5, 2, 3), randomProduct(6, 3, 4), randomProduct(7, 4, 3, 2)]) {
      const size = sampled.dimension
      const mesh = cubeMesh(size, 4)
      const raw = Float64Array.from({ length: nodeCount(mesh) }, () => random.normal())
      const twin = twins(mesh)
      const values = raw.map((_, node) => raw[twin[node]!]!)
      const factors = enclosedFactors(sampled, 0.7)
      const boundsOf = boundsOfBoxes(spaceFactors(factors), potential(mesh, values))
      const out = { low: 0, high: 0, widest: 0 }
      const psi = (u: number[]): number => {
        const sizes = u.map(Math.abs)
        const face = sizes.indexOf(Math.max(...sizes))
        const place = u.flatMap((x, i) => (i === face ? [] : [x / u[face]!]))
        return valueAt(mesh, values, face, Float64Array.from(place), new Float64Array(2 ** (size - 1)))
      }
      const f = (u: number[]): number =>
        factors.factors.reduce((sum, { centre }, at) => {
          const w = u.map((_, i) => u.reduce((total, x, j) => total + centre[i * size + j]! * x, 0))
          const { low, high } = factors.probabilities[at]!
          return sum + ((low + high) / 2) * (Math.log(Math.hypot(...w) / Math.hypot(...u)) + psi(w))
        }, -psi(u))
      for (let trial = 0; trial < 300; trial++) {
        const face = Math.floor(random.uniform() * size)
        const half = Float64Array.from({ length: size - 1 }, () => 2 ** -(3 + Math.floor(8 * random.uniform())))
        const middle = half.map((h) => -1 + h * (2 * Math.floor(random.uniform() / h) + 1))
        boundsOf(face, middle, half, out)
        for (let place = 0; place < 8; place++) {
          const coordinates = Array.from(middle, (x, k) => x + half[k]! * (2 * random.uniform() - 1))
          const value = f([...coordinates.slice(0, face), 1, ...coordinates.slice(face)])
          expect(value).toBeGreaterThanOrEqual(out.low)
          expect(value).toBeLessThanOrEqual(out.high)
        }
        const wide = out.high - out.low
        boundsOf(face, middle, half.map((h) => h / 1024), out)
        if (Number.isFinite(wide)) expect(out.high - out.low).toBeLessThanOrEqual(wide)
      }
    }
  }) // prettier-ignore

  it('gives no lower bound for a singular factor, and refuses other dimensions', () => {
    const singular = { ...randomProduct(1, 3, 3), samples: [[1, 0, 0], [0.6, 0.8, 0], [0.3, 0.2, 0.7]].map((g) => matrix(1, 3, g)) } // prettier-ignore
    expect(sphereCoboundaryBound(enclosedFactors(singular, 1)).lo).toBe(-Infinity)
    expect(() => sphereCoboundaryBound(enclosedFactors(randomProduct(1, 5, 5), 0.1))).toThrow(RangeError)
  })
})

describe('enclosures of random products', () => {
  const drawings = [
    { batchSize: 1, replacement: true, weighted: true },
    { batchSize: 2, replacement: false, weighted: false },
    { batchSize: 2, replacement: true, weighted: true },
  ]
  it.each([
    [2, 12],
    [3, 3],
    [4, 1],
    [5, 1],
  ])('contain what simulation gives, in %d dimensions', (dimension, count) => {
    for (let seed = 1; seed <= count; seed++)
      for (const { batchSize, replacement, weighted } of drawings) {
        const { weights, ...drawn } = randomProduct(40 + seed, dimension, dimension + 1)
        const sampled = { ...drawn, batchSize, replacement, ...(weighted && weights && { weights }) }
        const learningRate = 0.35 + 0.15 * (seed % 5)
        const { lo, hi } = exponentEnclosure(sampled, learningRate, { budget: work(6) })
        const { mean, error } = simulatedExponent(sampled, learningRate, 10_000)
        expect(lo).toBeLessThan(mean + 5 * error)
        expect(hi).toBeGreaterThan(mean - 5 * error)
      }
  })
})
