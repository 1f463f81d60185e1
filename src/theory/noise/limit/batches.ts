import type { BatchChoice } from '../../../dynamics/index.js'
import { failure } from '../../../base/wording.js'
import { frameAt, type Landscape, type NoiseFactor, noiseOfCovariance } from '../../../geometry/index.js'
import { matrix, type Matrix, multiply, symmetricEigen, transpose } from '../../../numeric/index.js'
import { noiseFactorOf, type NoiseObjects } from './objects.js'

/** Fluctuations across the set at a point of it, for a strength σ = 1 and divided by α. */
export interface Fluctuations {
  /** tr X. */
  readonly trace: number
  /** What batches add to Σ, d × d: αE[(H_B − H)X(H_B − H)]. */
  readonly added: Matrix
}

/** Beyond this, relative to what they are with all samples, fluctuations are taken to grow without end. */
const largest = 1e4
const mostRounds = 20_000

/**
 * The stationary covariance ασ²X across the set of descent on batches at fixed α, HX + XH − αE[H_B X H_B] = QΣQ, with H_B the
 * Hessian of the batch: that batches differ does not go away with σ. With Σ + αE[(H_B − H)X(H_B − H)] in the place of Σ, X
 * solves the equation of all samples, HX + XH − αHXH. Found by iteration, which converges where descent is stable in mean
 * square; nothing where it is not.
 */
export function batchFluctuations(
  landscape: Landscape,
  rank: number,
  objects: NoiseObjects,
  w: Float64Array,
  learningRate: number,
): Fluctuations | undefined {
  const { batch } = objects.perturbation
  const { normal } = frameAt(landscape, w, rank)
  const { values, vectors } = symmetricEigen(multiply(transpose(normal), multiply(landscape.hessian(w), normal)))
  const basis = multiply(normal, vectors)
  const factor = multiply(transpose(basis), objects.factor(w))
  const sigma = multiply(factor, transpose(factor)).data
  const r = basis.columns
  const solved = (s: Float64Array): Float64Array =>
    s.map((x, k) => {
      const [a, b] = [values[Math.floor(k / r)]!, values[k % r]!]
      return x / (a + b - learningRate * a * b)
    })
  const traceOf = (x: Float64Array): number => x.reduce((sum, each, k) => (k % (r + 1) === 0 ? sum + each : sum), 0)
  const quiet = solved(sigma)
  let x = quiet
  let added: Float64Array = new Float64Array(r * r)
  // On batches of a plain loss every sample is fitted, and there is no noise on the set.
  if (batch !== undefined && learningRate > 0 && landscape.hasResiduals) {
    const rows = multiply(landscape.jacobian(w), basis)
    const weight = learningRate * spreadOfMean(batch, landscape.model.loss.count)
    for (let round = 0; ; round++) {
      added = spreadOfHessians(rows, landscape.model.loss.count, values, x).map((each) => weight * each)
      const next = solved(sigma.map((each, k) => each + added[k]!))
      const change = Math.abs(traceOf(next) - traceOf(x))
      x = next
      if (change <= 1e-14 * traceOf(x)) break
      if (!(traceOf(x) <= largest * traceOf(quiet)) || round === mostRounds) return undefined
    }
  }
  const inside: Matrix = { rows: r, columns: r, data: added }
  return { trace: traceOf(x), added: multiply(basis, multiply(inside, transpose(basis))) }
} // prettier-ignore

/**
 * The factor of the noise for the limit map of gradient descent at α, with what batches add.
 *
 * @throws `not-applicable` from the factor, where descent on batches is not stable in mean square
 */
export function noiseFactorAt(
  landscape: Landscape,
  rank: number,
  objects: NoiseObjects,
  learningRate: number,
): NoiseFactor {
  if (objects.perturbation.batch === undefined || learningRate === 0) return noiseFactorOf(objects)
  return noiseOfCovariance(landscape.dimension, (w, out) => {
    const found = batchFluctuations(landscape, rank, objects, w, learningRate)
    if (found === undefined)
      throw failure('not-applicable', {
        theorem: 'The limit of small noise in batches',
        hypothesis: 'the learning rate is below the mean-square threshold',
        witness: `fluctuations across the set grow at the learning rate ${learningRate.toPrecision(3)}`,
      })
    const factor = objects.factor(w)
    const sigma = multiply(factor, transpose(factor)).data
    out.set(sigma.map((x, k) => x + found.added.data[k]!))
  })
}

/** Variance of the mean over a batch in units of that over one sample. */
function spreadOfMean({ size, replacement }: BatchChoice, count: number): number {
  if (replacement) return 1 / size
  return count === 1 ? 0 : (count - size) / (size * (count - 1))
}

/** 1/n Σᵢ HᵢXHᵢ − HXH in the eigenbasis of H, from the rows of the Jacobian in it, sample after sample. */
function spreadOfHessians(rows: Matrix, count: number, values: Float64Array, x: Float64Array): Float64Array {
  const r = rows.columns
  const own = rows.rows / count
  const sum = x.map((each, k) => -each * values[Math.floor(k / r)]! * values[k % r]!)
  for (let i = 0; i < count; i++) {
    const block: Matrix = { rows: own, columns: r, data: rows.data.subarray(i * own * r, (i + 1) * own * r) }
    const hessian = multiply(transpose(block), block)
    const one = multiply(hessian, multiply({ ...matrix(r, r), data: x }, hessian))
    for (let k = 0; k < sum.length; k++) sum[k]! += one.data[k]! / count
  }
  return sum
} // prettier-ignore
