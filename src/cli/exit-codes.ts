import type { StabilityMap } from '../study/index.js'
import type { Verdict } from '../verify/index.js'

/** What the process returns; documented in `thalweg --help` and the README. */
export const exitCodes = {
  fine: 0,
  refuted: 1,
  badInput: 2,
  outOfBudget: 3,
  internal: 70,
  interrupted: 130,
} as const

export const exitCodesText = `Exit codes:
  0   done; every verdict is supported, inconclusive or not applicable
  1   a verdict is refuted, an experiment failed, or a report came out differently
  2   bad input: the message says what to write instead
  3   the time given with --within ended before everything was decided
  70  an error in thalweg itself
  130 interrupted; with --checkpoint the same command goes on`

/** The exit code for a list of verdicts. A refutation outweighs an unfinished experiment. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  const unfinished = verdicts.filter(isUnfinished)
  const bad = verdicts.some(
    (verdict) =>
      verdict.outcome === 'refuted' || (verdict.outcome === 'failed' && !unfinished.includes(verdict)),
  )
  if (bad) return exitCodes.refuted
  return unfinished.length > 0 ? exitCodes.outOfBudget : exitCodes.fine
}

/** The exit code for a map: refuted when its almost-sure boundary is. */
export function exitCodeOfMap({ verdict: { outcome, cutShort } }: Pick<StabilityMap, 'verdict'>): number {
  if (outcome === 'refuted') return exitCodes.refuted
  return cutShort && outcome !== 'supported' ? exitCodes.outOfBudget : exitCodes.fine
}

// Undecided because the time was up, whether or not anything had been measured by then.
function isUnfinished({ outcome, measurement, problem }: Verdict): boolean {
  if (outcome !== 'inconclusive' && outcome !== 'failed') return false
  return measurement?.run.cutShort === true || problem?.code === 'out-of-budget'
}
