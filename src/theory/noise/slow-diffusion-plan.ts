import { unlimited } from '../../base/budget.js'
import { inTime, isOutOfTime } from '../../base/in-time.js'
import { ProblemError } from '../../base/problem.js'
import {
  curvatureLength,
  geodesicStep,
  limitCoefficients,
  type ZeroLossPoint,
  zeroLossPointAt,
} from '../../geometry/index.js'
import {
  column,
  dot,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  preferredSign,
  symmetricEigen,
  transpose,
} from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { DisplacementLevel } from '../experiment.js'
import type { ExactInput } from '../inputs.js'
import { type ChosenNoise, noiseOf } from './chosen-noise.js'
import { noiseFactorOf } from './limit/index.js'
import { strongestNoise } from './slow-diffusion-strength.js'

/** How the diffusion is to be seen: how long, how strongly, along which direction. Lengths are in units of the parameters. */
export interface DiffusionPlan {
  readonly noise: ChosenNoise
  readonly learningRate: ExactInput
  /** The second with half of σ and four times the steps of the first. */
  readonly levels: readonly [DisplacementLevel, DisplacementLevel]
  /** steps·α²σ². */
  readonly slowTime: number
  /** Unit tangent vector along which the noise is strongest; among equal ones that of the drift. */
  readonly direction: Float64Array
  /** Standard deviation along it at the slow time, were the coefficients those of the start. */
  readonly spread: number
  /** How far the drift at the start leads in the slow time. */
  readonly drifted: number
  /** Over this length tr H changes by its own size. */
  readonly length: number
  /** Largest |1 − αλ| in the region that is explored. */
  readonly contraction: number
}

// In units of `length`: the spread to be seen, or the drift where that is larger.
const spreadAimed = 0.6

// In units of the slowest relaxation across the set: how long a run is at least. And how many steps it has at least.
const relaxations = 40
const fewestSteps = 100

// The region explored: so many standard deviations each way. There the sharpness may grow, and the lowest eigenvalue fall, by
// these factors, and the learning rate keeps away from the threshold.
const explored = 4
const sharpening = 8
// Where a second potential competes, by σ²/α, the region is smaller and the learning rate larger.
const sharpeningWithPotential = 2
const flattening = 10
const nearThreshold = 1.8

const shortening = 0.7
const mostAttempts = 24

/**
 * @param halvings of the slow time that would be chosen otherwise
 * @throws TypeError where no noise was chosen; `out-of-budget`; `not-applicable` where the minimum is not clean
 */
export function planDiffusion(site: Site, halvings: number): DiffusionPlan {
  const { point, landscape } = site
  const noise = noiseOf(site)
  const w = point.coordinates
  const { tangent } = point
  const factor = noise.objects.factor(w)
  const covariance = multiply(factor, transpose(factor))
  const { values, vectors } = symmetricEigen(multiply(transpose(tangent), multiply(covariance, tangent)))
  const strongest = values[values.length - 1]!
  const axes = Array.from(values, (value, k) => ({
    value,
    vector: multiplyVector(tangent, column(vectors, k)),
  })).filter(({ value }) => value > 1e-9 * strongest)
  const drift = driftAt(site, noise)
  const along = multiplyVector(tangent, multiplyTransposed(tangent, drift))
  const length = curvatureLength(landscape, w)
  const speed = norm(along)
  const aimed = spreadAimed * length
  const longest = Math.min(aimed ** 2 / strongest, speed > 0 ? aimed / speed : Infinity)
  let slowTime = longest / 2 ** halvings
  const asked = site.inputs.learningRate
  const isConditional = noise.kind.kind === 'conditionally degenerate'
  const isCalm = calmness(point, asked?.value, isConditional ? sharpeningWithPotential : sharpening)
  let region = explore(site, axes, slowTime, speed)
  for (let k = 0; k < mostAttempts && !isCalm(region); k++) {
    slowTime *= shortening
    region = explore(site, axes, slowTime, speed)
  }
  const { lowest, highest } = region ?? spectrumOf([point])
  const learningRate = asked ?? defaultLearningRate(site, highest)
  const alpha = learningRate.value
  // Close to the threshold a fluctuation must not carry the sharpness across it.
  const margin = Math.max(0.01, Math.min(1, 2 - alpha * highest))
  const spread = Math.sqrt(strongest * slowTime)
  const variance = Math.min(
    strongestNoise(site, noise, { learningRate: alpha, slowTime, spread, length, margin, lowest }),
    slowTime / (fewestSteps * alpha ** 2),
    (slowTime * lowest) / (relaxations * alpha),
  )
  const steps = Math.round(slowTime / (alpha ** 2 * variance))
  const noiseStrength = Number(Math.sqrt(variance).toPrecision(3))
  const whole = steps * (alpha * noiseStrength) ** 2
  return {
    noise,
    learningRate,
    levels: [
      { learningRate: alpha, noiseStrength, steps },
      { learningRate: alpha, noiseStrength: noiseStrength / 2, steps: 4 * steps },
    ],
    slowTime: whole,
    direction: directionFrom(axes, strongest, along),
    spread: Math.sqrt(strongest * whole),
    drifted: speed * whole,
    length,
    contraction: Math.max(Math.abs(1 - alpha * lowest), Math.abs(1 - alpha * highest)),
  }
}

interface Axis {
  /** Variance of the noise along it. */
  readonly value: number
  readonly vector: Float64Array
}

interface Spectrum {
  readonly lowest: number
  readonly highest: number
}

function driftAt({ landscape, point }: Site, { objects }: ChosenNoise): Float64Array {
  const drift = new Float64Array(landscape.dimension)
  limitCoefficients(landscape, point.rank.rank, noiseFactorOf(objects)).drift(point.coordinates, drift)
  return drift
}

function directionFrom(axes: readonly Axis[], strongest: number, along: Float64Array): Float64Array {
  const equal = axes.filter(({ value }) => value > 0.99 * strongest)
  const drift = new Float64Array(along.length)
  for (const { vector } of equal) {
    const part = dot(vector, along)
    for (let i = 0; i < drift.length; i++) drift[i]! += part * vector[i]!
  }
  const size = norm(drift)
  if (size > 1e-6 * norm(along)) return drift.map((x) => x / size)
  const { vector } = axes[axes.length - 1]!
  const sign = preferredSign(vector)
  return vector.map((x) => sign * x)
}

/** Eigenvalues of the Hessian across the set on geodesics along the axes; nothing where these leave the clean part. */
function explore(site: Site, axes: readonly Axis[], time: number, speed: number): Spectrum | undefined {
  const { point, landscape, budget = unlimited } = site
  const places: ZeroLossPoint[] = [point]
  try {
    for (const { value, vector } of axes)
      for (const sign of [1, -1]) {
        const reach = explored * Math.sqrt(value * time) + speed * time
        let here: Pick<ZeroLossPoint, 'coordinates' | 'tangent' | 'normal'> = point
        let velocity: Float64Array = vector.map((x) => (sign * reach * x) / pieces)
        for (let k = 0; k < pieces; k++) {
          inTime(budget, 'the region that a diffusion explores', () => `${places.length} places`)
          const next = geodesicStep(landscape, here, velocity)
          const there = zeroLossPointAt(landscape, next.coordinates)
          if (there.rank.rank !== point.rank.rank || !there.rank.clear) return undefined
          places.push(there)
          velocity = next.velocity
          here = there
        }
      }
  } catch (error) {
    if (error instanceof ProblemError && !isOutOfTime(error.problem.code)) return undefined
    throw error
  }
  return spectrumOf(places)
}

/** Of the way to the end of the region. */
const pieces = 8

function spectrumOf(places: readonly ZeroLossPoint[]): Spectrum {
  return {
    lowest: Math.min(...places.map(({ normalEigenvalues }) => normalEigenvalues[0] ?? Infinity)),
    highest: Math.max(...places.map(({ sharpness }) => sharpness)),
  }
}

/** Whether a region is one to stay in. */
function calmness(
  { normalEigenvalues, sharpness }: ZeroLossPoint,
  alpha: number | undefined,
  factor: number,
): (region: Spectrum | undefined) => boolean {
  const flattest = (normalEigenvalues[0] ?? 0) / flattening
  return (region) => {
    if (region === undefined || !(region.lowest > flattest)) return false
    if (alpha === undefined) return region.highest <= factor * sharpness
    return alpha * region.highest <= Math.max(nearThreshold, (2 + alpha * sharpness) / 2)
  }
}

// Well below the threshold at the sharpest place, rounded to two digits so that it can be read and typed again.
function defaultLearningRate({ model }: Site, highest: number): ExactInput {
  const value = Number((0.7 / highest).toPrecision(2))
  return { value, exact: model.graph.constant(String(value)) }
}
