import { uncertainty } from '../../base/estimate.js'
import type { Fate } from '../../verify/index.js'
import type { Boundaries, MapNotion } from './record.js'

export const notions: readonly MapNotion[] = [
  'almost-surely',
  'mean-square',
  'gradient-descent',
  'higher',
  'lower',
]

/** What each notion predicts at a learning rate; nothing too close to its boundary. */
export function predictedAt(
  boundaries: Boundaries | undefined,
  rate: number,
): Readonly<Record<MapNotion, Fate | undefined>> {
  if (boundaries === undefined) return none
  const { gradientDescent, meanSquare, almostSure, isComplete } = boundaries
  const below = ({ value }: { value: number }): Fate | undefined => beside([value], 0, rate)
  const doubt = Math.max(0, ...(almostSure ?? []).map(({ learningRate: each }) => uncertainty(each) / each.value))
  const sure = (factor: number): Fate | undefined => {
    if (almostSure === undefined) return undefined
    const ends = almostSure.map(({ learningRate }) => factor * learningRate.value)
    // Beyond what was scanned another sign change may follow.
    if (!isComplete && rate > (ends.at(-1) ?? 0)) return undefined
    return beside(ends, doubt, rate)
  }
  return {
    'almost-surely': sure(1),
    'mean-square': below(meanSquare),
    'gradient-descent': below(gradientDescent),
    higher: sure(moved),
    lower: sure(1 / moved),
  }
} // prettier-ignore

/** The factor by which the almost-sure boundary is moved to be refuted. */
export const moved = 1.25

/** Relative distance from a boundary within which nothing is predicted. */
export const margin = 0.03

const none: Record<MapNotion, undefined> = {
  'almost-surely': undefined,
  'mean-square': undefined,
  'gradient-descent': undefined,
  higher: undefined,
  lower: undefined,
}

// Stable below the first sign change, unstable below the next one, and so on.
function beside(changes: readonly number[], doubt: number, rate: number): Fate | undefined {
  if (changes.some((change) => Math.abs(Math.log(rate / change)) < margin + doubt)) return undefined
  return changes.filter((change) => change < rate).length % 2 === 0 ? 'settles' : 'leaves'
}
