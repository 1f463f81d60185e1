import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import { type DriftPlan, driftPlan, type SlowFlow, speedOf, timeOfDrift } from './drift-plan.js'
import { accelerationByJumps, rateForJumps, timeForJumps, withSpreadByJumps } from './jump-plan.js'
import { fluctuationFlow } from './slow-fields.js'
import { chosenRate, type Spread, spreadOf } from './spread.js'

// In units of the length of the geometry: the fluctuation across the set that is allowed on the way, and the shift of the
// minimum. The bias of the prediction is of the order of the squares.
const fluctuationAllowed = 0.03
const shiftAllowed = 0.01
/** In units of the slowest relaxation across the set: how long a run is at least. */
const relaxations = 60
const mostSigma = 0.5
/** How much larger batches may make fluctuations at the learning rate that is chosen. */
const fluctuationAmplified = 2

/** The plan for the deterministic limit Ẏ = ½D²Φ_α[Σ] on t = kα²σ², at fixed α: the second level has half of σ². */
export function slowPlan(site: Site, noise: ChosenNoise): DriftPlan {
  const spread = spreadOf(site, noise)
  const rate = (): number => rateForJumps(site, noise, spread, rateFor(site, noise, spread))
  const learningRate = site.inputs.learningRate ?? chosenRate(site, rate())
  const flow = fluctuationFlow(site, noise, spread, learningRate.value)
  const accelerationAt = (w: Float64Array): Float64Array | undefined =>
    accelerationByJumps(site, noise, flow, learningRate.value, w)
  const acceleration = accelerationAt(site.point.coordinates)
  const plan = atFixedRate(site, flow, spread, learningRate, { acceleration })
  return acceleration === undefined ? plan : withSpreadByJumps(site, plan, accelerationAt)
}

/** A quarter of the threshold, less where batches make fluctuations much larger than they are with all samples. */
function rateFor({ point }: Site, { perturbation }: ChosenNoise, spread: Spread): number {
  let rate = 0.5 / point.sharpness
  if (perturbation.batch === undefined) return rate
  const most = fluctuationAmplified * spread.across(0)
  while (spread.across(rate) > most) rate /= 2
  return rate
}

/**
 * The same for any flow on that time, such as none.
 *
 * @param likely a unit tangent vector to look along where nothing should move
 * @param acceleration of the mean by jumps, per unit of the slow time squared
 */
export function atFixedRate(
  site: Site,
  flow: SlowFlow,
  spread: Spread,
  learningRate: DriftPlan['learningRate'],
  {
    likely,
    acceleration,
  }: { readonly likely?: Float64Array | undefined; readonly acceleration?: Float64Array | undefined } = {},
): DriftPlan {
  const { point } = site
  const alpha = learningRate.value
  const { time: wanted, length } = timeOfDrift(site, flow)
  const time = timeForJumps(wanted, speedOf(site, flow), acceleration)
  // Close to the threshold a fluctuation must not carry the sharpness across it.
  const margin = Math.min(1, 2 - alpha * point.sharpness)
  const flattest = point.normalEigenvalues[0] ?? 1
  const sigma = Math.sqrt(
    Math.min(
      (fluctuationAllowed * margin * length) ** 2 / (alpha * spread.across(alpha)),
      (shiftAllowed * length) / spread.shift,
      (time * flattest) / (alpha * relaxations),
      spread.isMultiplicative ? mostSigma ** 2 : Infinity,
    ),
  )
  const steps = Math.max(20, Math.round(time / (alpha * sigma) ** 2))
  const levels = [
    { learningRate: alpha, noiseStrength: sigma, steps },
    { learningRate: alpha, noiseStrength: sigma / Math.SQRT2, steps: 2 * steps },
  ]
  return driftPlan(
    site,
    flow,
    { learningRate, levels, slowTime: steps * (alpha * sigma) ** 2, length },
    likely,
  )
}
