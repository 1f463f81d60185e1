import { type Budget, spent } from '../base/budget.js'
import type { Host } from '../base/host.js'
import { type Ensemble, ensembleWorkers, type EnsembleWorkers, type Iteration } from '../compile/index.js'
import { type Dynamics } from '../dynamics/index.js'
import { generatorWords, type RandomStream, stream } from '../numeric/index.js'

/** Many replicas of one dynamics, each with noise of its own. */
export interface Replicas {
  /**
   * Replicas `first` and following begin with these states, replica after replica; the states change as the course goes
   * on. The noise of a replica depends on seed, purpose and its number alone.
   */
  begin(states: Float64Array, noise: { seed: number; purpose: string; first: number }): Course
  /** Ends the threads, if there are any. */
  close(): Promise<void>
}

/** Replicas under way. */
export interface Course {
  /**
   * So many steps more for each, with these settings (learning rate, noise strength). False when the budget ended before:
   * the replicas are then not all at the same step. Its progress is told how much of the steps are done.
   */
  advance(settings: Float64Array, steps: number, budget: Budget): Promise<boolean>
}

/**
 * Replicas on compiled ensembles, and on threads of the host where the work is worth it; the numbers are the same to the
 * last bit. Models whose samples are summed in a loop are run one replica after another.
 */
export function replicasOf(dynamics: Dynamics, host: Host | undefined): Replicas {
  const ensemble = dynamics.ensemble()
  return ensemble === undefined ? oneByOne(dynamics) : together(ensemble, host)
}

/** How long the clock is not looked at, in milliseconds: a deadline is met within little more. */
const slice = 30

/** What takes less than this is not worth starting threads for. */
const worthThreads = 400

function together(ensemble: Ensemble, host: Host | undefined): Replicas {
  let workers: EnsembleWorkers | undefined
  // Steps of all replicas that fill a slice on one thread; measured as we go.
  let pace = 4 * ensemble.every
  const startWorkers = (remaining: number): void => {
    if (workers === undefined && host !== undefined && host.cores > 1 && remaining > worthThreads)
      workers = ensembleWorkers(ensemble, host)
  }
  return {
    begin(states, { seed, purpose, first }) {
      const count = states.length / ensemble.states
      const streams = generatorWords(seed, purpose, count, first)
      return {
        async advance(settings, steps, budget) {
          for (let done = 0; done < steps;) {
            if (spent(budget)) return false
            const now = Math.min(steps - done, Math.max(1, Math.floor(pace / count)))
            const start = performance.now()
            if (workers === undefined) ensemble.run(states, settings, streams, now)
            else await workers.run(states, settings, streams, now)
            done += now
            budget.progress?.('steps', done / steps)
            const took = Math.max(performance.now() - start, 1e-3)
            pace = Math.min(2 * pace, Math.max(1, (now * count * slice) / took))
            startWorkers(((steps - done) * took) / now)
            if (workers === undefined) await breath()
          }
          return true
        },
      }
    },
    close: async () => workers?.close(),
  }
}

function oneByOne(dynamics: Dynamics): Replicas {
  const iteration = dynamics.compile()
  const noise = new Float64Array(chunk * iteration.noises)
  return {
    begin(states, { seed, purpose, first }) {
      const d = iteration.states
      const streams = Array.from({ length: states.length / d }, (_, k) => stream(seed, purpose, first + k))
      return {
        async advance(settings, steps, budget) {
          for (const [k, random] of streams.entries()) {
            const state = states.subarray(k * d, (k + 1) * d)
            if (!(await advanceOne(dynamics, iteration, { state, random, noise }, settings, steps, budget)))
              return false
            budget.progress?.('steps', (k + 1) / streams.length)
          }
          return true
        },
      }
    },
    close: async () => {},
  }
}

const chunk = 128

async function advanceOne(
  dynamics: Dynamics,
  iteration: Iteration,
  { state, random, noise }: { state: Float64Array; random: RandomStream; noise: Float64Array },
  settings: Float64Array,
  steps: number,
  budget: Budget,
): Promise<boolean> {
  let looked = performance.now()
  for (let done = 0; done < steps; done += chunk) {
    if (performance.now() - looked > slice) {
      if (spent(budget)) return false
      await breath()
      looked = performance.now()
    }
    const now = Math.min(chunk, steps - done)
    const drawn = noise.subarray(0, now * iteration.noises)
    dynamics.draw(random, drawn, now, settings)
    iteration.run(state, settings, drawn, now)
  }
  return !spent(budget)
}

/** Lets whatever else waits have its turn, such as a signal that ends the work. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
