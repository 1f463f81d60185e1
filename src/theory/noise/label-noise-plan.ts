import { unlimited } from '../../base/budget.js'
import { curvatureLength } from '../../geometry/index.js'
import { dot, norm, solveOde } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { ExactInput } from '../inputs.js'
import { labelNoiseDrift } from './label-noise-drift-field.js'
import { chosenRate, firstTangent } from './spread.js'

/** How the drift is to be seen: how long, how strongly, along which direction. Lengths are in units of the parameters. */
export interface DriftPlan {
  readonly learningRate: ExactInput
  readonly noiseStrength: number
  readonly steps: number
  /** steps·α²σ². */
  readonly slowTime: number
  /** Unit vector along the predicted displacement; a tangent direction where nothing should move. */
  readonly direction: Float64Array
  /** Over this length tr H changes by its own size. */
  readonly length: number
  /** What a deviation of the displacement is judged by. */
  readonly scale: number
  readonly drift: Float64Array
  readonly unprojected: Float64Array
}

// In units of `length`: the displacement to be seen, and the normal fluctuation that is allowed on the way. The bias of
// the prediction is of the order of the fluctuation squared.
const displacementAimed = 0.15
const fluctuationAllowed = 0.03

// In units of the slowest relaxation across the set: how long a run is at least. The drift builds up over the first of them,
// which no extrapolation in the noise to first order removes.
const relaxations = 60

// A drift below this fraction of its unprojected size is treated as absent: the experiment then shows that nothing moves.
const smallDrift = 0.1

export function planDrift(site: Site): DriftPlan {
  const { point, landscape, model } = site
  const w = point.coordinates
  const learningRate = site.inputs.learningRate ?? chosenRate(site, 0.5 / point.sharpness)
  const alpha = learningRate.value
  const { drift, unprojected } = labelNoiseDrift(landscape, point.rank.rank, alpha, w)
  const length = curvatureLength(landscape, w)
  const speed = Math.max(norm(drift), smallDrift * norm(unprojected))
  // Without any drift at all (a linear model) the time over which the fluctuation would decorrelate must do.
  const slowTime = speed > 0 ? (displacementAimed * length) / speed : length * length
  const c = 1 / model.loss.count
  const fluctuation = point.normalEigenvalues.reduce((sum, value) => sum + 1 / (2 - alpha * value), 0)
  // Close to the threshold a fluctuation must not carry the sharpness across it.
  const margin = Math.min(1, 2 - alpha * point.sharpness)
  const allowed = (fluctuationAllowed * margin * length) / Math.sqrt(alpha * c * fluctuation)
  // The time in which the flattest normal direction forgets must be short against the whole: weaker noise takes longer.
  const forgotten = (slowTime * (point.normalEigenvalues[0] ?? 1)) / (alpha * allowed ** 2)
  const noiseStrength = allowed * Math.sqrt(Math.min(1, forgotten / relaxations))
  const steps = Math.max(20, Math.round(slowTime / (alpha * noiseStrength) ** 2))
  const plan = {
    learningRate,
    noiseStrength,
    steps,
    slowTime: steps * (alpha * noiseStrength) ** 2,
    length,
    drift,
    unprojected,
  }
  const end = endOfFlow(site, plan.slowTime, alpha)
  const displacement = end.map((x, i) => x - w[i]!)
  const size = norm(displacement)
  const moves = norm(drift) > 1e-9 * norm(unprojected) && size > 0
  const direction = moves ? displacement.map((x) => x / size) : firstTangent(site)
  return {
    ...plan,
    direction,
    scale: scaleOf(moves, size, length, norm(drift) < smallDrift * norm(unprojected)),
  }
}

// Deviations are judged by the displacement itself, except close to an equilibrium: there by what a drift of ordinary
// size would do.
function scaleOf(moves: boolean, size: number, length: number, nearEquilibrium: boolean): number {
  if (!moves) return (displacementAimed * length) / 2
  return nearEquilibrium ? Math.max(size, smallDrift * displacementAimed * length) : size
}

/** The predicted displacement along the plan's direction, at the end and on the way, for a given α in the drift. */
export function driftPath(
  site: Site,
  plan: DriftPlan,
  learningRate: number,
): { displacement: number; error: number; points: { fraction: number; displacement: number }[] } {
  const fractions = [0.2, 0.4, 0.6, 0.8, 1]
  const w = site.point.coordinates
  const states = flow(
    site,
    learningRate,
    fractions.map((fraction) => fraction * plan.slowTime),
  )
  const points = fractions.map((fraction, k) => ({
    fraction,
    displacement: dot(plan.direction, states[k]!.map((x, i) => x - w[i]!)), // prettier-ignore
  }))
  const displacement = points[points.length - 1]!.displacement
  return { displacement, error: 1e-7 * Math.max(Math.abs(displacement), plan.scale), points }
}

function endOfFlow(site: Site, time: number, learningRate: number): Float64Array {
  return flow(site, learningRate, [time])[0]!
}

function flow(
  { point, landscape, budget = unlimited }: Site,
  learningRate: number,
  outputAt: readonly number[],
): Float64Array[] {
  const { states } = solveOde(
    (_, w, derivative) => derivative.set(labelNoiseDrift(landscape, point.rank.rank, learningRate, w).drift),
    point.coordinates,
    0,
    outputAt[outputAt.length - 1]!,
    { tolerance: 1e-9, outputAt, maxSteps: 2000, budget },
  )
  return states
}
