import { type Estimate, uncertainty } from '../../base/estimate.js'
import type { Crossing, StabilityThresholds } from '../../numeric/index.js'
import { decimal, decimalWithin } from '../decimal.js'

/** The sign changes of λ in ascending order, and how far learning rates were looked at. */
export interface SignChanges {
  readonly crossings: readonly Crossing[]
  readonly scan: Pick<StabilityThresholds['scan'], 'to' | 'isComplete'>
}

/**
 * `stable below 0.13 and between 0.42 and 0.56, unstable between 0.13 and 0.42 and above 0.56`: all of it, or as far as was
 * looked.
 */
export function rangesInWords({ crossings, scan }: SignChanges): string {
  const ends = crossings.map(({ learningRate }) => shownRate(learningRate))
  const between = (k: number): string => {
    if (k === 0) return `below ${ends[0]!}`
    if (k < ends.length) return `between ${ends[k - 1]!} and ${ends[k]!}`
    return `above ${ends.at(-1)!}${scan.isComplete ? '' : ` (looked at up to ${decimal(scan.to, 3)})`}`
  }
  const ranges = [...ends, ''].map((_, k) => between(k))
  const isStable = (k: number): boolean => (k === 0 ? crossings[0]!.becomes === 'unstable' : crossings[k - 1]!.becomes === 'stable') // prettier-ignore
  const [stable, unstable] = [true, false].map((wanted) => ranges.filter((_, k) => isStable(k) === wanted))
  return `stable ${listed(stable!)}, unstable ${listed(unstable!)}`
}

/** To six digits, or with its error where that is larger. */
export function shownRate(estimate: Estimate): string {
  const error = uncertainty(estimate)
  return error > 5e-7 * Math.abs(estimate.value)
    ? decimalWithin(estimate.value, error)
    : decimal(estimate.value, 6)
}

/**
 * Whether λ at a learning rate has the other sign than between the sign changes around it: then some were not seen. Nothing
 * is said closer to a sign change than its error.
 */
export function areIncomplete({ crossings, scan }: SignChanges, rate: number, sign: 'negative' | 'positive'): boolean {
  if (crossings.length === 0 || rate > scan.to) return false
  const isClose = ({ learningRate }: Crossing): boolean => Math.abs(learningRate.value - rate) <= 2 * uncertainty(learningRate) // prettier-ignore
  if (crossings.some(isClose)) return false
  const last = crossings.filter(({ learningRate }) => learningRate.value < rate).at(-1)
  return (last?.becomes ?? 'stable') !== (sign === 'negative' ? 'stable' : 'unstable')
} // prettier-ignore

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`
}
