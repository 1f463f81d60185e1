import type { Interval } from '../../../calculus/index.js'
import type { Prose } from '../../../base/prose.js'

/** What one argument says of the Lyapunov exponent λ: it lies from `lo` to `hi`, either of which may be infinite. */
export interface ExponentBound {
  readonly name:
    'small steps' | 'determinant' | 'second moment' | 'rescaled second moment' | 'enumeration' | 'coboundary'
  readonly lo: number
  readonly hi: number
  /** The end is not attained: λ < `hi` where `hi` is 0. */
  readonly strict?: boolean
  /** How it was found, as a sentence. */
  readonly detail: Prose
}

// The library's logarithm is right to less than one unit in the last place in every engine in use; four are allowed.
const slack = (x: number): number => Math.abs(x) * 2 ** -50

/** At least log x; −∞ at 0 and below. */
export function logAbove(x: number): number {
  if (!(x > 0)) return x <= 0 ? -Infinity : NaN
  const value = Math.log(x)
  return Number.isFinite(value) ? value + slack(value) : value
}

/** At most log x; −∞ at 0 and below. */
export function logBelow(x: number): number {
  if (!(x > 0)) return x <= 0 ? -Infinity : NaN
  const value = Math.log(x)
  return Number.isFinite(value) ? value - slack(value) : value
}

/** At least Σ pᵢxᵢ for all probabilities enclosed and all xᵢ ≤ `values[i]`. */
export function expectationAbove(probabilities: readonly Interval[], values: ArrayLike<number>): number {
  let [sum, size] = [0, 0]
  probabilities.forEach(({ low, high }, i) => {
    const x = values[i]!
    const p = x >= 0 ? high : low
    if (p === 0) return
    sum += p * x
    size += Math.abs(p * x)
  })
  return Number.isFinite(sum) ? sum + size * (probabilities.length + 4) * 2 ** -52 : sum
}

/** At most Σ pᵢxᵢ for all probabilities enclosed and all xᵢ ≥ `values[i]`. */
export function expectationBelow(probabilities: readonly Interval[], values: ArrayLike<number>): number {
  return -expectationAbove(
    probabilities,
    Array.from(values, (x) => -x),
  )
}
