import { type Budget, spent } from '../base/budget.js'
import type { Host } from '../base/host.js'
import { slice, takingTurns } from '../base/turns.js'
import { type Ensemble, ensembleWorkers, type EnsembleWorkers } from '../compile/index.js'
import { type Dynamics } from '../dynamics/index.js'
import { generatorWords, streamsFor } from '../numeric/index.js'
import { keptStreams, keptWords, plainStreams, plainWords, reading } from './kept.js'

/** Many replicas of one dynamics, each with noise of its own. */
export interface Replicas {
  /**
   * Replicas `first` and following begin with these states, replica after replica; the states change as the course goes
   * on. The noise of a replica depends on seed, purpose and its number alone; without noise none is set up.
   *
   * @param from where the noise of an earlier course stood with these states
   */
  begin(states: Float64Array, noise?: Noise, from?: NoisePosition): Course
  /** Reads what `noise` of a course of so many replicas told; nothing where it is something else. */
  readNoise(value: unknown, count: number): NoisePosition | undefined
  /** Ends the threads, if there are any. */
  close(): Promise<void>
}

export interface Noise {
  readonly seed: number
  readonly purpose: string
  readonly first: number
}

/** Where the noise of replicas stands, as plain JSON data that is not looked into. */
export type NoisePosition = string | ReturnType<typeof plainStreams>

/** Replicas under way. */
export interface Course {
  /**
   * So many steps more for each, with these settings (learning rate, noise strength). False when the budget ended before:
   * the replicas are then all at the step that `between` was told last. Its progress is told how much of the steps are
   * done.
   *
   * @param between told now and then how many of the steps every replica has done
   */
  advance(
    settings: Float64Array,
    steps: number,
    budget: Budget,
    between?: (done: number) => void,
  ): Promise<boolean>
  /** With the states all that is needed to go on another time. */
  noise(): NoisePosition
}

/**
 * Replicas on compiled ensembles, and on threads of the host where the work is worth it; the numbers are the same to the
 * last bit. Models whose samples are summed in a loop are run one replica after another.
 */
export function replicasOf(
  dynamics: Pick<Dynamics, 'ensemble' | 'compile' | 'draw'>,
  host: Host | undefined,
): Replicas {
  const ensemble = dynamics.ensemble()
  return ensemble === undefined ? oneByOne(dynamics) : together(ensemble, host)
}

/** What takes less than this, in milliseconds, is not worth starting threads for. */
const worthThreads = 400

/** What takes less than this, in milliseconds, says little about what takes longer. */
const telling = 5

// Threads wait for one another at the end of a slice.
const longSlice = 2 * slice

function together(ensemble: Ensemble, host: Host | undefined): Replicas {
  let workers: EnsembleWorkers | undefined
  const advance = inSlices((remaining) => {
    if (workers === undefined && host !== undefined && host.cores > 1 && remaining > worthThreads)
      workers = ensembleWorkers(ensemble, host)
    return workers === undefined ? slice : longSlice
  })
  // Nothing is drawn from these: a step without noise has no random numbers.
  let idle = new BigUint64Array(0)
  const unused = (count: number): BigUint64Array<ArrayBuffer> => {
    if (idle.length < 4 * count) idle = new BigUint64Array(4 * count).fill(1n)
    return idle.subarray(0, 4 * count)
  }
  return {
    begin(states, noise, from) {
      const count = states.length / ensemble.states
      const streams =
        typeof from === 'string'
          ? keptWords.parse(from)
          : noise === undefined
            ? unused(count)
            : generatorWords(noise.seed, noise.purpose, count, noise.first)
      return {
        advance: (settings, steps, budget, between) =>
          advance({ count, steps, budget, between }, (now) =>
            workers === undefined
              ? ensemble.run(states, settings, streams, now)
              : workers.run(states, settings, streams, now),
          ),
        noise: () => plainWords(streams),
      }
    },
    readNoise(value, count) {
      const words = reading(keptWords)(value)
      return words?.length === 4 * count ? (value as string) : undefined
    },
    close: async () => workers?.close(),
  }
}

function oneByOne(dynamics: Pick<Dynamics, 'compile' | 'draw'>): Replicas {
  const iteration = dynamics.compile()
  const noises = new Float64Array(chunk * iteration.noises)
  const advance = inSlices(() => slice)
  return {
    begin(states, noise, from) {
      const d = iteration.states
      const { seed, purpose, first } = noise ?? { seed: 0, purpose: 'none', first: 0 }
      const streamOf = streamsFor(seed, purpose)
      const streams = Array.from({ length: states.length / d }, (_, k) => streamOf(first + k))
      if (Array.isArray(from)) keptStreams.parse(from).forEach((position, k) => streams[k]!.seek(position))
      const run = (settings: Float64Array, steps: number): void => {
        for (const [k, random] of streams.entries()) {
          const state = states.subarray(k * d, (k + 1) * d)
          for (let done = 0; done < steps; done += chunk) {
            const now = Math.min(chunk, steps - done)
            const drawn = noises.subarray(0, now * iteration.noises)
            dynamics.draw(random, drawn, now, settings)
            iteration.run(state, settings, drawn, now)
          }
        }
      }
      return {
        advance: (settings, steps, budget, between) =>
          advance({ count: streams.length, steps, budget, between }, (now) => run(settings, now)),
        noise: () => plainStreams(streams.map((random) => random.position())),
      }
    },
    readNoise(value, count) {
      const positions = reading(keptStreams)(value)
      return positions?.length === count ? (value as ReturnType<typeof plainStreams>) : undefined
    },
    close: async () => {},
  }
}

const chunk = 128

interface Steps {
  /** Replicas. */
  readonly count: number
  readonly steps: number
  readonly budget: Budget
  readonly between: ((done: number) => void) | undefined
}

/**
 * Cuts steps into slices as long as the budget may go unwatched. How many steps that are is measured as we go.
 *
 * @param plan told how many milliseconds the rest of the steps will take; how many of them the next slices may take
 */
function inSlices(
  plan: (remaining: number) => number,
): (steps: Steps, run: (steps: number) => void | Promise<void>) => Promise<boolean> {
  const turns = takingTurns()
  // Steps of a replica in a millisecond.
  let pace = 1
  let length = slice
  return async ({ count, steps, budget, between }, run) => {
    for (let done = 0; done < steps;) {
      if (spent(budget)) return false
      const now = Math.min(steps - done, Math.max(1, Math.floor((pace * length) / count)))
      const start = performance.now()
      const running = run(now)
      if (running !== undefined) await running
      done += now
      const took = Math.max(performance.now() - start, 1e-3)
      // What is over at once says that more can be done, but hardly how much.
      pace = Math.min((took < telling ? 8 : 2) * pace, Math.max(1 / slice, (now * count) / took))
      between?.(done)
      budget.progress?.('steps', done / steps)
      if (took > telling) length = plan(((steps - done) * took) / now)
      await turns()
    }
    return true
  }
}
