import type { Problem } from '../base/problem.js'
import type { Prose } from '../base/prose.js'
import type { HypothesisState, Prediction, Remains } from '../theory/index.js'
import type { Judgement } from './judge.js'
import type { Measurement } from './measurement.js'

export type Outcome = 'supported' | 'refuted' | 'inconclusive' | 'not applicable' | 'failed'

export interface HypothesisFinding {
  readonly id: string
  readonly statement: Prose
  readonly state: HypothesisState
  readonly evidence: Prose
}

/** What became of one prediction that is wrong on purpose. */
export interface ControlResult {
  readonly id: string
  readonly title: Prose
  readonly wrongValue: number
  readonly outcome: Judgement['outcome']
  readonly standardErrors: number
}

/** The answer to one theorem at one point, with all its evidence. */
export interface Verdict {
  /** The theorem's id. */
  readonly theorem: string
  readonly title: Prose
  readonly outcome: Outcome
  /** One sentence. */
  readonly summary: Prose
  readonly hypotheses: readonly HypothesisFinding[]
  readonly prediction: Prediction | undefined
  readonly measurement: Measurement | undefined
  readonly judgements: readonly Judgement[]
  readonly controls: readonly ControlResult[]
  /** What can still be said where it does not apply. */
  readonly remains?: Remains
  /** Why it failed. */
  readonly problem?: Problem
}

// From the strongest claim on the others to the weakest.
const order: readonly Outcome[] = ['failed', 'refuted', 'inconclusive', 'supported', 'not applicable']

/**
 * The outcome of several verdicts taken together. One failure or refutation decides; one doubt makes the whole
 * doubtful; where nothing applies, nothing is claimed.
 *
 * | among the outcomes | together |
 * |---|---|
 * | any failed | failed |
 * | else any refuted | refuted |
 * | else any inconclusive | inconclusive |
 * | else any supported | supported |
 * | only not applicable, or none | not applicable |
 */
export function join(outcomes: readonly Outcome[]): Outcome {
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'not applicable'
}
