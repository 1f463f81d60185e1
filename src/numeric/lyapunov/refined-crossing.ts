import { type Budget, spent } from '../../base/budget.js'
import { type Estimate, uncertainty } from '../../base/estimate.js'
import type { LyapunovExponent } from './exponent.js'
import { signChange } from './sign-change.js'

/** λ as well as it is known, and a quick version of it, nearly the same and smooth, to be searched. */
export interface CrossingSearch {
  readonly fine: (eta: number) => LyapunovExponent
  /** λ itself where it is quick, or is simulated with the same batches for all learning rates. */
  readonly quick?: ((eta: number) => number) | undefined
  /** Beyond it the bracket as it is then is the answer. */
  readonly budget: Budget
}

/** λ is known to be positive at one end and negative at the other. */
interface Bracket {
  readonly low: number
  readonly high: number
  readonly isRising: boolean
}

/**
 * The sign change of λ between two learning rates at which its signs are known and differ. Its error is that of λ over the
 * slope of λ there, and no more than the bracket.
 */
export function refinedCrossing(search: CrossingSearch, bracket: Bracket): Estimate {
  return search.quick === undefined ? searched(search, bracket) : corrected(search, search.quick, bracket)
}

/** The sign change of λ as it is computed. */
function searched({ fine, budget }: CrossingSearch, { low, high }: Bracket): Estimate {
  if (spent(budget)) return unrefined([low, high])
  const first = fine((low + high) / 2).estimate
  const isMeasured = first.kind === 'measured'
  // A simulated λ is a smooth function of the learning rate, as the batches are the same; it is solved well within its doubt.
  const bracket = signChange((eta) => (spent(budget) ? NaN : fine(eta).estimate.value), [low, high], {
    tolerance: isMeasured ? 1e-7 * high : 0,
    negligible: 0.05 * (isMeasured ? first.standardError : uncertainty(first)),
    most: isMeasured ? 14 : 60,
  })
  if (spent(budget)) return unrefined([low, high])
  const { root } = bracket
  const { estimate, method } = fine(root)
  const step = (isMeasured ? 1e-2 : 1e-4) * root
  const slope = slopeAt((eta) => fine(eta).estimate.value, root, step, [low, high])
  const inDoubt = (size: number) => (slope !== 0 ? Math.min(high - low, size / Math.abs(slope)) : high - low)
  if (estimate.kind === 'measured') {
    const { halfWidth, standardError } = estimate
    const rest = Math.abs(estimate.value)
    return { ...estimate, method, value: root, halfWidth: inDoubt(halfWidth + rest), standardError: inDoubt(standardError) } // prettier-ignore
  }
  const error = Math.min(high - low, inDoubt(uncertainty(estimate)) + (bracket.high - bracket.low))
  return { kind: 'numerical', value: root, error, method: `sign change of λ by ${method}` }
}

/** That of the quick version, then moved by λ over its slope until λ is 0 within its error. */
function corrected(
  { fine, budget }: CrossingSearch,
  quick: (eta: number) => number,
  { low: from, high: to, isRising }: Bracket,
): Estimate {
  let [low, high, at] = [from, to, (from + to) / 2]
  if (quick(from) > 0 !== quick(to) > 0)
    at = signChange(quick, [from, to], { tolerance: 1e-8 * to, most: 40 }).root
  let slope = slopeAt(quick, at, 1e-4 * at, [from, to])
  let before: { at: number; value: number; doubt: number } | undefined
  for (let round = 0; !spent(budget); round++) {
    const { estimate, method } = fine(at)
    const { value } = estimate
    const doubt = uncertainty(estimate)
    if (before !== undefined && Math.abs(value - before.value) > 8 * (doubt + before.doubt))
      slope = (value - before.value) / (at - before.at)
    const moved = at - value / slope
    const isInside = moved > low && moved < high
    if (Math.abs(value) <= doubt || high - low <= 4 * Number.EPSILON * high || round >= mostRounds)
      return settledAt(isInside ? moved : at, estimate, slope, [low, high], method)
    if (value > 0 === isRising) high = at
    else low = at
    before = { at, value, doubt }
    at = moved > low && moved < high ? moved : (low + high) / 2
  }
  return unrefined([low, high])
}

const mostRounds = 12

function settledAt(
  root: number,
  estimate: Estimate,
  slope: number,
  [low, high]: readonly [number, number],
  method: string,
): Estimate {
  const inDoubt = (size: number) => Math.min(high - low, size / Math.abs(slope)) || high - low
  // What moving to where λ vanishes leaves is of second order.
  const rest = Math.abs(estimate.value) > uncertainty(estimate) ? Math.abs(estimate.value) : 0
  if (estimate.kind === 'measured') {
    const { halfWidth, standardError } = estimate
    return { ...estimate, method, value: root, halfWidth: inDoubt(halfWidth + rest), standardError: inDoubt(standardError) } // prettier-ignore
  }
  const error = inDoubt(uncertainty(estimate) + rest) + 4 * Number.EPSILON * root
  return { kind: 'numerical', value: root, error, method: `sign change of λ by ${method}` }
}

function slopeAt(
  f: (eta: number) => number,
  at: number,
  step: number,
  [low, high]: readonly [number, number],
): number {
  const [below, above] = [Math.max(at - step, low), Math.min(at + step, high)]
  return (f(above) - f(below)) / (above - below)
}

function unrefined([low, high]: readonly [number, number]): Estimate {
  const method = 'learning rates between which λ has another sign'
  return { kind: 'numerical', value: (low + high) / 2, error: (high - low) / 2, method }
}
