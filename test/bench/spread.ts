/** Median, least and greatest of repeated measurements. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return { median, min: sorted[0]!, max: sorted.at(-1)! }
}

/** The products of what two independent series of measurements may be. */
export function timesSpread(a: Spread, b: Spread): Spread {
  return { median: a.median * b.median, min: a.min * b.min, max: a.max * b.max }
}

/** Every `a` over every `b`, both positive. */
export function quotientSpread(a: Spread, b: Spread): Spread {
  return { median: a.median / b.median, min: a.min / b.max, max: a.max / b.min }
}
