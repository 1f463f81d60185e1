import { unlimited } from '../../base/budget.js'
import { curvatureLength, type FieldOnSet, flowOnSet } from '../../geometry/index.js'
import { dot, multiplyTransposed, norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ExactInput } from '../inputs.js'
import type { ChosenNoise } from './chosen-noise.js'
import { noiseOrLabelNoise } from './default-noise.js'
import { rateForJumps } from './jump-plan.js'
import { isAffine, secondPotential } from './limit/index.js'
import { fluctuationFlow, regulariserFlow } from './slow-fields.js'
import { chosenRate, firstTangent, spreadOf } from './spread.js'

/** Which ensembles show the order. Lengths are in units of the parameters. */
export interface OrderPlan {
  readonly noise: ChosenNoise
  /** t = kασ² on the fast time, kα²σ² on the slow one. */
  readonly time: 'fast' | 'slow'
  /** ρ where the noise weakens with the learning rate, σ² = ρα; nothing where σ is the same at all of them. */
  readonly ratio: number | undefined
  readonly largestRate: ExactInput
  /** From the coarsest to the finest. */
  readonly levels: readonly OrderLevel[]
  readonly slowTime: number
  /** Unit vector along the displacement of the limit; a tangent direction where nothing moves. */
  readonly direction: Float64Array
  readonly path: readonly { readonly fraction: number; readonly displacement: number }[]
  /** Drift of the limit at the point. */
  readonly drift: Float64Array
  readonly moves: boolean
  readonly length: number
}

export interface OrderLevel {
  readonly learningRate: number
  readonly noiseStrength: number
  readonly steps: number
  /** Displacements by the equation of this learning rate and noise, at the fractions of the path. */
  readonly finiteStep: readonly number[]
}

// In units of `length`: the displacement to be seen, and how far the noise may carry a run from the set and shift where it
// settles at the coarsest learning rate. The error to be seen is of the order of their squares.
const displacementAimed = 0.3
const fluctuationAllowed = 0.08
const shiftAllowed = 0.02

// σ²R₄ against Reg: what the limit of weak noise leaves out.
const fourthOrderAllowed = 0.05

/** αλ_max at the coarsest learning rate; the error in it is then about a tenth. */
const largestProduct = 0.4

/** How often the learning rate is halved, and where on its way the displacement is looked at. */
export interface OrderOptions {
  readonly halvings: number
  /** Of the slow time, ascending to 1. */
  readonly fractions: readonly number[]
}

const ordinary: OrderOptions = { halvings: 3, fractions: [0.25, 0.5, 0.75, 1] }

// In units of the slowest relaxation across the set: how long a run is at least. The slow drift builds up over the first of
// them, which is an error of first order too. On the fast time more of them mean weaker noise: what σ² adds to the error often has
// the other sign than what α does, while the scatter does not depend on σ.
const relaxations = { fast: 30, slow: 12 }

// A drift below this fraction of its natural size is treated as absent.
const smallDrift = 0.1

/** The ensembles for the noise of a site, of which a hypothesis has shown that its limit moves without diffusion. */
export function planOrder(site: Site, { halvings, fractions }: OrderOptions = ordinary): OrderPlan {
  const { point, landscape } = site
  const noise = noiseOrLabelNoise(site)
  const w = point.coordinates
  const { kind } = noise.classified(site.budget)
  const time = kind === 'non-degenerate' ? 'fast' : 'slow'
  const largestRate =
    site.inputs.learningRate ??
    chosenRate(site, rateForJumps(site, noise, spreadOf(site, noise), largestProduct / point.sharpness))
  const alpha = largestRate.value
  const length = curvatureLength(landscape, w)
  const natural = naturalDrift(site, noise, time, length)
  const drift = at(limitField(site, noise, time, 0, undefined), site)
  const speed = Math.max(norm(drift), smallDrift * natural)
  const time0 = speed > 0 ? (displacementAimed * length) / speed : length * length
  const allowed = varianceAllowed(site, noise, time0, { alpha, length, time })
  const isFixed = keepsStrength(noise)
  const ratio = isFixed ? undefined : allowed / alpha
  const perStep = (rate: number, variance: number): number => (time === 'fast' ? rate : rate ** 2) * variance
  // Whole steps at every level, and the same slow time: the coarsest decides.
  const coarse = Math.max(20, Math.round(time0 / perStep(alpha, allowed)))
  const slowTime = coarse * perStep(alpha, allowed)
  const limit = limitField(site, noise, time, 0, ratio)
  const states = flow(site, limit, slowTime, fractions)
  const displacement = states.at(-1)!.map((x, i) => x - w[i]!)
  const size = norm(displacement)
  const moves = size > 1e-9 * length
  const direction = moves ? displacement.map((x) => x / size) : firstTangent(site)
  const along = (places: readonly Float64Array[]): number[] =>
    places.map((place) => dot(direction, place.map((x, i) => x - w[i]!))) // prettier-ignore
  const path = along(states)
  const levels = Array.from({ length: halvings + 1 }, (_, k): OrderLevel => {
    const learningRate = alpha / 2 ** k
    const variance = isFixed ? allowed : allowed / 2 ** k
    const field = finiteStepField(site, noise, time, { learningRate, variance })
    return {
      learningRate,
      noiseStrength: Math.sqrt(variance),
      steps: Math.round(slowTime / perStep(learningRate, variance)),
      finiteStep: along(flow(site, field, slowTime, fractions)),
    }
  })
  return {
    noise,
    time,
    ratio,
    largestRate,
    levels,
    slowTime,
    direction,
    path: path.map((each, k) => ({ fraction: fractions[k]!, displacement: each })),
    drift: at(limit, site),
    moves,
    length,
  }
}

/** Whether the limit holds at a fixed σ: the mean gradient has no bias, and its covariance is σ²Σ, not only to leading order. */
function keepsStrength({ kind, perturbation }: ChosenNoise): boolean {
  return kind.kind === 'strictly degenerate' && isAffine(perturbation)
}

type Time = OrderPlan['time']

// −P∇Reg, or ½D²Φ[Σ] with the limit map of this learning rate, and −ρP∇V₄ where that counts. Flows take the tangential part.
function limitField(
  site: Site,
  noise: ChosenNoise,
  time: Time,
  learningRate: number,
  ratio: number | undefined,
): FieldOnSet {
  const { landscape, point } = site
  if (time === 'fast') return regulariserFlow(site, noise.objects).velocity
  const { velocity } = fluctuationFlow(site, noise, spreadOf(site, noise), learningRate)
  if (ratio === undefined) return velocity
  return (w, out) => {
    velocity(w, out)
    const climb = secondPotential(landscape, point.rank.rank, noise.objects, w)
    climb?.vector.forEach((x, i) => (out[i]! -= ratio * x))
  }
}

// The law of one step for small σ at this learning rate (`noise-limits`, unified per-step law).
function finiteStepField(
  site: Site,
  noise: ChosenNoise,
  time: Time,
  { learningRate, variance }: { readonly learningRate: number; readonly variance: number },
): FieldOnSet {
  const ratio = keepsStrength(noise) ? undefined : variance / learningRate
  if (time === 'slow') return limitField(site, noise, 'slow', learningRate, ratio)
  const slow = limitField(site, noise, 'slow', learningRate, undefined)
  const { objects } = noise
  return (w, out) => {
    slow(w, out)
    const slope = objects.exactRegulariser(w, Math.sqrt(variance))?.gradient ?? objects.regulariserGradient(w)
    slope.forEach((x, i) => (out[i] = learningRate * out[i]! - x))
  }
}

/** What a drift is compared with to be called small. */
function naturalDrift({ point }: Site, { objects }: ChosenNoise, time: Time, length: number): number {
  const w = point.coordinates
  if (time === 'fast') return norm(objects.regulariserGradient(w))
  return norm(objects.factor(w).data) ** 2 / length
}

/** σ² at the coarsest learning rate. */
function varianceAllowed(
  site: Site,
  noise: ChosenNoise,
  time0: number,
  { alpha, length, time }: { readonly alpha: number; readonly length: number; readonly time: Time },
): number {
  const { point } = site
  const { objects } = noise
  const spread = spreadOf(site, noise)
  const margin = Math.min(1, 2 - alpha * point.sharpness)
  const slowest = point.normalEigenvalues[0] ?? 1
  const limits = [
    (fluctuationAllowed * margin * length) ** 2 / (alpha * spread.across(alpha)),
    (time0 * slowest) / ((time === 'fast' ? 1 : alpha) * relaxations[time]),
  ]
  if (!keepsStrength(noise)) {
    const fourth = objects.fourthOrderGradient(point.coordinates)
    limits.push((shiftAllowed * length) / spread.shift)
    if (fourth !== undefined)
      limits.push((fourthOrderAllowed * norm(objects.regulariserGradient(point.coordinates))) / norm(fourth))
  }
  const found = Math.min(...limits.filter((limit) => Number.isFinite(limit) && limit > 0))
  return Number.isFinite(found) ? found : length ** 2
}

function flow({ point, landscape, budget = unlimited }: Site, field: FieldOnSet, time: number, parts: readonly number[]): Float64Array[] {
  const outputAt = parts.map((part) => part * time)
  return flowOnSet(landscape, point, field, time, { outputAt, tolerance: 1e-8, maxSteps: 2000, budget }).states
} // prettier-ignore

function at(field: FieldOnSet, { point }: Site): Float64Array {
  const out = new Float64Array(point.coordinates.length)
  field(point.coordinates, out)
  const { tangent } = point
  const inner = multiplyTransposed(tangent, out)
  return out.map((_, i) => inner.reduce((sum, x, k) => sum + x * tangent.data[i * tangent.columns + k]!, 0))
}
