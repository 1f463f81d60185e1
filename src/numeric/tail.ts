import { type Measured, measured } from './statistics.js'

/** What a power law P(S > R) ∝ R^−γ between `from` and `to` is fitted to: sums that are added up over parts. */
export interface TailSums {
  readonly from: number
  readonly to: number
  /** Values above `from`. */
  exceeding: number
  /** Those of them that are below `to`. */
  ended: number
  /** Σ log(min(S, to)/from) over the values above `from`. */
  logs: number
}

export function emptyTail(from: number, to: number): TailSums {
  return { from, to, exceeding: 0, ended: 0, logs: 0 }
}

/** Adds one value to `tail`, which changes. All that counts of a value above `to` is that it is above. */
export function addToTail(tail: TailSums, value: number): void {
  if (!(value > tail.from)) return
  tail.exceeding++
  if (value < tail.to) tail.ended++
  tail.logs += Math.log(Math.min(value, tail.to) / tail.from)
}

/** The sums of two parts of one sample, with the same ends. */
export function mergedTails(a: TailSums, b: TailSums): TailSums {
  return {
    from: a.from,
    to: a.to,
    exceeding: a.exceeding + b.exceeding,
    ended: a.ended + b.ended,
    logs: a.logs + b.logs,
  }
}

/**
 * The exponent γ by maximum likelihood: Hill's estimator (Ann. Stat. 3, 1975), with values above `to` censored. With
 * fewer than two values that ended the interval is infinite.
 */
export function tailEstimate({ exceeding, ended, logs }: TailSums, level = 0.95): Measured {
  if (ended < 2) return measured(0, Infinity, 0, level, exceeding)
  const exponent = ended / logs
  return measured(exponent, exponent / Math.sqrt(ended), ended - 1, level, exceeding)
}
