import { type Eigenpair, type LanczosOptions, largestEigenpair } from '../numeric/index.js'
import type { Landscape } from './landscape.js'

/**
 * The largest eigenvalue of ∇²L at `w` and its eigenvector, from products with the Hessian alone: for models whose Hessian
 * is too large to be written down. Throws as `largestEigenpair` does.
 */
export function sharpnessAt(landscape: Landscape, w: Float64Array, options: LanczosOptions = {}): Eigenpair {
  return largestEigenpair((v) => landscape.hessianVector(w, v), landscape.dimension, options)
}
