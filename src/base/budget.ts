/** What a computation may use. Everything that takes long takes one, reports progress to it and stops with it. */
export interface Budget {
  /** Milliseconds on the clock of `performance.now()` at which work must end; `Infinity` for no deadline. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /**
   * Told now and then how far a named piece of work is, `done` from 0 to 1 and NaN where that is not known; of several
   * pieces, which one it is.
   */
  readonly progress?: ((what: string, done: number, piece?: Piece) => void) | undefined
  /** Called whenever work asks whether it should stop: a sign that it goes on, at no particular pace. */
  readonly heartbeat?: (() => void) | undefined
}

/** One of several pieces of work, counted from 0. */
export interface Piece {
  readonly index: number
  readonly count: number
  /** What it is about, a theorem for instance. */
  readonly name?: string
}

export const unlimited: Budget = { deadline: Infinity }

/** The budget with an additional time limit in milliseconds; the nearer deadline wins. */
export function within(budget: Budget, milliseconds: number): Budget {
  return { ...budget, deadline: Math.min(budget.deadline, performance.now() + milliseconds) }
}

/** Both budgets at once, without progress: spent as soon as one of them is. */
export function both(one: Budget, other: Budget): Budget {
  return {
    heartbeat: () => {
      one.heartbeat?.()
      other.heartbeat?.()
    },
    get deadline() {
      return Math.min(one.deadline, other.deadline)
    },
    get signal() {
      return one.signal?.aborted === true ? one.signal : (other.signal ?? one.signal)
    },
  }
}

/** An equal share of the time that is left, for one piece of several; progress says which piece it is of. */
export function shareOf(budget: Budget, piece: Piece): Budget {
  const share = (budget.deadline - performance.now()) / (piece.count - piece.index)
  return {
    ...(Number.isFinite(share) ? within(budget, share) : budget),
    progress: (what, done) => budget.progress?.(what, done, piece),
  }
}

/** Says what is begun, where it is not known how far it will be. */
export function begin(budget: Budget | undefined, what: string): void {
  budget?.progress?.(what, NaN)
}

/** Whether work should stop now. */
export function spent(budget: Budget): boolean {
  budget.heartbeat?.()
  return budget.signal?.aborted === true || performance.now() >= budget.deadline
}

/** Milliseconds of a duration such as `30s`, `500ms`, `2min`; nothing when it is not one. */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|h)\s*$/.exec(text)
  if (match === null) return undefined
  return (
    Number(match[1]) * { ms: 1, s: 1000, min: 60_000, h: 3_600_000 }[match[2] as 'ms' | 's' | 'min' | 'h']
  )
}

/**
 * A budget of work instead of time: it is spent when it has been asked so many times whether it is. What stops by it stops at
 * the same place on every machine.
 */
export function work(looks: number): Budget {
  let left = looks
  return {
    get deadline() {
      return left-- > 0 ? Infinity : -Infinity
    },
  }
}
