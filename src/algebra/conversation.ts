import { type Budget, spent } from '../base/budget.js'
import type { WorkerLike } from '../base/host.js'
import { type AlgebraRequest, answerIn } from './messages.js'

/** Questions to a worker that may fail or never answer, one at a time. */
export interface Conversation {
  /** The proposals, or none when the worker fails or the budget ends, whereupon the worker is killed. */
  ask(request: Omit<AlgebraRequest, 'id'>, budget: Budget): Promise<readonly string[]>
  /** Kills the worker; questions not yet answered get no proposals. Later questions start another worker. */
  close(): Promise<void>
}

/** A conversation with workers from `spawn`: a new one after the last was killed. */
export function converse(spawn: () => WorkerLike): Conversation {
  let worker: WorkerLike | undefined
  let listener: { id: number; settle: (proposals: readonly string[] | undefined) => void } | undefined
  let lastId = 0
  let turn: Promise<unknown> = Promise.resolve()
  let closings = 0

  const start = (): WorkerLike => {
    const started = spawn()
    started.onMessage((message) => {
      const answer = answerIn(message)
      if (started === worker && answer !== undefined && answer.id === listener?.id)
        listener.settle(answer.proposals)
    })
    started.onError(() => {
      if (started === worker) listener?.settle(undefined)
    })
    return started
  }

  const kill = async (): Promise<void> => {
    const killed = worker
    worker = undefined
    await killed?.terminate()
  }

  const askNow = async (request: Omit<AlgebraRequest, 'id'>, budget: Budget): Promise<readonly string[]> => {
    if (spent(budget)) return []
    const id = ++lastId
    let stop = (): void => {}
    const proposals = await new Promise<readonly string[] | undefined>((settle) => {
      listener = { id, settle }
      const giveUp = (): void => settle(undefined)
      const timer = setTimeout(giveUp, Math.min(budget.deadline - performance.now(), 2 ** 31 - 1))
      budget.signal?.addEventListener('abort', giveUp)
      stop = () => {
        clearTimeout(timer)
        budget.signal?.removeEventListener('abort', giveUp)
      }
      try {
        worker ??= start()
        worker.post({ ...request, id })
      } catch {
        settle(undefined)
      }
    })
    stop()
    listener = undefined
    if (proposals === undefined) await kill()
    return proposals ?? []
  }

  return {
    ask(request, budget) {
      const asked = closings
      const answered = turn.then(() => (asked === closings ? askNow(request, budget) : []))
      turn = answered.catch(() => {})
      return answered
    },
    async close() {
      closings++
      listener?.settle(undefined)
      await turn
      await kill()
    },
  }
}
