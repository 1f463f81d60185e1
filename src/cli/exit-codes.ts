import type { Verdict } from '../verify/index.js'

/** What the process returns; documented in `thalweg --help` and the README. */
export const exitCodes = {
  fine: 0,
  refuted: 1,
  badInput: 2,
  outOfBudget: 3,
  internal: 70,
} as const

export const exitCodesText = `Exit codes:
  0   done; every verdict is supported, inconclusive or not applicable
  1   a verdict is refuted, or an experiment failed
  2   bad input: the message says what to write instead
  3   the time given with --within ended before the experiment was decided
  70  an error in thalweg itself`

/** The exit code for a list of verdicts. A refutation outweighs an unfinished experiment. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.some(({ outcome }) => outcome === 'refuted' || outcome === 'failed')) return exitCodes.refuted
  const cutShort = verdicts.some(
    ({ outcome, measurement }) => outcome === 'inconclusive' && measurement?.run.cutShort === true,
  )
  return cutShort ? exitCodes.outOfBudget : exitCodes.fine
}
