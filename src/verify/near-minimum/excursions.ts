import type { Budget } from '../../base/budget.js'
import { addToTail, emptyTail, mergedTails, type TailCounts } from '../../numeric/index.js'
import type { ExcursionExperiment } from '../../theory/index.js'
import type { Replicas } from '../replicas.js'
import type { Gauge } from './gauge.js'
import { runLanes } from './lanes.js'
import type { Keyed } from './legs.js'

/** Sums over runs; those of blocks are added. */
export interface ExcursionTally {
  readonly runs: number
  /** How many exceeded each of the factors. */
  readonly exceeding: readonly number[]
  readonly tail: TailCounts
  /** Runs still under way after the most steps. */
  readonly unfinished: number
  readonly steps: number
}

/** The factors at which the probability is shown: powers of two up to the end. */
export function factorsUpTo(to: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(to) + 1e-9) }, (_, k) => 2 ** (k + 1))
}

export function emptyExcursions({ from, to }: ExcursionExperiment): ExcursionTally {
  return {
    runs: 0,
    exceeding: factorsUpTo(to).map(() => 0),
    tail: emptyTail(from, to),
    unfinished: 0,
    steps: 0,
  }
}

export function mergedExcursions(a: ExcursionTally, b: ExcursionTally): ExcursionTally {
  return {
    runs: a.runs + b.runs,
    exceeding: a.exceeding.map((count, k) => count + b.exceeding[k]!),
    tail: mergedTails(a.tail, b.tail),
    unfinished: a.unfinished + b.unfinished,
    steps: a.steps + b.steps,
  }
}

/** Runs of a lane. */
export const runsInLane = 16

// Above rounding by so much a run still has its direction.
const safety = 10

/** A run that has come down to this fraction of its first distance is over; nothing where doubles end before. */
export function runsEndAt(gauge: Gauge, experiment: ExcursionExperiment): number | undefined {
  const resolved = (safety * gauge.rounding) / excursionStart(gauge, experiment)
  return resolved < 1e-2 ? Math.max(resolved, experiment.down) : undefined
}

/** Where runs begin: so close that one that grows to the end is still where the gradient is linear. */
export function excursionStart({ farthest }: Gauge, { to }: ExcursionExperiment): number {
  return farthest / to
}

/** Runs with the largest squared distance from the point as the last number of a state. */
export async function excursions(
  replicas: Replicas,
  gauge: Gauge,
  experiment: ExcursionExperiment,
  lanes: Keyed,
  budget: Budget,
): Promise<ExcursionTally | undefined> {
  const { learningRate, start, normal, to, down, mostSteps } = experiment
  const [d, k] = [gauge.dimension, gauge.codimension]
  const width = d + 1
  const length = excursionStart(gauge, experiment)
  const factors = factorsUpTo(to)
  const tally = emptyExcursions(experiment)
  const [exceeding, { tail }] = [factors.map(() => 0), tally]
  let unfinished = 0
  const displacement = new Float64Array(d)
  const isDown = (states: Float64Array, at: number): boolean => {
    for (let i = 0; i < d; i++) displacement[i] = states[at + i]! - start[i]!
    let squares = 0
    for (let j = 0; j < k; j++) {
      let component = 0
      for (let i = 0; i < d; i++) component += normal.data[i * k + j]! * displacement[i]!
      squares += component ** 2
    }
    return squares <= (down * length) ** 2
  }
  const steps = await runLanes(
    replicas,
    gauge,
    {
      learningRate,
      length,
      runs: runsInLane,
      mostSteps,
      width,
      began: (states, at) => (states[at + d] = length ** 2),
      ended(states, lane, isLast) {
        const at = lane * width
        const factor = Math.sqrt(states[at + d]!) / length
        // What is not finite has gone beyond the end as well.
        const isBeyond = !(factor < to)
        if (!isBeyond && !isDown(states, at)) {
          if (!isLast) return false
          unfinished++
        }
        const largest = isBeyond ? Infinity : factor
        addToTail(tail, largest)
        for (let f = 0; f < factors.length && largest > factors[f]!; f++) exceeding[f]!++
        return true
      },
    },
    lanes,
    budget,
  )
  if (steps === undefined) return undefined
  return { runs: runsInLane * lanes.count, exceeding, tail, unfinished, steps }
}
