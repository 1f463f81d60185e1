import type { Spread } from './spread.js'

/** All that a run found, as written to JSON and read by the writer of the document. */
export interface Results {
  readonly machine: string
  readonly node: string
  /** Year, month and day of every measure, by its name. */
  readonly dates: Readonly<Record<string, string>>
  readonly rounds: number
  /** The core all programs were bound to, if they could be. */
  readonly core?: number | undefined
  readonly referenceMachine: string
  readonly comparisons: readonly Comparison[]
  readonly skipped: readonly Skipped[]
  readonly growth: readonly Growth[]
}

export interface Comparison {
  readonly measure: string
  readonly title: string
  readonly clock: 'CPU' | 'wall'
  readonly peer: string
  readonly atLeast?: number | undefined
  readonly aim?: number | undefined
  /** Peer's time over ours: above 1 we are faster. */
  readonly ratio?: Spread | undefined
  /** The peer through which the ratio was estimated; without it the ratio was measured. */
  readonly through?: string | undefined
  /** Seconds. */
  readonly ours?: Spread | undefined
  readonly peerTime?: Spread | undefined
  /** Why there is no ratio. */
  readonly remark?: string | undefined
  /** Something went wrong: not merely absent. */
  readonly isWrong?: boolean | undefined
}

export interface Skipped {
  readonly measure: string
  readonly program: string
  readonly needs: string
}

/** How a quantity grows with another, one figure. */
export interface Growth {
  readonly name: string
  readonly title: string
  readonly x: string
  readonly y: string
  readonly series: readonly Series[]
}

export interface Series {
  readonly label: string
  readonly points: readonly Point[]
  /** Why it ends before the others. */
  readonly ended?: string | undefined
}

export interface Point {
  readonly x: number
  readonly y: Spread
}

/** What was measured now, and from an earlier run on the same machine what was not, in the order of `names`. */
export function completed(now: Results, before: Results, names: readonly string[]): Results {
  const isNew = (measure: string): boolean => measure in now.dates
  const comparisons = [...now.comparisons, ...before.comparisons.filter(({ measure }) => !isNew(measure))]
  return {
    ...now,
    dates: { ...before.dates, ...now.dates },
    comparisons: comparisons.sort((a, b) => names.indexOf(a.measure) - names.indexOf(b.measure)),
    skipped: [...now.skipped, ...before.skipped.filter(({ measure }) => !isNew(measure))],
    growth: isNew('growth') ? now.growth : before.growth,
  }
}

/** Whether numbers of both may stand in one table. */
export function areComparable(a: Results, b: Results): boolean {
  return a.machine === b.machine && a.node === b.node && a.rounds === b.rounds
}
