import type { Estimate } from '../../base/estimate.js'
import { symmetricEigen } from '../linear-algebra.js'
import { multiply } from '../matrix.js'
import { restrictToNormalSpace } from './normal-space.js'
import { meanCurvature } from './sample-curvature.js'
import type { SampledProduct } from './sampled-product.js'
import { packed, secondMomentOfCurvature } from './second-moment.js'
import { topEigenvalue } from './top-eigenvalue.js'

/**
 * η_ms, up to which the linearised process is stable in mean square, that is Λ(2) < 0 exactly for 0 < η < η_ms: with
 * C: Σ ↦ ½(HΣ + ΣH) and D: Σ ↦ E C_S Σ C_S it is 2/λ_max(C⁻¹D) on symmetric matrices (Mulayoff & Michaeli,
 * arXiv 2306.07850, Theorem 3; the share of the variance with replacement is 1/B). In coordinates in which H is diagonal
 * so is C, so that C^−½ D C^−½ is at hand. Batches are not listed.
 */
export function meanSquareThreshold(product: SampledProduct): Estimate {
  const given = restrictToNormalSpace(product)
  const { values: h, vectors } = symmetricEigen(meanCurvature(given))
  const turned = { ...given, samples: given.samples.map((gradients) => multiply(gradients, vectors)) }
  const k = given.dimension
  const map = secondMomentOfCurvature(turned)
  const scale = Float64Array.from({ length: k * k }, (_, at) =>
    Math.sqrt(2 / (h[at % k]! + h[Math.floor(at / k)]!)),
  )
  const relative = (s: Float64Array) => map(s.map((x, at) => x * scale[at]!)).map((x, at) => x * scale[at]!)
  const { value, error, method } = topEigenvalue(packed(relative, k), (k * (k + 1)) / 2)
  return {
    kind: 'numerical',
    value: 2 / value,
    error: (2 / value) * (error / value),
    method: `second moments, ${method}`,
  }
}
