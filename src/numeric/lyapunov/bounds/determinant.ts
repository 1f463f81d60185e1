import {
  addIntervals,
  type Interval,
  multiplyIntervals,
  pointInterval,
  reciprocalInterval,
} from '../../../calculus/index.js'
import { type ExponentBound, expectationBelow, logBelow } from './bound.js'
import type { EnclosedFactors } from './enclosed-factors.js'
import type { EnclosedMatrix } from './enclosed-matrix.js'

/** λ ≥ (1/k) E log|det A_S|, the mean of all k exponents; −∞ when a factor may be singular. */
export function determinantBound({ size, factors, probabilities }: EnclosedFactors): ExponentBound {
  const logs = factors.map((a) => logBelow(sizeBelow(enclosedDeterminant(a))))
  const mean = expectationBelow(probabilities, logs) / size
  return {
    name: 'determinant',
    lo: Number.isFinite(mean) ? mean - Math.abs(mean) * 2 ** -52 : mean,
    hi: Infinity,
    detail: 'The exponent is at least the mean $\\frac1k\\,\\mathbb E\\log|\\det A_S|$ of all $k$ exponents.',
  }
}

const sizeBelow = ({ low, high }: Interval): number => (low > 0 ? low : high < 0 ? -high : 0)

/** Contains the determinant of every matrix enclosed, by elimination in intervals with pivots chosen by size. */
export function enclosedDeterminant({ size: n, centre, radius }: EnclosedMatrix): Interval {
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      const r = radius[i * n + j]!
      return r === 0
        ? pointInterval(centre[i * n + j]!)
        : addIntervals(pointInterval(centre[i * n + j]!), { low: -r, high: r })
    }),
  )
  let product = pointInterval(1)
  for (let k = 0; k < n; k++) {
    let best = k
    for (let i = k + 1; i < n; i++) if (sizeBelow(rows[i]![k]!) > sizeBelow(rows[best]![k]!)) best = i
    if (best !== k) {
      ;[rows[k], rows[best]] = [rows[best]!, rows[k]!]
      product = negated(product)
    }
    const pivot = rows[k]![k]!
    product = multiplyIntervals(product, pivot)
    if (k === n - 1) break
    // Nothing can be said when the pivot may be 0: then the determinant may be, too, or elimination goes no further.
    if (sizeBelow(pivot) === 0) return { low: -Infinity, high: Infinity }
    const inverse = reciprocalInterval(pivot)
    for (let i = k + 1; i < n; i++) {
      const below = rows[i]![k]!
      if (below.low === 0 && below.high === 0) continue
      const factor = negated(multiplyIntervals(below, inverse))
      for (let j = k + 1; j < n; j++)
        rows[i]![j] = addIntervals(rows[i]![j]!, multiplyIntervals(factor, rows[k]![j]!))
    }
  }
  return product
}

const negated = ({ low, high }: Interval): Interval => ({ low: -high, high: -low })
