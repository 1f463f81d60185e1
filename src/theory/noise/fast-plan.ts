import { curvatureLength, limitCoefficients } from '../../geometry/index.js'
import { norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import { type DriftPlan, driftPlan, smallDrift, timeOfDrift } from './drift-plan.js'
import { rateForJumps } from './jump-plan.js'
import { noiseFactorOf, type NoiseObjects } from './limit/index.js'
import { regulariserFlow } from './slow-fields.js'
import { chosenRate, type Spread, spreadOf } from './spread.js'

// The corrections of first order that are extrapolated away; what is left is of the order of their squares.
/** αλ_max. */
const curvatureAllowed = 0.1
/** The drift of the fluctuations relative to that of the regulariser. */
const driftAllowed = 0.05
/** In units of the length of the geometry: spread along the set and across it, shift, and the kick of a single variable. */
const spreadAllowed = 0.1
const fluctuationAllowed = 0.05
const shiftAllowed = 0.02
/** Relative change of the regulariser at finite σ. */
const changeAllowed = 0.05
/** In units of the slowest relaxation across the set: how long a run is at least. */
const relaxations = 60
const mostSigma = 0.5

/**
 * The plan for the limit Ẇ = −P∇Reg on t = kασ²: it takes both α and σ to 0, so that the second level has half of α and of
 * σ². What is not given is chosen such that all first corrections are small.
 */
export function fastPlan(site: Site, noise: ChosenNoise): DriftPlan {
  const { point } = site
  const flow = regulariserFlow(site, noise.objects)
  const { time, length } = timeOfDrift(site, flow)
  const spread = spreadOf(site, noise)
  const learningRate =
    site.inputs.learningRate ??
    chosenRate(site, rateForJumps(site, noise, spread, rateAllowed(site, noise, spread, time)))
  const alpha = learningRate.value
  const flattest = point.normalEigenvalues[0] ?? 1
  const bounds = [
    (fluctuationAllowed * length) ** 2 / (alpha * spread.across(alpha)),
    (shiftAllowed * length) / spread.shift,
    (time * flattest) / relaxations,
    mostSigma ** 2,
  ]
  const sigma = Math.sqrt(unchanged(site, noise, Math.min(...bounds)))
  const steps = Math.max(20, Math.round(time / (alpha * sigma ** 2)))
  const levels = [
    { learningRate: alpha, noiseStrength: sigma, steps },
    { learningRate: alpha / 2, noiseStrength: sigma / Math.SQRT2, steps: 4 * steps },
  ]
  return driftPlan(site, flow, { learningRate, levels, slowTime: steps * alpha * sigma ** 2, length })
}

function rateAllowed(site: Site, { objects, perturbation }: ChosenNoise, spread: Spread, time: number): number {
  const { point, landscape } = site
  const length = curvatureLength(landscape, point.coordinates)
  const isJump = [...perturbation.shared.laws, ...perturbation.own.laws].includes('bernoulli')
  const slow = new Float64Array(landscape.dimension)
  limitCoefficients(landscape, point.rank.rank, noiseFactorOf(objects)).drift(point.coordinates, slow)
  return Math.min(
    curvatureAllowed / point.sharpness,
    (spreadAllowed * length) ** 2 / (time * spread.along),
    isJump ? (spreadAllowed * length) / spread.kick : Infinity,
    norm(slow) > 0 ? (driftAllowed * slopeAlong(site, objects)) / norm(slow) : Infinity,
  )
} // prettier-ignore

/** The largest σ² up to the one given at which the exact regulariser has nearly the slope along the set that it has in the limit. */
function unchanged(site: Site, { objects }: ChosenNoise, variance: number): number {
  const { coordinates } = site.point
  const slope = slopeAlong(site, objects)
  if (slope === 0) return variance
  for (let now = variance; now > 1e-6 * variance; now /= 2) {
    const exact = objects.exactRegulariser(coordinates, Math.sqrt(now))
    if (exact === undefined) return Math.min(variance, (mostSigma / 2) ** 2, changing(site, objects, slope))
    const change = norm(tangential(site, exact.gradient.map((x, i) => x - objects.regulariserGradient(coordinates)[i]!))) // prettier-ignore
    if (change <= changeAllowed * slope) return now
  }
  return 1e-6 * variance
}

/** The same from the next term of the mean of the loss, σ⁴R₄. */
function changing(site: Site, objects: NoiseObjects, slope: number): number {
  const fourth = objects.fourthOrderGradient(site.point.coordinates)
  const size = fourth === undefined ? 0 : norm(tangential(site, fourth))
  return size > 0 ? (changeAllowed * slope) / size : Infinity
}

/** |P∇Reg|; near an equilibrium what a drift is compared with there, as in the choice of the time. */
function slopeAlong(site: Site, objects: NoiseObjects): number {
  const slope = objects.regulariserGradient(site.point.coordinates)
  return Math.max(norm(tangential(site, slope)), smallDrift * norm(slope))
}

function tangential({ point: { tangent } }: Site, v: Float64Array): Float64Array {
  return Float64Array.from({ length: tangent.columns }, (_, j) => {
    let sum = 0
    for (let i = 0; i < tangent.rows; i++) sum += tangent.data[i * tangent.columns + j]! * v[i]!
    return sum
  })
}
