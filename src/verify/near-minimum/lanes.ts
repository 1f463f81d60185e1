import type { Budget } from '../../base/budget.js'
import { streamsFor } from '../../numeric/index.js'
import type { Replicas } from '../replicas.js'
import { drawDirection, type Gauge } from './gauge.js'
import type { Keyed } from './legs.js'

/** How runs are made, one after another in each lane. */
export interface LaneTask {
  readonly learningRate: number
  /** Distance of a start from the point. */
  readonly length: number
  /** Runs in every lane: setting up its random numbers costs as much as thousands of steps. */
  readonly runs: number
  readonly mostSteps: number
  /** Numbers of a state; those after the parameters are set by `began`, which is told at which index they begin. */
  readonly width: number
  /** Steps between two looks. */
  readonly stride?: number | undefined
  began?(states: Float64Array, at: number): void
  /**
   * Looks at all states and says of which lanes the run has ended; `isLast` where a run is not followed further. It is told
   * of every run that has not ended before; what else a state is does not matter to it. It may change the state.
   */
  ended(states: Float64Array, lane: number, isLast: boolean): boolean
  /** Before `ended` is asked for single lanes. */
  look?(states: Float64Array): void
}

/** Steps between two looks, where nothing else is asked for. */
export const commonStride = 32

/**
 * Runs from random directions around the point until each has ended. Lane number `first` and following have noise and
 * directions of their own; the runs of a lane follow one another in it. Returns the steps taken; nothing when the budget
 * ended before.
 */
export async function runLanes(
  replicas: Replicas,
  gauge: Gauge,
  task: LaneTask,
  { seed, purpose, first, count }: Keyed,
  budget: Budget,
): Promise<number | undefined> {
  const { width, runs, mostSteps, length, stride = commonStride } = task
  const k = gauge.codimension
  const streamOf = streamsFor(seed, `${purpose}/start`)
  const directions = Array.from({ length: count }, (_, lane) => streamOf(first + lane))
  const direction = new Float64Array(k)
  const states = new Float64Array(count * width)
  const begun = new Uint32Array(count)
  const taken = new Float64Array(count)
  let pending = count
  const begin = (lane: number): void => {
    if (begun[lane] === runs) {
      pending--
      gauge.put(states, lane * width, direction, 0, 0)
      taken[lane] = Infinity
      return
    }
    begun[lane]!++
    taken[lane] = 0
    drawDirection(directions[lane]!, direction, 0, k)
    gauge.put(states, lane * width, direction, 0, length)
    task.began?.(states, lane * width)
  }
  for (let lane = 0; lane < count; lane++) begin(lane)
  const course = replicas.begin(states, { seed, purpose, first })
  const settings = Float64Array.of(task.learningRate, 0)
  const quietly: Budget = { ...budget, progress: undefined }
  let steps = 0
  let over = 0
  while (pending > 0) {
    if (!(await course.advance(settings, stride, quietly))) return undefined
    steps += stride * count
    task.look?.(states)
    for (let lane = 0; lane < count; lane++) {
      if (taken[lane] === Infinity) continue
      taken[lane]! += stride
      if (!task.ended(states, lane, taken[lane]! >= mostSteps)) continue
      over++
      begin(lane)
    }
    budget.progress?.('runs near the point', over / (runs * count))
  }
  return steps
}
