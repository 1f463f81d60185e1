import type { Budget } from '../../base/budget.js'
import { norm } from '../../numeric/index.js'
import type { AccumulationExperiment } from '../../theory/index.js'
import type { Replicas } from '../replicas.js'
import type { Gauge } from './gauge.js'
import { runLanes } from './lanes.js'
import type { Keyed } from './legs.js'
import { Magnifier } from './magnifier.js'
import type { Pace } from './pilot.js'

/** What became of runs: how many ended in each way. */
export interface Fates {
  readonly runs: number
  /** On the set, near the point. */
  readonly settled: number
  /** On the set, further away. */
  readonly elsewhere: number
  /** At no finite place. */
  readonly diverged: number
  /** Still under way after the most steps: never seen further away from the point, and others. With those that were left outside. */
  readonly undecided: number
  readonly wandering: number
  /** Had come down, near the point, nearly as far as a run that has settled; all that settled among them. */
  readonly lowered: number
  readonly steps: number
}

/** Runs near a point: where it is, and when a run is over. */
export interface FateTask extends Pick<
  AccumulationExperiment,
  'learningRate' | 'start' | 'curvatures' | 'radius' | 'mostSteps'
> {
  /** A run that has left is not followed further: it counts among those that wander. */
  readonly endsOutside?: boolean
  /** Runs near the point are followed below what doubles resolve, at this pace. */
  readonly pace?: Pace | undefined
}

export const noFates: Fates = {
  runs: 0,
  settled: 0,
  elsewhere: 0,
  diverged: 0,
  undecided: 0,
  wandering: 0,
  lowered: 0,
  steps: 0,
}

export function mergedFates(a: Fates, b: Fates): Fates {
  return {
    runs: a.runs + b.runs,
    settled: a.settled + b.settled,
    elsewhere: a.elsewhere + b.elsewhere,
    diverged: a.diverged + b.diverged,
    undecided: a.undecided + b.undecided,
    wandering: a.wandering + b.wandering,
    lowered: a.lowered + b.lowered,
    steps: a.steps + b.steps,
  }
}

/** Runs of a lane. */
export const runsInLane = 8

// In units of what rounding alone does to the gradient. A run must come down to it: where displacements grow in the mean,
// one that fell to any other size would rise again with some probability.
const slackness = 64
const low = 1000

/** |∇L| at which a run has settled. */
export function flatness(
  gauge: Gauge,
  { start, curvatures }: Pick<FateTask, 'start' | 'curvatures'>,
): number {
  return slackness * Math.max(...curvatures) * Math.max(2 ** -52 * norm(start), gauge.rounding / 16)
}

// Factors by which a run that is followed magnified has to fall: to have settled, and to have settled for all that can be
// told after the most steps.
const settledAt = 100
const loweredAt = 14

/**
 * Runs from a distance of the point, eight in each lane. A run has settled when its full-batch step is as short as rounding
 * lets it become; at a pace, when it is a factor of e^100 closer to the set than it began, or e^14 after the most steps.
 */
export async function fatesOf(
  replicas: Replicas,
  gauge: Gauge,
  { learningRate, start, curvatures, radius, mostSteps, endsOutside = false, pace }: FateTask,
  length: number,
  lanes: Keyed,
  budget: Budget,
): Promise<Fates | undefined> {
  const d = gauge.dimension
  const flat = flatness(gauge, { start, curvatures })
  let lowered = 0
  const counts = { settled: 0, elsewhere: 0, diverged: 0, undecided: 0, wandering: 0 }
  let slopes: Float64Array = new Float64Array(0)
  const hasLeft = new Uint8Array(lanes.count)
  const isLow = new Uint8Array(lanes.count)
  const magnifier = pace && new Magnifier(gauge, pace, lanes.count)
  // How far a run near the point has come down: it has settled, has not but nearly, or neither.
  const lowness = (lane: number, isLast: boolean): 'settled' | 'low' | 'high' => {
    if (magnifier === undefined)
      return slopes[lane]! <= flat ? 'settled' : slopes[lane]! <= low * flat ? 'low' : 'high'
    const fallen = Math.log(length) - magnifier.logDistance(lane)
    if (fallen < loweredAt) return 'high'
    return fallen >= settledAt || isLast ? 'settled' : 'low'
  }
  const fate = (states: Float64Array, lane: number, isLast: boolean): keyof typeof counts | undefined => {
    let squares = 0
    for (let i = 0; i < d; i++) squares += (states[lane * d + i]! - start[i]!) ** 2
    if (!(squares < Infinity) || !Number.isFinite(slopes[lane])) return 'diverged'
    if (squares <= radius ** 2) {
      const found = lowness(lane, isLast)
      if (found !== 'high') isLow[lane] = 1
      if (found === 'settled') return found
    } else {
      hasLeft[lane] = 1
      if (slopes[lane]! <= flat) return 'elsewhere'
      if (endsOutside) return 'wandering'
    }
    if (isLast) return hasLeft[lane] ? 'wandering' : 'undecided'
    if (squares <= radius ** 2) magnifier?.adjust(states, lane)
    return undefined
  }
  const steps = await runLanes(
    replicas,
    gauge,
    {
      learningRate,
      length: magnifier?.put(length) ?? length,
      runs: runsInLane,
      mostSteps,
      width: d,
      stride: pace?.steps,
      began: (_, at) => magnifier?.began(at / d, length, start),
      look(states) {
        slopes = gauge.slopes(states)
        magnifier?.look(states)
      },
      ended(states, lane, isLast) {
        const found = fate(states, lane, isLast)
        if (found === undefined) return false
        counts[found]++
        lowered += isLow[lane]!
        hasLeft[lane] = 0
        isLow[lane] = 0
        return true
      },
    },
    lanes,
    budget,
  )
  return steps === undefined ? undefined : { ...counts, lowered, runs: runsInLane * lanes.count, steps }
}
