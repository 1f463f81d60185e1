/** What a sequence tends to, and how far off that may be. */
export interface ObservedLimit {
  readonly value: number
  readonly error: number
}

/**
 * The limit of values on grids with twice as many nodes each, from how the changes between them shrink. Where the last two
 * ratios are those of second order, a quarter, the value is extrapolated (Richardson) and the error judged by how much that
 * moved. Elsewhere the changes still to come are judged by the mean ratio, as a geometric series, twice. Where
 * changes do not shrink the error is infinite: what they tend to cannot be seen. It is infinite too for less than four values.
 */
export function observedLimit(values: readonly number[]): ObservedLimit {
  const value = values.at(-1) ?? NaN
  if (values.length < 4) return { value, error: Infinity }
  const [first, second, third] = [3, 2, 1].map((back) => values.at(-back)! - values.at(-back - 1)!) as [number, number, number] // prettier-ignore
  // At rounding there is nothing to see in the ratios.
  const rounding = 1e-14 * (1 + Math.abs(value))
  if (Math.max(Math.abs(first), Math.abs(second), Math.abs(third)) <= 8 * rounding) return { value, error: 16 * rounding } // prettier-ignore
  const [before, last] = [second / first, third / second]
  if (isQuarter(before) && isQuarter(last)) {
    const moved = Math.abs(third + (third - second) / 3)
    return { value: value + third / 3, error: Math.max(4 * moved, Math.abs(third) / 8) + rounding }
  }
  const size = Math.max(2 * Math.abs(third), Math.abs(second) / 2, Math.abs(first) / 8)
  // Over two steps, as single ratios are irregular where the function of directions is rough.
  const ratio = Math.sqrt(Math.abs(third) / Math.max(Math.abs(first), Math.abs(second)))
  if (!(ratio < steady)) return { value, error: size <= 64 * rounding ? size : Infinity }
  return { value, error: size * Math.max(1, ratio / (1 - ratio)) + rounding }
}

// Slower than this, a change says little about the sum of those to come.
const steady = 0.8

function isQuarter(ratio: number): boolean {
  return ratio > 0.22 && ratio < 0.28
}
