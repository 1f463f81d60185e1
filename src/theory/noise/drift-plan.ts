import { unlimited } from '../../base/budget.js'
import { curvatureLength, type FieldOnSet, flowOnSet } from '../../geometry/index.js'
import { dot, multiplyTransposed, norm } from '../../numeric/index.js'
import type { Site } from '../contract.js'
import type { DisplacementLevel } from '../experiment.js'
import type { ExactInput } from '../inputs.js'
import { firstTangent } from './spread.js'

/** A deterministic limit along the set on the slow time t = kαᵃσˢ. */
export interface SlowFlow {
  /** The tangential velocity per unit of the slow time, length d. */
  readonly velocity: FieldOnSet
  /** The size that the velocity would have at the point if nothing cancelled: what it is compared with to be called small. */
  readonly natural: number
  /** Whether exact arithmetic says that it is not 0 at the point, however small it is. */
  isNonzero?(): boolean
}

/** How a drift is to be seen: how long, how strongly, along which direction. Lengths are in units of the parameters. */
export interface DriftPlan {
  readonly learningRate: ExactInput
  readonly levels: readonly DisplacementLevel[]
  readonly slowTime: number
  /** Unit vector along the predicted displacement; a tangent direction where nothing should move. */
  readonly direction: Float64Array
  /** Over this length tr H changes by its own size. */
  readonly length: number
  /** What a deviation of the displacement is judged by. */
  readonly scale: number
  /** Whether the velocity is 0 at the point, to rounding. */
  readonly isStill: boolean
  readonly displacement: number
  readonly error: number
  readonly path: readonly { readonly fraction: number; readonly displacement: number }[]
}

/** In units of the length of the geometry: the displacement to be seen. */
export const displacementAimed = 0.15
/** A velocity below this fraction of its natural size is treated as absent: the experiment then shows that nothing moves. */
export const smallDrift = 0.1
const negligible = 1e-9
const fractions = [0.2, 0.4, 0.6, 0.8, 1]

/** The slow time that moves the point by a good part of the length over which the geometry changes, and that length. */
export function timeOfDrift(site: Site, flow: SlowFlow): { time: number; length: number } {
  const { landscape, point } = site
  const length = curvatureLength(landscape, point.coordinates)
  const speed = Math.max(speedOf(site, flow), smallDrift * flow.natural)
  return { time: speed > 0 ? (displacementAimed * length) / speed : length * length, length }
}

/**
 * The plan for a flow once it is known how the algorithm is run.
 *
 * @param likely a unit tangent vector to look along where nothing should move
 */
export function driftPlan(
  site: Site,
  flow: SlowFlow,
  run: Pick<DriftPlan, 'learningRate' | 'levels' | 'slowTime' | 'length'>,
  likely = firstTangent(site),
): DriftPlan {
  const speed = speedOf(site, flow)
  const isStill = speed === 0 || (speed <= negligible * flow.natural && flow.isNonzero?.() !== true)
  const natural = displacementAimed * run.length
  const end = isStill ? undefined : displacements(site, flow, [run.slowTime])[0]!
  const size = end === undefined ? 0 : norm(end)
  if (end === undefined || size === 0)
    return {
      ...run,
      direction: likely,
      scale: natural / 2,
      isStill: true,
      displacement: 0,
      error: negligible * natural,
      path: fractions.map((fraction) => ({ fraction, displacement: 0 })),
    }
  const direction = end.map((x) => x / size)
  const scale = speed < smallDrift * flow.natural ? Math.max(size, smallDrift * natural) : size
  const path = pathAlong(site, flow, run.slowTime, direction)
  return {
    ...run,
    direction,
    scale,
    isStill: false,
    displacement: path[path.length - 1]!.displacement,
    error: 1e-7 * Math.max(size, scale),
    path,
  }
}

/** Displacement along a direction at fractions of the slow time. */
export function pathAlong(
  site: Site,
  flow: SlowFlow,
  slowTime: number,
  direction: Float64Array,
): DriftPlan['path'] {
  const states = displacements(
    site,
    flow,
    fractions.map((fraction) => fraction * slowTime),
  )
  return fractions.map((fraction, k) => ({ fraction, displacement: dot(direction, states[k]!) }))
}

function displacements({ landscape, point, budget = unlimited }: Site, flow: SlowFlow, outputAt: readonly number[]): Float64Array[] {
  const time = outputAt[outputAt.length - 1]!
  const { states } = flowOnSet(landscape, point, flow.velocity, time, { outputAt, maxSteps: 5000, budget })
  return states.map((state) => state.map((x, i) => x - point.coordinates[i]!))
} // prettier-ignore

/** Of the motion along the set: what a velocity has across it, the flow takes away. */
export function speedOf({ point }: Site, { velocity }: SlowFlow): number {
  const out = new Float64Array(point.coordinates.length)
  velocity(point.coordinates, out)
  return norm(multiplyTransposed(point.tangent, out))
}
