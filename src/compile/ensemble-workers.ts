import type { Host, WorkerLike } from '../base/host.js'
import { failure } from '../base/wording.js'
import { checkEnsemble, type Ensemble, type PortableEnsemble, wordsPerReplica } from './ensemble-run.js'
import type { EnsembleAnswer, EnsembleMessage, EnsemblePart } from './ensemble-messages.js'

/** An ensemble on several threads. */
export interface EnsembleWorkers {
  /**
   * As `run` of the ensemble, with the same results to the last bit. One run at a time; `progress` is told the share of
   * the replicas that are through. Rejects with `internal` when a worker ends by itself.
   */
  run(
    states: Float64Array,
    parameters: Float64Array,
    streams: BigUint64Array,
    steps: number,
    progress?: (share: number) => void,
  ): Promise<void>
  /** Ends the threads; a run that is under way rejects. */
  close(): Promise<void>
}

/** Several parts for each worker, so that one that falls behind does not hold up all. */
const partsPerWorker = 4

/** The ensemble on `count` workers of the host, or here when there is one core or the ensemble cannot be posted. */
export function ensembleWorkers(ensemble: Ensemble, host: Host, count = host.cores): EnsembleWorkers {
  const { portable } = ensemble
  if (portable === undefined || count < 2)
    return {
      async run(states, parameters, streams, steps, progress) {
        ensemble.run(states, parameters, streams, steps)
        progress?.(1)
      },
      async close() {},
    }
  let isRunning = false
  const workers = Array.from({ length: count }, () => startedWith(host, portable))
  return {
    async run(states, parameters, streams, steps, progress) {
      if (isRunning)
        throw failure('misuse', {
          detail: 'The ensemble is running already: wait for the end of the first run.',
        })
      const replicas = checkEnsemble(ensemble, states, parameters, streams, steps)
      const blocks = Math.ceil(replicas / ensemble.block)
      const size = Math.ceil(blocks / (count * partsPerWorker)) * ensemble.block
      let next = 0
      let done = 0
      const work = async (worker: EnsembleWorker): Promise<void> => {
        while (next < replicas) {
          const first = next
          const last = Math.min(first + size, replicas)
          next = last
          const answer = await worker.advance({
            states: states.slice(first * ensemble.states, last * ensemble.states),
            parameters: parameters.slice(),
            streams: streams.slice(first * wordsPerReplica, last * wordsPerReplica),
            steps,
          })
          states.set(answer.states, first * ensemble.states)
          streams.set(answer.streams, first * wordsPerReplica)
          done += last - first
          progress?.(done / replicas)
        }
      }
      isRunning = true
      await Promise.all(workers.map(work)).finally(() => (isRunning = false))
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

interface EnsembleWorker {
  advance(part: EnsemblePart): Promise<EnsembleAnswer>
  close(): Promise<void>
}

function startedWith(host: Host, ensemble: PortableEnsemble): EnsembleWorker {
  const worker: WorkerLike = host.spawn('ensemble')
  let waiting: { resolve: (answer: EnsembleAnswer) => void; reject: (reason: Error) => void } | undefined
  let ended: Error | undefined
  worker.onMessage((answer) => waiting?.resolve(answer as EnsembleAnswer))
  worker.onError((error) => {
    ended ??= failure('internal', { detail: `A worker of an ensemble ended: ${error.message}.` })
    waiting?.reject(ended)
  })
  worker.post({ ensemble } satisfies EnsembleMessage)
  return {
    advance: (part) =>
      new Promise<EnsembleAnswer>((resolve, reject) => {
        if (ended !== undefined) return reject(ended)
        waiting = { resolve, reject }
        worker.keepsAlive(true)
        worker.post({ part } satisfies EnsembleMessage)
      }).finally(() => worker.keepsAlive(false)),
    close: () => worker.terminate(),
  }
}
