import type { RandomFactors } from './batch-law.js'
import { conePressure } from './chebyshev.js'
import type { Computed } from './closed-form.js'
import { commonEigenvalues } from './common-eigenvalues.js'
import { type GridOptions, gridPressure } from './projective-line.js'

/**
 * p ↦ Λ(p) for real p > 0, by a method chosen once: from common eigenvalues for commuting factors, on a common cone or a
 * grid of directions in the plane. Nothing for others.
 */
export function pressureFunction(
  factors: RandomFactors,
  options: GridOptions = {},
): ((p: number) => Computed) | undefined {
  const eigenvalues = commonEigenvalues(factors.factors)
  if (eigenvalues !== undefined) return (p) => ofCommuting(eigenvalues, factors.probabilities, p)
  if (conePressure(factors, 1) !== undefined)
    return (p) => conePressure(factors, p) ?? { value: NaN, error: Infinity, method: '' }
  if (gridPressure(factors, 1, options) === undefined) return undefined
  return (p) => gridPressure(factors, p, options) ?? { value: NaN, error: Infinity, method: '' }
}

function ofCommuting(eigenvalues: readonly Float64Array[], probabilities: Float64Array, p: number): Computed {
  const means = eigenvalues[0]!.map((_, j) =>
    eigenvalues.reduce((sum, list, i) => sum + probabilities[i]! * Math.abs(list[j]!) ** p, 0),
  )
  const value = Math.log(Math.max(...means))
  return { value, error: 1e-15 * (1 + p), method: 'commuting factors' }
}
