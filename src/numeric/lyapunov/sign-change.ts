/** Where a function changes sign, bracketed. */
export interface SignChange {
  readonly root: number
  /** The sign changes between these; both are the root where |f| is negligible. */
  readonly low: number
  readonly high: number
}

/**
 * A root of f between a and b, at which it has different signs, by the Illinois variant of the false position (Dowell &
 * Jarratt 1971), by bisection where a value is not finite. Ends when the bracket is narrower than `tolerance`, when |f| is
 * at most `negligible`, or after `most` evaluations.
 */
export function signChange(
  f: (x: number) => number,
  [a, b]: readonly [number, number],
  { tolerance = 0, negligible = 0, most = 100 } = {},
): SignChange {
  let [low, high, atLow, atHigh] = [a, b, f(a), f(b)]
  let root = Math.abs(atLow) < Math.abs(atHigh) ? low : high
  for (let n = 0; n < most && high - low > Math.max(tolerance, 4 * Number.EPSILON * Math.abs(high)); n++) {
    const secant = (low * atHigh - high * atLow) / (atHigh - atLow)
    // Every fourth time by halves: the bracket itself is wanted narrow, not only the root.
    const halves = !(secant > low && secant < high) || n % 4 === 3
    root = halves ? (low + high) / 2 : secant
    const value = f(root)
    if (Math.abs(value) <= negligible) return { root, low: root, high: root }
    if (value > 0 === atHigh > 0) {
      ;[high, atHigh] = [root, value]
      if (!halves) atLow /= 2
    } else {
      ;[low, atLow] = [root, value]
      if (!halves) atHigh /= 2
    }
  }
  return { root, low, high }
}
