import { begin, type Budget, unlimited } from '../base/budget.js'
import { inTime, isOutOfTime } from '../base/in-time.js'
import type { Host } from '../base/host.js'
import type { Memory } from '../base/memory.js'
import { type Problem, ProblemError } from '../base/problem.js'
import type { Prose } from '../base/prose.js'
import { wording } from '../base/wording.js'
import {
  type Hypothesis,
  type Prediction,
  type Remains,
  type Situation,
  siteOf,
  type Theorem,
} from '../theory/index.js'
import {
  compared,
  conclude,
  controlResults,
  judgements,
  precisionWanted,
  type WrongPrediction,
  wrongPredictions,
} from './compare.js'
import { defaultEffort, effortCalled, type EffortName } from './effort.js'
import { runExperiment } from './experiments/index.js'
import type { Measurement } from './measurement.js'
import { summarise } from './summary.js'
import type { HypothesisFinding, Verdict } from './verdict.js'

export interface VerifyOptions {
  readonly seed: number
  readonly budget?: Budget
  /** How sharp the answer is to be; standard when left out. */
  readonly effort?: EffortName | undefined
  /** Whose threads may be used; the verdict does not depend on them. */
  readonly host?: Host | undefined
  /** Where what was measured is kept, to go on another time. */
  readonly memory?: Memory | undefined
}

/**
 * Takes one theorem through hypotheses, prediction, experiment and comparison. Mathematical and numerical trouble ends
 * in the verdict `failed` with the problem, not in an exception.
 */
export async function verify(
  theorem: Theorem,
  situation: Situation,
  options: VerifyOptions,
): Promise<Verdict> {
  const effort = effortCalled(options.effort ?? defaultEffort)
  const budget = options.budget ?? unlimited
  const timed = { ...situation, budget }
  const hypotheses = examine(theorem.hypotheses, timed)
  const unfinished = { theorem: theorem.id, title: theorem.title, hypotheses, judgements: [], controls: [] }
  const refuted = hypotheses.find(({ state }) => state === 'refuted')
  if (refuted !== undefined) {
    const remains = remainsOf(theorem, hypotheses, timed)
    return {
      ...unfinished,
      outcome: 'not applicable',
      summary: `Does not apply: ${refuted.evidence.replace(/\.$/, '')}.`,
      prediction: undefined,
      measurement: undefined,
      ...(remains && { remains }),
    }
  }
  let prediction: Prediction | undefined
  let measurement: Measurement | undefined
  let wrongs: readonly WrongPrediction[] | undefined
  try {
    prediction = predicted(theorem, hypotheses, timed)
    if (prediction.unfinished !== undefined)
      throw new ProblemError(prediction.unfinished, 'the prediction is not finished')
    const site = siteOf(timed)
    const experiment = theorem.experiment(site, prediction)
    // Before the experiment, which may take what is left of the time.
    wrongs = wrongPredictions(theorem, prediction, effort, site)
    measurement = await runExperiment(experiment, {
      model: situation.model,
      seed: options.seed,
      budget,
      host: options.host,
      precision: precisionWanted(theorem, prediction, effort),
      effort,
      memory: options.memory,
    })
    const missing = unmeasured(compared(theorem, prediction), measurement)
    if (missing !== undefined)
      return { ...unfinished, outcome: 'inconclusive', summary: missing, prediction, measurement }
    const judged = judgements(theorem, prediction, measurement, effort)
    const controls = controlResults(wrongs, theorem, prediction, measurement, effort)
    const outcome = conclude(judged, controls, hypotheses)
    const evidence = { outcome, judgements: judged, controls, hypotheses, prediction, measurement }
    return { ...unfinished, ...evidence, summary: summarise({ ...evidence, effort }) }
  } catch (error) {
    // What was kept says nothing of the theorem.
    if (!(error instanceof ProblemError) || error.problem.code === 'bad-checkpoint') throw error
    const onTheWay = failingOnTheWay(error)
    if (onTheWay !== undefined)
      return {
        ...unfinished,
        hypotheses: [...hypotheses, onTheWay],
        outcome: 'not applicable',
        summary: `Does not apply: ${onTheWay.evidence}.`,
        prediction: undefined,
        measurement: undefined,
      }
    const { title, advice } = wording(error.problem)
    const isTooShort = wrongs === undefined && error.problem.code === 'out-of-budget'
    if (isTooShort) options.memory?.postpone?.()
    return {
      ...unfinished,
      outcome: isTooShort ? 'inconclusive' : 'failed',
      summary: isTooShort ? tooShort(error.problem) : `${title}: ${advice}`,
      prediction,
      measurement,
      problem: error.problem,
    }
  }
}

/** A hypothesis that turned out to fail while the prediction was computed, somewhere away from the point; or nothing. */
export function failingOnTheWay({ problem }: ProblemError): HypothesisFinding | undefined {
  if (problem.code !== 'not-applicable') return undefined
  const { theorem, hypothesis, witness } = problem.facts
  return { id: 'on-the-way', statement: `${theorem}: ${hypothesis}`, state: 'refuted', evidence: witness }
}

/**
 * What a theorem predicts where no hypothesis is refuted.
 *
 * @throws `out-of-budget` when the time of the situation is over; whatever else keeps it from a prediction
 */
export function predicted(
  theorem: Theorem,
  hypotheses: readonly HypothesisFinding[],
  situation: Situation,
): Prediction {
  const { budget = unlimited } = situation
  const decided = hypotheses.filter(({ state }) => state !== 'unknown')
  // What is unknown may be so for want of time, and predicting would begin with it again.
  if (decided.length < hypotheses.length)
    inTime(budget, 'examining the hypotheses', () => `${decided.length} of ${hypotheses.length}`)
  begin(budget, 'prediction')
  return theorem.predict(siteOf(situation))
}

/** What can still be said where a hypothesis is refuted: nothing where there is no point, or the time is over. */
export function remainsOf(
  theorem: Theorem,
  hypotheses: readonly HypothesisFinding[],
  situation: Situation,
): Remains | undefined {
  const refuted = hypotheses.find(({ state }) => state === 'refuted')
  if (refuted === undefined || theorem.remains === undefined || 'problem' in situation.landing)
    return undefined
  begin(situation.budget, 'what can still be said')
  try {
    return theorem.remains(siteOf(situation), refuted.id)
  } catch (error) {
    if (error instanceof ProblemError && isOutOfTime(error.problem.code)) return undefined
    throw error
  }
}

/** Why there is no prediction and so nothing to compare it with, or only a part of the prediction. */
export function tooShort(problem: Problem, isPartial = false): Prose {
  const { title, advice } = wording(problem)
  const missing = isPartial
    ? 'The time did not suffice for all of the prediction'
    : 'Nothing is concluded: the time did not suffice for the prediction'
  return `${missing}. ${title.charAt(0).toUpperCase()}${title.slice(1)}: ${advice}`
}

/** Checks hypotheses in order; after a refuted one the rest is not examined. */
export function examine(hypotheses: readonly Hypothesis[], situation: Situation): HypothesisFinding[] {
  let stopped = false
  return hypotheses.map((hypothesis) => {
    const { id, statement } = hypothesis
    if (stopped) return { id, statement, state: 'unknown' as const, evidence: 'not examined' }
    begin(situation.budget, `hypothesis ${id}`)
    const { state, evidence } = hypothesis.check(situation)
    if (state === 'refuted') stopped = true
    return { id, statement, state, evidence }
  })
}

// Too few runs ended for an interval: nothing is concluded, and the reason is told.
function unmeasured(
  asked: readonly [string, unknown][],
  { quantities, run, remarks, undecided }: Measurement,
): Prose | undefined {
  const measured = asked.every(([name]) => Number.isFinite(quantities[name]?.estimate.halfWidth))
  if (measured) return undefined
  const reason = run.cutShort
    ? 'the time did not suffice for a measurement'
    : (undecided ?? 'too few runs ended for a measurement')
  return [`Nothing is concluded: ${reason}`, ...remarks].join('; ') + '.'
}
