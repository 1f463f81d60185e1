import { dot, norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import { type DriftPlan, driftPlan, type SlowFlow, timeOfDrift } from './drift-plan.js'
import { fluctuationFlow, secondOrderFlow } from './slow-fields.js'
import { chosenRate, spreadOf } from './spread.js'
import { alongSet, secondPotential } from './limit/index.js'
import { rateForJumps } from './jump-plan.js'

// The corrections of first order in α and σ² that are extrapolated away.
const curvatureAllowed = 0.05
const fluctuationAllowed = 0.05
const shiftAllowed = 0.03
const relaxations = 60
const mostSigma = 0.3
/** Relative to its natural size. */
const negligible = 1e-9
/** Of the cosine of the angle between both drifts: below, equal ones would leave less than each of them. */
const opposed = -0.5

export interface SecondOrderPlan extends DriftPlan {
  /** ρ = σ²/α at all levels. */
  readonly ratio: number
  readonly flow: SlowFlow
  /** Whether each of the two drifts vanishes at the point by itself: only then it is an equilibrium at every ρ. */
  readonly isEquilibrium: boolean
}

/**
 * The plan for Ẏ = −P∇V₄ + ½D²Φ[Σ]/ρ on t = kασ⁴ with σ² = ρα: both levels have the same ρ, the second half of α. ρ is large
 * enough for the second potential to matter: both drifts have the same size, but where they oppose each other, as they may on every
 * curve, the second potential has twice the other, so that what is left is as large as the smaller of them.
 */
export function secondOrderPlan(site: Site, noise: ChosenNoise): SecondOrderPlan {
  const { point } = site
  const spread = spreadOf(site, noise)
  const fluctuations = fluctuationFlow(site, noise, spread, 0)
  const whole = new Float64Array(point.coordinates.length)
  fluctuations.velocity(point.coordinates, whole)
  const slow = alongSet(point, whole)
  const climb = secondPotential(point.landscape, point.rank.rank, noise.objects, point.coordinates)!
  const given = site.inputs.learningRate
  const first = given?.value ?? curvatureAllowed / point.sharpness
  const { length } = timeOfDrift(site, { velocity: (_, out) => out.fill(0), natural: 1 })
  const most = Math.min((shiftAllowed * length) / spread.shift, mostSigma ** 2)
  const [drifts, climbs] = [
    norm(slow) > negligible * fluctuations.natural,
    climb.size > negligible * climb.scale,
  ]
  const ratio = drifts && climbs ? balanced(slow, climb.vector) : most / first
  const flow = secondOrderFlow(site, noise, spread, ratio)
  const { time } = timeOfDrift(site, flow)
  const bounds = [
    first,
    most / ratio,
    Math.sqrt((fluctuationAllowed * length) ** 2 / (ratio * spread.across(0))),
    // steps·αλ = tλ/(ρα)²
    Math.sqrt((time * (point.normalEigenvalues[0] ?? 1)) / relaxations) / ratio,
  ]
  const learningRate = given ?? chosenRate(site, rateForJumps(site, noise, spread, Math.min(...bounds)))
  const alpha = learningRate.value
  const sigma = Math.sqrt(ratio * alpha)
  const steps = Math.max(20, Math.round(time / (alpha * sigma ** 4)))
  const levels = [
    { learningRate: alpha, noiseStrength: sigma, steps },
    { learningRate: alpha / 2, noiseStrength: sigma / Math.SQRT2, steps: 8 * steps },
  ]
  const plan = driftPlan(site, flow, { learningRate, levels, slowTime: steps * alpha * sigma ** 4, length })
  return { ...plan, ratio, flow, isEquilibrium: !drifts && !climbs }
}

/** ρ for the drift of the fluctuations, divided by it, and the descent from the gradient of the second potential. */
export function balanced(slow: Float64Array, slope: Float64Array): number {
  const [drift, descent] = [norm(slow), norm(slope)]
  const cosine = -dot(slow, slope) / (drift * descent)
  return (cosine < opposed ? 2 : 1) * (drift / descent)
}
