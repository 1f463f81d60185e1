import type { Budget, Piece } from '../base/budget.js'
import type { Sink } from './surroundings.js'

export interface Progress {
  readonly report: NonNullable<Budget['progress']>
  /** Tells the deadline, on the clock of `performance.now()`: the line then says how long it is until then. */
  endsAt(deadline: number): void
  /** Shows the line again, as time goes by: called by work that reports nothing. */
  heartbeat(): void
  /** Removes the line. */
  clear(): void
}

const quietFor = 2000
const between = 100
const betweenBeats = 1000

/** One line on a terminal that says what is being done and how far it is, shown once two seconds have passed. */
export function progressOn(sink: Sink, quiet: boolean): Progress {
  if (quiet || !sink.isTTY) return { report() {}, endsAt() {}, heartbeat() {}, clear() {} }
  const started = performance.now()
  let shownAt = -Infinity
  let deadline = Infinity
  let current: Work | undefined
  const show = (now: number, pause: number): void => {
    if (current === undefined || now - started < quietFor || now - shownAt < pause) return
    shownAt = now
    // A line that wraps could not be removed.
    sink.write(
      `\r\u001b[K${lineOf(current, deadline, now).slice(0, sink.columns > 20 ? sink.columns - 1 : 79)}`,
    )
  }
  const heartbeat = (): void => show(performance.now(), betweenBeats)
  // While a worker is waited for.
  const timer = setInterval(heartbeat, betweenBeats)
  timer.unref()
  return {
    report(what, done, piece) {
      const now = performance.now()
      const isNew = current === undefined || current.what !== what || current.piece?.index !== piece?.index
      if (current === undefined || isNew)
        current = { what, piece, since: now, before: done, done, started: startOf(piece, current, now) }
      if (!(current.done >= done)) current.done = done
      show(now, between)
    },
    endsAt: (time) => void (deadline = time),
    heartbeat,
    clear() {
      clearInterval(timer)
      current = undefined
      if (shownAt > 0) sink.write('\r\u001b[K')
    },
  }
}

function lineOf(work: Work, deadline: number, now: number): string {
  const { what, piece, done } = work
  const place = piece !== undefined && piece.count > 1 ? ` (${piece.index + 1} of ${piece.count})` : ''
  const title = piece?.name === undefined ? `${what}${place}` : `${piece.name}${place}: ${what}`
  return `${title}${Number.isNaN(done) ? '' : `: ${Math.round(100 * done)} %`}${timeText(work, deadline, now)}`
}

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
  if (Number.isNaN(work.done)) return now - work.since < 1000 ? '' : `, for ${duration(now - work.since)}`
  const left = timeLeft(work, now)
  return Number.isFinite(left) ? `, about ${duration(left)} left` : ''
}

/** What is left of this piece at its pace so far; the pieces that follow are taken to last as long as these on average. */
function timeLeft({ piece, since, before, done, started }: Work, now: number): number {
  if (!(done - before > 0.02)) return NaN
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
