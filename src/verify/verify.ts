import { type Budget, unlimited } from '../base/budget.js'
import type { Host } from '../base/host.js'
import type { Memory } from '../base/memory.js'
import { ProblemError } from '../base/problem.js'
import type { Prose } from '../base/prose.js'
import { wording } from '../base/wording.js'
import { type Hypothesis, type Prediction, type Situation, siteOf, type Theorem } from '../theory/index.js'
import { compared, conclude, controlResults, judgements, precisionWanted } from './compare.js'
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
  const hypotheses = examine(theorem.hypotheses, situation)
  const unfinished = { theorem: theorem.id, title: theorem.title, hypotheses, judgements: [], controls: [] }
  const refuted = hypotheses.find(({ state }) => state === 'refuted')
  if (refuted !== undefined)
    return {
      ...unfinished,
      outcome: 'not applicable',
      summary: `Does not apply: ${refuted.evidence.replace(/\.$/, '')}.`,
      prediction: undefined,
      measurement: undefined,
    }
  let prediction: Prediction | undefined
  let measurement: Measurement | undefined
  try {
    const site = siteOf(situation)
    prediction = theorem.predict(site)
    measurement = await runExperiment(theorem.experiment(site, prediction), {
      model: situation.model,
      seed: options.seed,
      budget: options.budget ?? unlimited,
      host: options.host,
      precision: precisionWanted(theorem, prediction, effort),
      effort,
      memory: options.memory,
    })
    const missing = unmeasured(compared(theorem, prediction), measurement)
    if (missing !== undefined)
      return { ...unfinished, outcome: 'inconclusive', summary: missing, prediction, measurement }
    const judged = judgements(theorem, prediction, measurement, effort)
    const controls = controlResults(theorem, prediction, measurement, effort, site)
    const outcome = conclude(judged, controls, hypotheses)
    const evidence = { outcome, judgements: judged, controls, hypotheses, prediction, measurement }
    return { ...unfinished, ...evidence, summary: summarise({ ...evidence, effort }) }
  } catch (error) {
    // What was kept says nothing of the theorem.
    if (!(error instanceof ProblemError) || error.problem.code === 'bad-checkpoint') throw error
    const { title, advice } = wording(error.problem)
    return {
      ...unfinished,
      outcome: 'failed',
      summary: `${title}: ${advice}`,
      prediction,
      measurement,
      problem: error.problem,
    }
  }
}

/** Checks hypotheses in order; after a refuted one the rest is not examined. */
export function examine(hypotheses: readonly Hypothesis[], situation: Situation): HypothesisFinding[] {
  let stopped = false
  return hypotheses.map((hypothesis) => {
    const { id, statement } = hypothesis
    if (stopped) return { id, statement, state: 'unknown' as const, evidence: 'not examined' }
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
