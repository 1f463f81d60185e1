import { symmetricEigen } from '../linear-algebra.js'
import { restrictToNormalSpace } from './normal-space.js'
import { meanCurvature } from './sample-curvature.js'
import type { SampledProduct } from './sampled-product.js'

/** Eigenvalues of the Hessian H = Σ pᵢ gᵢgᵢᵀ on the span of the gradients, ascending and all positive. */
export function curvatureSpectrum(product: SampledProduct): Float64Array {
  return symmetricEigen(meanCurvature(restrictToNormalSpace(product))).values
}

/**
 * μ(η) = log max |1 − ηh| over the eigenvalues h of the Hessian on the normal space: the exponent of gradient descent,
 * negative exactly for 0 < η < 2/h_max. −∞ when one step ends all (all ηh = 1).
 */
export function gradientDescentExponent(product: SampledProduct, learningRate: number): number {
  return Math.log(Math.max(...curvatureSpectrum(product).map((h) => Math.abs(1 - learningRate * h))))
}

/** η_GD = 2/h_max, where gradient descent loses stability. */
export function gradientDescentThreshold(product: SampledProduct): number {
  return 2 / curvatureSpectrum(product).at(-1)!
}
