import { rational, type Rational } from '../../../src/expression/index.js'
import { type Matrix, matrix, stream } from '../../../src/numeric/index.js'
import type { ExactProduct } from '../../../src/numeric/lyapunov/bounds/index.js'
import { batchesOf, factorOf, type SampledProduct } from '../../../src/numeric/lyapunov/sampled-product.js'

const numbers = (rows: readonly (readonly (string | number)[])[]): Rational[][] =>
  rows.map((row) => row.map((x) => rational.of(x)))

/** Inner products of gradients of worked cases. */
export const grams = {
  orthogonal: numbers([['17/4', 0], [0, 2]]), // prettier-ignore
  oblique: numbers([[2, '3/5'], ['3/5', 1]]), // prettier-ignore
  symmetric: numbers([[2, '6/5'], ['6/5', 2]]), // prettier-ignore
  parallel: numbers([[2, 6], [6, 18]]), // prettier-ignore
  three: numbers([['33/4', '5/4', '21/4'], ['5/4', '15/4', 0], ['21/4', 0, '21/2']]), // prettier-ignore
}

export const exactProduct = (
  gram: readonly (readonly Rational[])[],
  batchSize = 1,
  replacement = false,
): ExactProduct => ({ gram, batchSize, replacement })

/** The same product in coordinates: rows of the Cholesky factor of K, which has full rank. */
export function product(
  gram: readonly (readonly Rational[])[],
  batchSize = 1,
  replacement = false,
): SampledProduct {
  const k = gram.map((row) => row.map(rational.toNumber))
  const l = k.map((row) => row.map(() => 0))
  for (let i = 0; i < k.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = k[i]![j]!
      for (let m = 0; m < j; m++) sum -= l[i]![m]! * l[j]![m]!
      l[i]![j] = i === j ? Math.sqrt(sum) : sum / l[j]![j]!
    }
  return { dimension: k.length, samples: l.map((row) => matrix(1, row.length, row)), batchSize, replacement }
}

/** A product of random gradients, with unequal probabilities where they are possible. */
export function randomProduct(seed: number, dimension: number, count: number, outputs = 1): SampledProduct {
  const random = stream(seed, 'test product', 0)
  const samples = Array.from({ length: count }, () =>
    matrix(outputs, dimension, Array.from({ length: outputs * dimension }, () => random.normal())),
  )
  const raw = samples.map(() => 0.5 + random.uniform())
  const sum = raw.reduce((a, b) => a + b, 0)
  return { dimension, samples, batchSize: 1, replacement: true, weights: Float64Array.from(raw, (x) => x / sum) }
} // prettier-ignore

/** A plain Monte Carlo mean of log growth over `steps` steps of a vector, with its standard error from 50 stretches. */
export function simulatedExponent(
  sampled: SampledProduct,
  learningRate: number,
  steps: number,
): { mean: number; error: number } {
  const random = stream(7, 'test exponent', sampled.dimension)
  const batches = batchesOf(sampled)
  const factors: Matrix[] = batches.map((batch) => factorOf(batch, learningRate))
  const cumulated: number[] = []
  let total = 0
  for (const { probability } of batches) cumulated.push((total += probability))
  let u = Array.from({ length: sampled.dimension }, () => random.normal())
  const advance = (): number => {
    const x = random.uniform() * total
    const found = cumulated.findIndex((c) => x < c)
    const { data, rows } = factors[found < 0 ? factors.length - 1 : found]!
    const next = u.map((_, i) => u.reduce((sum, y, j) => sum + data[i * rows + j]! * y, 0))
    const size = Math.hypot(...next)
    u = next.map((y) => y / size)
    return Math.log(size)
  }
  for (let i = 0; i < 2000; i++) advance()
  const means = Array.from({ length: 50 }, () => {
    let sum = 0
    for (let i = 0; i < steps / 50; i++) sum += advance()
    return sum / (steps / 50)
  })
  const mean = means.reduce((a, b) => a + b, 0) / 50
  const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 49
  return { mean, error: Math.sqrt(variance / 50) }
}
