import type { Budget } from '../../base/budget.js'
import type { Host } from '../../base/host.js'
import { type BatchChoice, dynamicsOf } from '../../dynamics/index.js'
import type { Model } from '../../model/index.js'
import type { NearMinimum } from '../../theory/index.js'
import { type Fates, fatesOf, flatness, runsInLane } from '../near-minimum/fates.js'
import { gaugeOf } from '../near-minimum/gauge.js'
import { replicasOf } from '../replicas.js'

/** Where runs begin, and between which distances from the point they are followed, in units of the parameters. */
export interface SettlingRoom {
  /** The middle of the two others on a logarithmic scale. */
  readonly start: number
  /** About here a run has settled: rounding hides the rest. */
  readonly floor: number
  /** A run that gets so far has left. */
  readonly radius: number
}

/** What became of runs from close to a point; what is neither was still under way near the point at the end. */
export interface SettlingCount {
  readonly runs: number
  readonly settled: number
  readonly left: number
  /** Steps taken in all. */
  readonly steps: number
}

/** Runs of stochastic gradient descent from close to points of the zero-loss set. */
export interface SettlingRuns {
  /** Nothing where doubles leave no room between rounding and the reach of the linearisation. */
  near(place: SettlingPlace): { readonly room: SettlingRoom; readonly measure: Measure } | undefined
  /** Ends the threads, if there are any. */
  close(): Promise<void>
}

export type SettlingPlace = Pick<NearMinimum, 'start' | 'normal' | 'curvatures' | 'reach'>

/** Nothing when the budget ended before. At least so many runs are made; `purpose` names their noise. */
export type Measure = (
  learningRate: number,
  runs: number,
  key: { readonly seed: number; readonly purpose: string },
  budget: Budget,
) => Promise<SettlingCount | undefined>

/** In units of the reach of the linearisation. */
const radius = 10

/** Distances that the floor and the radius must be apart. */
const leastRoom = 1e4

/** A run that has not ended after so many steps is not followed further. */
export const mostSteps = 20_000

/**
 * Runs start in random normal directions at the middle between the distance where rounding hides what they do and that at
 * which they count as gone, on a logarithmic scale, so that neither end is favoured where displacements neither grow nor
 * shrink. It is decided by which end a run comes to first.
 */
export function settlingRuns(model: Model, batch: BatchChoice, host: Host | undefined): SettlingRuns {
  const optimiser = 'gradient-descent'
  const isWhole = batch.size === model.loss.count && !batch.replacement
  const walkers = replicasOf(dynamicsOf(model, { optimiser, ...(isWhole ? {} : { batch }) }), host)
  return {
    near(place) {
      const gauge = gaugeOf(model, { optimiser, learningRate: 0, ...place })
      const sizes = Math.sqrt(Math.max(...place.curvatures) * Math.min(...place.curvatures))
      const floor = flatness(gauge, place) / sizes
      const outer = radius * place.reach
      if (!(outer >= leastRoom * floor)) return undefined
      const room = { start: Math.sqrt(floor * outer), floor, radius: outer }
      return {
        room,
        async measure(learningRate, runs, { seed, purpose }, budget) {
          const lanes = { seed, purpose, first: 0, count: Math.ceil(runs / runsInLane) }
          const task = { ...place, learningRate, radius: outer, mostSteps, endsOutside: true }
          const fates = await fatesOf(walkers, gauge, task, room.start, lanes, budget)
          return fates && countOf(fates)
        },
      }
    },
    close: () => walkers.close(),
  }
}

function countOf({ runs, settled, elsewhere, diverged, wandering, steps }: Fates): SettlingCount {
  return { runs, settled, left: elsewhere + diverged + wandering, steps }
}
