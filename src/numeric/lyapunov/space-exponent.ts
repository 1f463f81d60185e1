import type { Estimate } from '../../base/estimate.js'
import type { RandomFactors } from './batch-law.js'
import { type ControlOptions, withControlVariate } from './control-variate.js'
import { directionEquation } from './direction-equation.js'
import { findPlace, type HalfSphere, type Place, valueAt } from './half-sphere.js'
import type { GridOptions } from './projective-line.js'
import { refinedOverSpheres } from './projective-plane.js'

export interface SpaceExponent {
  readonly estimate: Estimate
  readonly method: string
  /** Factors of the simulation, when the value is from it. */
  readonly steps?: number
}

/**
 * λ for factors of space, from an equation for a function ψ of directions on grids. ψ is rough where factors are nearly
 * singular, and a grid can miss fine structure: so a short simulation that has ψ as its control variate must agree within
 * three standard errors and the error of the grid; when it does not, or when the grid is less accurate than it, the value is
 * that of the simulation, which is right for every ψ, and the grid has only made its scatter small. Nothing for another
 * dimension, where the equation was not solved or where vectors vanish.
 */
export function spaceExponent(
  given: RandomFactors,
  options: GridOptions & Partial<ControlOptions> = {},
): SpaceExponent | undefined {
  const { seed = 1, level = 0.95, decidedAt = Infinity } = options
  if (given.dimension !== 3) return undefined
  const solved = refinedOverSpheres(given, options, directionEquation(given))
  const simulated =
    solved && withControlVariate(given, onSphere(solved.sphere, solved.values), { seed, level, decidedAt })
  if (solved === undefined || simulated === undefined) return undefined
  const { value, error, sphere } = solved
  const { measured, steps } = simulated
  const agrees = Math.abs(measured.value - value) <= error + 3 * measured.standardError
  if (agrees && error <= Math.max(options.tolerance ?? 0, 4 * measured.standardError)) {
    const method = `equation for directions, on a grid of ${sphere.nodes}`
    return { estimate: { kind: 'numerical', value, error, method }, method }
  }
  const method = `simulation with a control variate from a grid of ${sphere.nodes} directions`
  return { estimate: measured, method, steps }
}

function onSphere(sphere: HalfSphere, psi: Float64Array): (v: Float64Array) => number {
  const place: Place = { first: 0, along: 0, across: 0 }
  return (v) => {
    findPlace(sphere, v[0]!, v[1]!, v[2]!, place)
    return valueAt(psi, sphere.edge, place.first, place.along, place.across)
  }
}
