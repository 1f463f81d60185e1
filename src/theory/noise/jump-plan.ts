import { curvatureLength, frameAt, polish } from '../../geometry/index.js'
import { column, dot, multiplyTransposed, multiplyVector, norm, symmetricEigen } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import type { DriftPlan, SlowFlow } from './drift-plan.js'
import { hasJumps, jumpsAt } from './limit/index.js'
import type { Spread } from './spread.js'

/** In units of the length of the geometry: how far a jump goes at a learning rate that is chosen. */
const jumpAllowed = 0.25
const mostHalvings = 40
/** Directions along which jumps spread that are looked at, and how far, in units of the length. */
const directions = 4
const reach = 0.05
/** Of the displacement: what the spread by jumps may add to the mean in the time of an experiment. */
const spreadAllowed = 0.01
/** Each mask is to be 0 so often in the whole ensemble, at each of its levels. */
const fewestDrops = 30

/** The rate, or a smaller one at which jumps are of moderate length and come back to the set. */
export function rateForJumps(site: Site, { objects }: ChosenNoise, spread: Spread, rate: number): number {
  if (!hasJumps(objects)) return rate
  const { landscape, point } = site
  const { coordinates: w } = point
  let found = Math.min(rate, (jumpAllowed * curvatureLength(landscape, w)) / spread.kick)
  for (let k = 0; k < mostHalvings; k++) {
    const jumps = jumpsAt(landscape, point.rank.rank, objects, w, found)
    if (jumps === undefined || !('stray' in jumps)) return found
    found /= 2
  }
  return found
}

/**
 * How jumps that do not all go the same way change the mean velocity v of their limit, which at a fixed learning rate is no flow:
 * ½v″[M]/α² with M = Σδᵢδᵢᵀ, per unit of kα²σ² twice. Length d; nothing without masks.
 */
export function accelerationByJumps(
  site: Site,
  { objects }: ChosenNoise,
  flow: SlowFlow,
  learningRate: number,
  w: Float64Array = site.point.coordinates,
): Float64Array | undefined {
  const { landscape, point } = site
  const jumps = jumpsAt(landscape, point.rank.rank, objects, w, learningRate)
  if (jumps === undefined || 'stray' in jumps) return undefined
  const { values, vectors } = symmetricEigen(jumps.covariance)
  const far = reach * curvatureLength(landscape, w)
  const velocity = (at: Float64Array): Float64Array => {
    const out = new Float64Array(w.length)
    flow.velocity(at, out)
    return out
  }
  const here = velocity(w)
  const sum = new Float64Array(w.length)
  for (let k = values.length - 1; k >= Math.max(0, values.length - directions); k--) {
    const size = Math.sqrt(Math.max(0, values[k]!))
    if (!(size > 1e-9 * far)) continue
    const step = Math.min(size, far)
    const direction = column(vectors, k)
    const [ahead, behind] = [step, -step].map((h) => polish(landscape, w.map((x, i) => x + h * direction[i]!))) // prettier-ignore
    if (ahead === undefined || behind === undefined) continue
    const [before, after] = [velocity(behind), velocity(ahead)]
    const weight = (size / step) ** 2 / (2 * learningRate ** 2)
    for (let i = 0; i < sum.length; i++) sum[i]! += weight * (after[i]! + before[i]! - 2 * here[i]!)
  }
  const { tangent } = frameAt(landscape, w, point.rank.rank)
  return multiplyVector(tangent, multiplyTransposed(tangent, sum))
}

/** The slow time up to the one given in which that changes the mean displacement by little. */
export function timeForJumps(time: number, speed: number, acceleration: Float64Array | undefined): number {
  const size = acceleration === undefined ? 0 : norm(acceleration)
  return size > 0 ? Math.min(time, (2 * spreadAllowed * speed) / size) : time
}

/**
 * The plan with what the spread by jumps adds to the mean, ∫(t − s)a(s)ds with a changing evenly from the start to the end; the larger
 * of both for all of the time counts as its error.
 */
export function withSpreadByJumps(
  site: Site,
  plan: DriftPlan,
  accelerationAt: (w: Float64Array) => Float64Array | undefined,
): DriftPlan {
  if (plan.isStill) return plan
  const w = site.point.coordinates
  const end = polish(site.landscape, w.map((x, i) => x + plan.displacement * plan.direction[i]!)) // prettier-ignore
  const [first, last] = [accelerationAt(w), accelerationAt(end ?? w)]
  if (first === undefined || last === undefined) return plan
  const [a, b] = [dot(first, plan.direction), dot(last, plan.direction)]
  const half = plan.slowTime ** 2 / 2
  const added = (fraction: number): number => half * fraction ** 2 * (a + ((b - a) * fraction) / 3)
  return {
    ...plan,
    displacement: plan.displacement + added(1),
    error: plan.error + half * Math.max(Math.abs(a), Math.abs(b)),
    path: plan.path.map(({ fraction, displacement }) => ({ fraction, displacement: displacement + added(fraction) })), // prettier-ignore
  }
}

/** Replicas in which each mask is 0 often enough for their mean to have a law that is nearly normal; 0 without masks. */
export function replicasForDrops({ objects }: ChosenNoise, levels: DriftPlan['levels']): number {
  if (!hasJumps(objects)) return 0
  const drops = levels.map(({ noiseStrength, steps }) => (steps * noiseStrength ** 2) / (1 + noiseStrength ** 2)) // prettier-ignore
  return Math.ceil(fewestDrops / Math.min(...drops))
}
