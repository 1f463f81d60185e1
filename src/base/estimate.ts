/**
 * A number together with how it is known. Every number that leaves the library is one of these.
 *
 * - `exact`: a closed form; `text` and `latex` print it, `value` is its nearest double.
 * - `numerical`: computed in floating point from exact formulas; `error` bounds or estimates the rounding error.
 * - `enclosed`: certainly within `[lo, hi]`, either of which may be infinite.
 * - `measured`: mean of an experiment, `value ± halfWidth` at confidence `level`, from `count` independent replicas; by
 *   runs of the algorithm itself, or by the `method` named.
 */
export type Estimate =
  | { readonly kind: 'exact'; readonly value: number; readonly text: string; readonly latex: string }
  | { readonly kind: 'numerical'; readonly value: number; readonly error: number; readonly method: string }
  | {
      readonly kind: 'enclosed'
      readonly value: number
      readonly lo: number
      readonly hi: number
      readonly method?: string
      /** What this proves of the sign, where that is what was asked. */
      readonly sign?: 'negative' | 'positive' | 'open'
    }
  | {
      readonly kind: 'measured'
      readonly value: number
      readonly halfWidth: number
      readonly standardError: number
      readonly level: number
      readonly count: number
      readonly method?: string
      /** A share lies in [0, 1], whatever its half-width. */
      readonly isShare?: boolean
    }

/** Half the width of the interval in which the true value is claimed to lie. */
export function uncertainty(estimate: Estimate): number {
  switch (estimate.kind) {
    case 'exact':
      return 0
    case 'numerical':
      return estimate.error
    case 'enclosed':
      return Math.max(estimate.hi - estimate.value, estimate.value - estimate.lo)
    case 'measured':
      return estimate.halfWidth
  }
}
