import { norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import { type DriftPlan, driftPlan, type SlowFlow, timeOfDrift } from './drift-plan.js'
import { fluctuationFlow, secondOrderFlow } from './slow-fields.js'
import { chosenRate, spreadOf } from './spread.js'
import { secondPotential } from './limit/index.js'

// The corrections of first order in α and σ² that are extrapolated away.
const curvatureAllowed = 0.05
const fluctuationAllowed = 0.05
const shiftAllowed = 0.03
const relaxations = 60
const mostSigma = 0.3

export interface SecondOrderPlan extends DriftPlan {
  /** ρ = σ²/α at all levels. */
  readonly ratio: number
  readonly flow: SlowFlow
}

/**
 * The plan for Ẏ = −P∇V₄ + ½D²Φ[Σ]/ρ on t = kασ⁴ with σ² = ρα: both levels have the same ρ, the second half of α. ρ is large
 * enough for the second potential to matter.
 */
export function secondOrderPlan(site: Site, noise: ChosenNoise): SecondOrderPlan {
  const { point } = site
  const spread = spreadOf(site, noise)
  const slow = new Float64Array(point.coordinates.length)
  fluctuationFlow(site, noise, spread, 0).velocity(point.coordinates, slow)
  const climb = secondPotential(point.landscape, point.rank.rank, noise.objects, point.coordinates)!
  const given = site.inputs.learningRate
  const first = given?.value ?? curvatureAllowed / point.sharpness
  const { length } = timeOfDrift(site, { velocity: (_, out) => out.fill(0), natural: 1 })
  const most = Math.min((shiftAllowed * length) / spread.shift, mostSigma ** 2)
  // Both drifts of the same size, where there are two.
  const balanced = climb.size > 0 ? norm(slow) / climb.size : 0
  const ratio = balanced > 0 ? balanced : most / first
  const flow = secondOrderFlow(site, noise, spread, ratio)
  const { time } = timeOfDrift(site, flow)
  const bounds = [
    first,
    most / ratio,
    Math.sqrt((fluctuationAllowed * length) ** 2 / (ratio * spread.across(0))),
    // steps·αλ = tλ/(ρα)²
    Math.sqrt((time * (point.normalEigenvalues[0] ?? 1)) / relaxations) / ratio,
  ]
  const learningRate = given ?? chosenRate(site, Math.min(...bounds))
  const alpha = learningRate.value
  const sigma = Math.sqrt(ratio * alpha)
  const steps = Math.max(20, Math.round(time / (alpha * sigma ** 4)))
  const levels = [
    { learningRate: alpha, noiseStrength: sigma, steps },
    { learningRate: alpha / 2, noiseStrength: sigma / Math.SQRT2, steps: 8 * steps },
  ]
  const plan = driftPlan(site, flow, { learningRate, levels, slowTime: steps * alpha * sigma ** 4, length })
  return { ...plan, ratio, flow }
}
