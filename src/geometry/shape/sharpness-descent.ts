import { type Budget, spent } from '../../base/budget.js'
import {
  column,
  dot,
  multiplyTransposed,
  multiplyVector,
  norm,
  symmetricEigen,
  type SymmetricEigen,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { type ZeroLossPoint, zeroLossPointAt } from '../point.js'
import { retract } from '../walk/retraction.js'
import { lengthScale, movedBlock } from './critical-step.js'
import { uncleanness } from './clean.js'
import { sharpnessHessian } from './sharpness-hessian.js'
import { image, leastOverSpectraplex, type SymmetricMap } from './spectraplex.js'
import { eigenvalueSlopes, topEigenspace } from './top-eigenspace.js'

/** Where descent of the sharpness along the set came to rest. */
export interface Descent {
  readonly point: ZeroLossPoint
  readonly steps: number
  readonly ended: 'at rest' | 'stalled' | 'ran away' | 'steps' | 'budget'
}

export interface DescentLimits {
  readonly maxSteps: number
  readonly budget: Budget
}

/** λmax along the set near a point: a group of top eigenvalues to first order, their weighted mean to second. */
interface SharpnessModel {
  /** λᵢ − λ₁ of the group, descending. */
  readonly offsets: Float64Array
  readonly slopes: SymmetricMap
  readonly curvature: SymmetricEigen
  /** The largest |c_ii|. */
  readonly steepest: number
}

// Eigenvalues this close below the sharpness may take its place within a step; more than six are never treated.
const window = 0.1
const mostEigenvalues = 6

/**
 * Lowers the sharpness along the set from a clean point: each step minimises λmax(Λ + A(v)) + ½vᵀ(|W| + μ)v over tangent
 * vectors v, with the first derivatives A of the eigenvalues near the largest and the Hessian W of their active mean, and
 * is retracted to the set. Quadratic near smooth minima, and it does not jam where eigenvalues meet.
 */
export function descend(landscape: Landscape, start: ZeroLossPoint, limits: DescentLimits): Descent {
  let point = start
  let damping = 0
  const far = 1e3 * (1 + norm(start.coordinates))
  for (let steps = 0; ; steps++) {
    if (steps >= limits.maxSteps) return { point, steps, ended: 'steps' }
    if (spent(limits.budget)) return { point, steps, ended: 'budget' }
    if (norm(point.coordinates) > far || point.sharpness < 1e-9 * start.sharpness)
      return { point, steps, ended: 'ran away' }
    const model = modelAt(landscape, point)
    let next: ZeroLossPoint | undefined
    for (let tries = 0; next === undefined; tries++) {
      const trial = stepOf(model, damping, 0.3 * lengthScale(point.coordinates))
      damping = trial.damping
      if (!(trial.predicted > 1e-14 * point.sharpness)) return { point, steps, ended: 'at rest' }
      if (tries > 30) return { point, steps, ended: 'stalled' }
      next = lower(landscape, point, trial)
      if (next === undefined) damping = Math.max(4 * damping, 0.1 * trial.stiffness)
      else damping = damping < 1e-4 * trial.stiffness ? 0 : damping / 6
    }
    point = next
  }
}

function modelAt(landscape: Landscape, point: ZeroLossPoint): SharpnessModel {
  const top = topEigenspace(point, window, mostEigenvalues)
  const slopes = eigenvalueSlopes(landscape, point, top.vectors).tangential
  const offsets = top.values.map((value) => value - point.sharpness)
  const steepest = Math.max(...slopes.map((row, i) => norm(row[i]!)))
  // Which eigenvalues are active is first judged with a round curvature.
  const root = Math.sqrt(steepest / (0.3 * lengthScale(point.coordinates))) || 1
  const weights = leastOverSpectraplex(slopes.map((row) => row.map((v) => v.map((x) => x / root))), offsets) // prettier-ignore
  return {
    offsets,
    slopes,
    curvature: symmetricEigen(sharpnessHessian(landscape, point, top, weights)),
    steepest,
  }
}

interface Trial {
  readonly v: Float64Array
  readonly predicted: number
  readonly damping: number
  /** The largest eigenvalue of |W|, or what makes a step of the longest allowed length. */
  readonly stiffness: number
}

function stepOf(
  { offsets, slopes, curvature, steepest }: SharpnessModel,
  least: number,
  longest: number,
): Trial {
  const largest = curvature.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const stiffness = Math.max(largest, steepest / longest)
  for (let damping = least; ; damping = Math.max(2 * damping, 0.01 * stiffness)) {
    const roots = curvature.values.map((value) => Math.sqrt(Math.max(Math.abs(value), 1e-10 * stiffness) + damping)) // prettier-ignore
    const whiten = (u: Float64Array) => multiplyTransposed(curvature.vectors, u).map((x, k) => x / roots[k]!)
    const white = slopes.map((row) => row.map(whiten))
    const weights = leastOverSpectraplex(white, offsets)
    const components = image(white, weights).map((x) => -x)
    const v = multiplyVector(curvature.vectors, components.map((x, k) => x / roots[k]!)) // prettier-ignore
    if (norm(v) > longest) continue
    const values = symmetricEigen(movedBlock(offsets, slopes, v)).values
    return { v, predicted: -(values.at(-1)! + dot(components, components) / 2), damping, stiffness }
  }
}

// The end of the step, when the sharpness falls there by a tenth of what was predicted.
function lower(
  landscape: Landscape,
  point: ZeroLossPoint,
  { v, predicted }: Trial,
): ZeroLossPoint | undefined {
  const arrived = retract(landscape, point, multiplyVector(point.tangent, v))
  if (arrived.outcome === 'refused') return undefined
  const next = zeroLossPointAt(landscape, arrived.coordinates, point.name)
  if (next.rank.rank !== point.rank.rank || uncleanness(next) !== undefined) return undefined
  return point.sharpness - next.sharpness >= 0.1 * predicted ? next : undefined
}

/** The lower of the two places a little away along the direction in which the sharpness curves down most. */
export function escape(landscape: Landscape, point: ZeroLossPoint, curvature: SymmetricEigen): ZeroLossPoint {
  const direction = multiplyVector(point.tangent, column(curvature.vectors, 0))
  const step = 1e-2 * lengthScale(point.coordinates)
  const sides = [step, -step].flatMap((side) => {
    const arrived = retract(landscape, point, direction.map((x) => x * side)) // prettier-ignore
    return arrived.outcome === 'refused' ? [] : [zeroLossPointAt(landscape, arrived.coordinates, point.name)]
  })
  return sides.reduce((best, each) => (each.sharpness < best.sharpness ? each : best), point)
}
