import { coinTail } from '../../numeric/index.js'
import type { SettlingCount } from './runs.js'

/** What runs that begin close enough to a point do, nearly all of them. */
export type Fate = 'settles' | 'leaves'

/** What was predicted at a place and learning rate, where it was, and what was seen there, where it is clear. */
export interface FateTest {
  readonly predicted: Fate | undefined
  readonly seen: Fate | undefined
}

/** How often a prediction was right. */
export interface FateTally {
  readonly agree: Readonly<Record<Fate, number>>
  /** Predicted to settle and seen to leave, and the other way round, by the prediction. */
  readonly contradict: Readonly<Record<Fate, number>>
  /** Predicted, but not clear. */
  readonly undecided: number
  readonly outcome: 'supported' | 'refuted' | 'inconclusive'
}

/**
 * What the runs do, if that is certain up to a probability `error`: were runs at least as likely to do the opposite, so
 * many of them would be seen with that probability at most (the sign test, exact). Runs that did neither speak for neither.
 */
export function fateSeen(
  { settled, left, runs }: Pick<SettlingCount, 'settled' | 'left' | 'runs'>,
  error: number,
): Fate | undefined {
  if (coinTail(settled, runs) <= error) return 'settles'
  return coinTail(left, runs) <= error ? 'leaves' : undefined
}

/** Agreements on each side below which nothing is called supported. */
export const leastAgreements = 3

/** Share of the predictions that may stay undecided. */
const mostUndecided = 0.1

/** One contradiction refutes, as each is certain; support needs agreement on both sides and little that is not clear. */
export function tally(tests: readonly FateTest[]): FateTally {
  const count = (predicted: Fate, seen: Fate | undefined): number =>
    tests.filter((test) => test.predicted === predicted && test.seen === seen).length
  const agree = { settles: count('settles', 'settles'), leaves: count('leaves', 'leaves') }
  const contradict = { settles: count('settles', 'leaves'), leaves: count('leaves', 'settles') }
  const undecided = count('settles', undefined) + count('leaves', undefined)
  const all = tests.filter(({ predicted }) => predicted !== undefined).length
  const supported =
    Math.min(agree.settles, agree.leaves) >= leastAgreements && undecided <= mostUndecided * all
  const isContradicted = contradict.settles + contradict.leaves > 0
  return {
    agree,
    contradict,
    undecided,
    outcome: isContradicted ? 'refuted' : supported ? 'supported' : 'inconclusive',
  }
}
