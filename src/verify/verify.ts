import { type Budget, unlimited } from '../base/budget.js'
import type { Host } from '../base/host.js'
import type { Memory } from '../base/memory.js'
import { ProblemError } from '../base/problem.js'
import type { Prose } from '../base/prose.js'
import { wording } from '../base/wording.js'
import {
  decimal,
  decimalWithin,
  type Hypothesis,
  type Prediction,
  type Site,
  type Situation,
  siteOf,
  type Theorem,
} from '../theory/index.js'
import { runExperiment } from './experiments/index.js'
import { judge, type Judgement, judgeValue } from './judge.js'
import type { Measurement } from './measurement.js'
import { type ControlResult, type HypothesisFinding, join, type Outcome, type Verdict } from './verdict.js'

export interface VerifyOptions {
  readonly seed: number
  readonly budget?: Budget
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
      memory: options.memory,
      precision: precisionWanted(theorem, prediction),
    })
    const missing = unmeasured(theorem, measurement)
    if (missing !== undefined)
      return { ...unfinished, outcome: 'inconclusive', summary: missing, prediction, measurement }
    const judgements = compare(theorem, prediction, measurement)
    const controls = runControls(theorem, prediction, measurement, site)
    const outcome = conclude(judgements, controls, hypotheses)
    const summary = summarise(outcome, judgements, controls, hypotheses, prediction, measurement)
    return { ...unfinished, outcome, summary, prediction, measurement, judgements, controls }
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

// A fifth of the smallest deviation that matters leaves room for a deviation of the measurement itself.
function precisionWanted(theorem: Theorem, prediction: Prediction): Record<string, number> {
  return Object.fromEntries(
    Object.entries(theorem.compare).map(([name, { relevant }]) => [
      name,
      (relevant * prediction.quantities[name]!.scale) / 5,
    ]),
  )
}

// Too few runs ended for an interval: nothing is concluded, and the reason is told.
function unmeasured(theorem: Theorem, { quantities, run, remarks }: Measurement): Prose | undefined {
  const measured = Object.keys(theorem.compare).every((name) =>
    Number.isFinite(quantities[name]?.estimate.halfWidth),
  )
  if (measured) return undefined
  const reason = run.cutShort
    ? 'the time did not suffice for a measurement'
    : 'too few runs ended for a measurement'
  return [`Nothing is concluded: ${reason}`, ...remarks].join('; ') + '.'
}

function compare(theorem: Theorem, prediction: Prediction, measurement: Measurement): Judgement[] {
  return Object.entries(theorem.compare).map(([name, comparison]) =>
    judge(name, prediction.quantities[name]!, measurement.quantities[name]!.estimate, comparison),
  )
}

function runControls(
  theorem: Theorem,
  prediction: Prediction,
  measurement: Measurement,
  site: Site,
): ControlResult[] {
  return theorem.controls.flatMap((control) => {
    const wrongValue = control.wrong(prediction, site)
    if (wrongValue === undefined) return []
    const { scale, estimate } = prediction.quantities[control.quantity]!
    const comparison = theorem.compare[control.quantity]!
    // Where it differs by less than what matters it is not wrong enough to be told apart.
    if (Math.abs(wrongValue - estimate.value) < 1.5 * comparison.relevant * scale) return []
    const wrong = { kind: 'numerical', value: wrongValue, error: 0, method: 'negative control' } as const
    const { outcome, standardErrors } = judgeValue(
      control.quantity,
      wrong,
      scale,
      measurement.quantities[control.quantity]!.estimate,
      comparison,
    )
    return [{ id: control.id, title: control.title, wrongValue, outcome, standardErrors }]
  })
}

// An experiment that cannot tell the prediction from a wrong one supports nothing, and neither does one made under a
// hypothesis of which nothing is known.
function conclude(
  judgements: readonly Judgement[],
  controls: readonly ControlResult[],
  hypotheses: readonly HypothesisFinding[],
): Outcome {
  const outcome = join(judgements.map((judgement) => judgement.outcome))
  if (outcome !== 'supported') return outcome
  const blunt = controls.some((control) => control.outcome !== 'refuted')
  const doubtful = hypotheses.some(({ state }) => state === 'unknown')
  return blunt || doubtful ? 'inconclusive' : 'supported'
}

function summarise(
  outcome: Outcome,
  judgements: readonly Judgement[],
  controls: readonly ControlResult[],
  hypotheses: readonly HypothesisFinding[],
  prediction: Prediction,
  measurement: Measurement,
): Prose {
  const worst = judgements.find((judgement) => judgement.outcome === outcome) ?? judgements[0]!
  const title = prediction.quantities[worst.quantity]!.title
  const numbers =
    `${title} predicted ${decimal(worst.predicted.value)}, measured ` +
    `${decimalWithin(worst.measured.value, halfWidthOf(worst))} (99 %)`
  const missed = controls.filter((control) => control.outcome !== 'refuted')
  if (outcome === 'supported')
    return `${numbers}; ${controls.length === 1 ? 'the wrong prediction is' : `all ${controls.length} wrong predictions are`} refuted.`
  if (outcome === 'refuted')
    return `${numbers}: off by ${decimal(Math.abs(worst.standardErrors), 3)} standard errors.`
  if (worst.outcome === 'supported' && missed.length > 0)
    return `${numbers}, but the experiment cannot tell it from ${missed[0]!.title}.`
  const unknown = hypotheses.find(({ state }) => state === 'unknown')
  if (worst.outcome === 'supported' && unknown !== undefined)
    return `${numbers}, but the hypothesis ${unknown.id} could not be decided: ${unknown.evidence}.`
  const factor = worst.replicasFactor
  const more =
    factor === undefined || !Number.isFinite(factor)
      ? 'more replicas would not settle it'
      : `about ${Math.max(2, Math.ceil(factor))} times the replicas (${measurement.run.replicas} so far) would settle it`
  return `${numbers}: too blunt to decide; ${more}.`
}

function halfWidthOf({ measured }: Judgement): number {
  return measured.kind === 'measured' ? measured.halfWidth : 0
}
