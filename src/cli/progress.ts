import type { Budget } from '../base/budget.js'
import type { Sink } from './surroundings.js'

export interface Progress {
  readonly report: NonNullable<Budget['progress']>
  /** Removes the line. */
  clear(): void
}

const quietFor = 2000
const between = 100

/** One line on a terminal that says what is being done and how far it is, shown once two seconds have passed. */
export function progressOn(sink: Sink, quiet: boolean): Progress {
  if (quiet || !sink.isTTY) return { report: () => {}, clear: () => {} }
  const started = performance.now()
  let shownAt = 0
  let since = started
  let current = ''
  return {
    report(what, done) {
      const now = performance.now()
      if (what !== current) [current, since] = [what, now]
      if (now - started < quietFor || now - shownAt < between) return
      shownAt = now
      const left = done > 0.02 ? ((now - since) / done) * (1 - done) : NaN
      const time = Number.isFinite(left) ? `, about ${Math.ceil(left / 1000)} s left` : ''
      sink.write(`\r\u001b[K${what}: ${Math.round(100 * done)} %${time}`)
    },
    clear() {
      if (shownAt > 0) sink.write('\r\u001b[K')
    },
  }
}
