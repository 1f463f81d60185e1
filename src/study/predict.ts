import { type Budget, shareOf, unlimited } from '../base/budget.js'
import { type Problem, ProblemError } from '../base/problem.js'
import type { Prediction, Remains, Situation, Theorem } from '../theory/index.js'
import { examine, failingOnTheWay, type HypothesisFinding, predicted, remainsOf } from '../verify/index.js'

/** What a theorem says in a situation, without any experiment. */
export interface PredictionRecord {
  readonly theorem: Theorem
  readonly hypotheses: readonly HypothesisFinding[]
  /** Nothing where a hypothesis is refuted, and where the time was over before there was anything. */
  readonly prediction: Prediction | undefined
  /** What can still be said where a hypothesis is refuted. */
  readonly remains?: Remains | undefined
  /** `out-of-budget`, where the time was over before all of the prediction was there. */
  readonly problem?: Problem | undefined
}

/** @throws ProblemError what keeps the theorem from a prediction, but for the time */
export function predictionOf(theorem: Theorem, situation: Situation, budget?: Budget): PredictionRecord {
  const timed = { ...situation, budget: budget ?? situation.budget }
  const hypotheses = examine(theorem.hypotheses, timed)
  const found = { theorem, hypotheses, prediction: undefined }
  if (hypotheses.some(({ state }) => state === 'refuted'))
    return { ...found, remains: remainsOf(theorem, hypotheses, timed) }
  try {
    const prediction = predicted(theorem, hypotheses, timed)
    return { ...found, prediction, ...(prediction.unfinished && { problem: prediction.unfinished }) }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const onTheWay = failingOnTheWay(error)
    if (onTheWay !== undefined) return { ...found, hypotheses: [...hypotheses, onTheWay] }
    if (error.problem.code !== 'out-of-budget') throw error
    return { ...found, problem: error.problem }
  }
}

/** The same for several theorems, each with a share of the time. */
export function predictionsOf(
  theorems: readonly Theorem[],
  situation: Situation,
  budget: Budget = unlimited,
): PredictionRecord[] {
  return theorems.map((theorem, index) =>
    predictionOf(theorem, situation, shareOf(budget, { index, count: theorems.length, name: theorem.id })),
  )
}
