import { multiply, multiplyTransposed, norm, transpose } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ExactInput } from '../inputs.js'
import type { ChosenNoise } from './chosen-noise.js'
import { batchFluctuations } from './limit/index.js'

/** How far noise takes the algorithm from the slow motion, at a point and for a strength σ = 1; squares of lengths scale with σ². */
export interface Spread {
  /** tr X for the stationary covariance ασ²X across the set, at this learning rate; infinite where batches make it grow. */
  across(learningRate: number): number
  /** tr PΣP: the variance along the set grows by α²σ² times this in a step. */
  readonly along: number
  /** |H⁺∇Reg|: where the mean gradient vanishes is σ² times this away from the set. */
  readonly shift: number
  /** The largest length of a column of F: what one variable of size σ = 1 adds to the gradient. */
  readonly kick: number
  /** ‖Σ‖ in the Frobenius norm. */
  readonly size: number
  /** Whether σ is a fraction of something: then it is not to be large. */
  readonly isMultiplicative: boolean
}

export function spreadOf({ point, landscape }: Site, { objects, model }: ChosenNoise): Spread {
  const { coordinates, normal, tangent, normalEigenvalues } = point
  const factor = objects.factor(coordinates)
  const inside = multiply(transpose(normal), factor)
  const outside = multiply(transpose(tangent), factor)
  const variances = Array.from(normalEigenvalues, (_, i) =>
    sumOfSquares(inside.data.subarray(i * inside.columns, (i + 1) * inside.columns)),
  )
  const slope = multiplyTransposed(normal, objects.regulariserGradient(coordinates))
  const covariance = multiply(factor, transpose(factor))
  const isWhole = objects.perturbation.batch === undefined
  return {
    across: (alpha) => {
      if (!isWhole)
        return batchFluctuations(landscape, point.rank.rank, objects, coordinates, alpha)?.trace ?? Infinity
      return variances.reduce((sum, variance, i) => {
        const value = normalEigenvalues[i]!
        return sum + variance / (value * (2 - alpha * value))
      }, 0)
    },
    along: sumOfSquares(outside.data),
    shift: norm(slope.map((x, i) => x / normalEigenvalues[i]!)),
    kick: Math.max(
      0,
      ...Array.from({ length: factor.columns }, (_, c) =>
        norm(Float64Array.from({ length: factor.rows }, (_x, i) => factor.data[i * factor.columns + c]!)),
      ),
    ),
    size: norm(covariance.data),
    isMultiplicative: model.strength === 'relative',
  }
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0)
}

export function firstTangent({ point }: Pick<Site, 'point'>): Float64Array {
  const { tangent } = point
  return Float64Array.from({ length: tangent.rows }, (_, i) => tangent.data[i * tangent.columns]!)
}

/** In two digits, so that it can be read and typed again. */
export function chosenRate({ model }: Site, rate: number): ExactInput {
  const value = Number(rate.toPrecision(2))
  return { value, exact: model.graph.constant(String(value)) }
}

/** Largest |1 − αλ| over the normal space. */
export function contractionOf({ point }: Site, learningRate: number): number {
  return Math.max(...Array.from(point.normalEigenvalues, (value) => Math.abs(1 - learningRate * value)))
}
