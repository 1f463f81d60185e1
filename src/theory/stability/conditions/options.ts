import type { Proposer } from '../../../algebra/index.js'
import type { Budget } from '../../../base/budget.js'
import type { SampleWeights } from '../../../dynamics/index.js'
import type { Expression } from '../../../expression/index.js'
import type { ZeroLossPoint } from '../../../geometry/index.js'

export interface ConditionOptions {
  /** B, default 1. `any` leaves it open, which needs data as symbols. */
  readonly batchSize?: number | 'any' | undefined
  /** Whether a sample can be in a batch more than once; default no. */
  readonly replacement?: boolean | undefined
  /**
   * How often samples are drawn relative to each other: positive weights, one for each sample of the model; equal when left
   * out.
   */
  readonly sampling?: SampleWeights | undefined
  /** Conditions for any data, in sums over the samples, instead of for the data of the model. */
  readonly dataAsSymbols?: boolean | undefined
  /** Also heavy ball and Nesterov's method with this β: a constant in [0, 1), or `symbol` for any. */
  readonly momentum?: Expression | 'symbol' | undefined
  /** Also at minima of L + (ρ/2)|w|², with this ρ: a positive constant, or `symbol` for any. */
  readonly weightDecay?: Expression | 'symbol' | undefined
  /** A point of the set of which the surroundings count as well. */
  readonly point?: ZeroLossPoint | undefined
  readonly proposer?: Proposer | undefined
  readonly budget?: Budget | undefined
}

/** Their names. */
export const conditionOptions: Readonly<Record<keyof ConditionOptions, true>> = {
  batchSize: true,
  replacement: true,
  sampling: true,
  dataAsSymbols: true,
  momentum: true,
  weightDecay: true,
  point: true,
  proposer: true,
  budget: true,
}
