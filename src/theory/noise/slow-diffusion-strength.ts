import { column, type Matrix, multiply, norm, transpose } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import { secondPotential } from './limit/index.js'
import { spreadOf } from './spread.js'

// In units of the length of the geometry: the fluctuation across the set, and the shift of the minimum of the mean loss.
const fluctuationAllowed = 0.05
const shiftAllowed = 0.02

// How much of the lowest eigenvalue across the set the noise may change, on average or by its fluctuation; how much of the
// spread the second potential may add.
const stiffeningAllowed = 0.1
const potentialAllowed = 0.2

/** What is asked of the strength besides: lengths in units of the parameters. */
export interface Reach {
  readonly learningRate: number
  readonly slowTime: number
  /** Along the set, in that time. */
  readonly spread: number
  readonly length: number
  /** How far the sharpest place in reach is from the threshold, at most 1. */
  readonly margin: number
  /** Of the Hessian across the set, in reach. */
  readonly lowest: number
}

/**
 * The largest σ² at which everything that the theorem leaves out for σ → 0 is small, so that two levels extrapolate it: the
 * fluctuation across the set, the shift of the minimum by Q∇Reg, what the noise adds to the Hessian, and the drift by the second
 * potential, of which α²σ² has to be large multiples.
 */
export function strongestNoise(site: Site, noise: ChosenNoise, reach: Reach): number {
  const { learningRate: alpha, slowTime, spread, length, margin, lowest } = reach
  const { point, landscape } = site
  const { objects } = noise
  const { across, shift } = spreadOf(site, noise)
  const curvatures = columnsOf(point.normal).map((n) =>
    norm(objects.regulariserCurvature(point.coordinates, n)),
  )
  const potential = secondPotential(landscape, point.rank.rank, objects, point.coordinates)
  return Math.min(
    (fluctuationAllowed * margin * length) ** 2 / (alpha * across(alpha)),
    (shiftAllowed * length) / shift,
    (stiffeningAllowed * lowest) / Math.max(0, ...curvatures),
    (stiffeningAllowed * lowest) / (alpha * hessianNoise(site, noise, length)),
    (potentialAllowed * spread * alpha) / (slowTime * (potential === undefined ? 0 : norm(potential.vector))),
  )
}

/** Σ ‖∂F/∂n‖² over the normal directions: the variance of the noise in the Hessian across the set, for σ = 1. */
function hessianNoise({ point }: Site, { objects }: ChosenNoise, length: number): number {
  const h = 1e-5 * length
  let sum = 0
  for (const n of columnsOf(point.normal)) {
    const at = (step: number): Matrix =>
      multiply(transpose(point.normal), objects.factor(point.coordinates.map((x, i) => x + step * n[i]!)))
    const [ahead, behind] = [at(h), at(-h)]
    for (const [k, x] of ahead.data.entries()) sum += ((x - behind.data[k]!) / (2 * h)) ** 2
  }
  return sum
}

function columnsOf(m: Matrix): Float64Array[] {
  return Array.from({ length: m.columns }, (_, k) => column(m, k))
}
