import { type Prediction, type Situation, siteOf, type Theorem } from '../theory/index.js'
import { examine, type HypothesisFinding } from '../verify/index.js'

/** What a theorem says in a situation, without any experiment; no prediction where a hypothesis is refuted. */
export interface PredictionRecord {
  readonly theorem: Theorem
  readonly hypotheses: readonly HypothesisFinding[]
  readonly prediction: Prediction | undefined
}

export function predictionOf(theorem: Theorem, situation: Situation): PredictionRecord {
  const hypotheses = examine(theorem.hypotheses, situation)
  const applies = hypotheses.every(({ state }) => state !== 'refuted')
  return { theorem, hypotheses, prediction: applies ? theorem.predict(siteOf(situation)) : undefined }
}
