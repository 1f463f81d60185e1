import { exactLargestEigenvalue } from '../../algebra/index.js'
import type { Estimate } from '../../base/estimate.js'
import { divide, type Expression } from '../../expression/index.js'
import type { Site } from '../contract.js'
import { exactEstimate } from '../exact-estimate.js'

/** λ_max as an exact constant, where the point is exact and its characteristic polynomial gives the root away. */
export function exactSharpness({ point, landscape }: Site): Expression | undefined {
  const { exact, sharpness } = point
  // With many samples the written-out Hessian is too large for exact elimination.
  if (exact === undefined || landscape.perSample !== undefined) return undefined
  return exactLargestEigenvalue(
    landscape.symbolic.hessian.map((row) => exact.at(row)),
    sharpness,
  )
}

export function sharpnessEstimate(site: Site, exact: Expression | undefined): Estimate {
  return exact === undefined ? numerical(site, site.point.sharpness) : exactEstimate(exact)
}

export function thresholdEstimate(site: Site, exact: Expression | undefined): Estimate {
  return exact === undefined
    ? numerical(site, 2 / site.point.sharpness)
    : exactEstimate(divide(site.model.graph.constant(2), exact))
}

function numerical(site: Site, value: number): Estimate {
  const method = 'symmetric eigenvalue decomposition on the normal space'
  return { kind: 'numerical', value, error: roundingError(site) * value, method }
}

// A relative error of a few hundred roundings for the decomposition, and the distance to the set for a point that was
// moved there: the sharpness changes by at most about that fraction.
export function roundingError({ point }: Pick<Site, 'point'>): number {
  return 1e-13 * Math.max(1, point.landscape.dimension) + (point.certainty === 'exact' ? 0 : 1e-11)
}
