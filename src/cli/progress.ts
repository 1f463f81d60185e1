import type { Budget, Piece } from '../base/budget.js'
import type { Sink } from './surroundings.js'

export interface Progress {
  readonly report: NonNullable<Budget['progress']>
  /** Tells the deadline, on the clock of `performance.now()`: the line then says how long it is until then. */
  endsAt(deadline: number): void
  /** Removes the line. */
  clear(): void
}

const quietFor = 2000
const between = 100

/** One line on a terminal that says what is being done and how far it is, shown once two seconds have passed. */
export function progressOn(sink: Sink, quiet: boolean): Progress {
  if (quiet || !sink.isTTY) return { report() {}, endsAt() {}, clear() {} }
  const started = performance.now()
  let shownAt = 0
  let deadline = Infinity
  let current: Work | undefined
  return {
    report(what, done, piece) {
      const now = performance.now()
      if (current === undefined || current.what !== what || current.piece?.index !== piece?.index)
        current = { what, piece, since: now, before: done, done, started: startOf(piece, current, now) }
      current.done = Math.max(current.done, done)
      if (now - started < quietFor || now - shownAt < between) return
      shownAt = now
      const place = piece !== undefined && piece.count > 1 ? ` (${piece.index + 1} of ${piece.count})` : ''
      sink.write(`\r\u001b[K${what}${place}: ${Math.round(100 * current.done)} %${timeText(current, deadline, now)}`)
    },
    endsAt: (time) => void (deadline = time),
    clear() {
      if (shownAt > 0) sink.write('\r\u001b[K')
    },
  }
} // prettier-ignore

interface Work {
  readonly what: string
  readonly piece: Piece | undefined
  readonly since: number
  /** How far it was at first: work that goes on from a checkpoint does not begin at 0. */
  readonly before: number
  /** Never goes back. */
  done: number
  /** When the first of its pieces began. */
  readonly started: number
}

function startOf(piece: Piece | undefined, last: Work | undefined, now: number): number {
  return piece !== undefined && last?.piece !== undefined ? last.started : now
}

function timeText(work: Work, deadline: number, now: number): string {
  if (Number.isFinite(deadline)) return `, at most ${duration(Math.max(0, deadline - now))} left`
  const left = timeLeft(work, now)
  return Number.isFinite(left) ? `, about ${duration(left)} left` : ''
}

/** What is left of this piece at its pace so far; the pieces that follow are taken to last as long as these on average. */
function timeLeft({ piece, since, before, done, started }: Work, now: number): number {
  if (done - before <= 0.02) return NaN
  const own = ((now - since) / (done - before)) * (1 - done)
  if (piece === undefined) return own
  const average = (now - started + own) / (piece.index + 1)
  return own + (piece.count - piece.index - 1) * average
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds <= 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes <= 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
