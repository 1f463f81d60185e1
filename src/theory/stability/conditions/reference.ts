import {
  commutingExponent,
  curvatureSpectrum,
  largestNorm,
  type LinearisedStep,
  meanLogDeterminant,
  secondMomentRadius,
} from './linearised.js'
import type { BatchLaw } from './batch-law.js'
import type { Notion } from './contract.js'

/** The linearised step with all that the notions of stability need. */
export interface ReferenceStep {
  readonly step: LinearisedStep
  readonly law: BatchLaw
  /** β of heavy ball and of Nesterov's method; 0 without. */
  readonly momentum: number
}

/**
 * Whether the step is stable at a learning rate, by spectral radii and sums of logarithms in floating point; nothing where
 * that does not decide, or is too much to compute.
 */
export function stabilityOf(notion: Notion, of: ReferenceStep, rate: number): boolean | undefined {
  const { step, law } = of
  if (notion === 'mean square') {
    const radius = secondMomentRadius(step, law, rate)
    if (radius !== undefined) return radius < 1
    return (largestNorm(step, law, rate) ?? Infinity) < 1 ? true : undefined
  }
  if (notion === 'almost surely') {
    const exponent = commutingExponent(step, law, rate)
    if (exponent !== undefined) return exponent < 0
    if ((largestNorm(step, law, rate) ?? Infinity) <= 1 + 1e-12) return true
    return (meanLogDeterminant(step, law, rate) ?? -Infinity) > 0 ? false : undefined
  }
  return curvatureSpectrum(step, law).every(
    (curvature) => multiplier(notion, rate * curvature, of.momentum) < 1,
  )
}

/** The largest modulus of the roots of the characteristic polynomial z² − trace·z + determinant of one direction. */
function multiplier(notion: Notion, step: number, momentum: number): number {
  if (notion === 'gradient descent') return Math.abs(1 - step)
  const [trace, determinant] =
    notion === 'heavy ball'
      ? [1 + momentum - step, momentum]
      : [(1 + momentum) * (1 - step), momentum * (1 - step)]
  const discriminant = trace * trace - 4 * determinant
  if (discriminant < 0) return Math.sqrt(determinant)
  return (Math.abs(trace) + Math.sqrt(discriminant)) / 2
}
