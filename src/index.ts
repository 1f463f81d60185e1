/**
 * Thalweg as a library, for Node.
 *
 *     const model = await readModel('models/two-layer-scalar.yaml')
 *     const study = await analyse(model, { at: 'skewed', learningRate: 0.1, seed: 7, within: '30s' })
 *     for (const verdict of study.verdicts) console.log(verdict.theorem, verdict.outcome, verdict.summary)
 *     await study.report({ to: 'out', formats: ['latex', 'html', 'json'] })
 */
import { analyse as analyseModel, type AnalyseOptions, checkedSeed, checkEffort } from './analyse.js'
import { type Budget, parseDuration, unlimited, within } from './base/budget.js'
import { refuseUnknownOptions } from './base/known-options.js'
import { ProblemError } from './base/problem.js'
import { failure, wording } from './base/wording.js'
import { type GeometrySurvey, surveyAt } from './geometry/index.js'
import type { Model, NamedPoint } from './model/index.js'
import type { ReportOptions } from './node/write-study.js'
import { withCheckpoint } from './node/checkpoint-file.js'
import { nodeHost } from './node/host.js'
import type { MapFileOptions } from './node/write-map.js'
import { withProposer, withSuggestions } from './node/with-suggestions.js'
import {
  chooseTheorems,
  theoremsFor,
  defaultSeed,
  limitAt,
  type LimitSurvey,
  predictionsOf,
  type PredictionRecord,
  type Question,
  refuseUnusedBatch,
  situate,
  type MapOptions as MapQuestion,
  stabilityMap as mapStability,
  type StabilityMap,
  type Study,
} from './study/index.js'
import type { Situation } from './theory/index.js'

export type { Budget } from './base/budget.js'
export type { Estimate } from './base/estimate.js'
export type { Memory, Notebook } from './base/memory.js'
export { type Problem, type ProblemCode, ProblemError, type Span } from './base/problem.js'
export { type Prose, plain } from './base/prose.js'
export { describe, wording } from './base/wording.js'
export { type Expression, toLatex, toText } from './expression/index.js'
export {
  type GeometrySurvey,
  type Landscape,
  landscapeOf,
  surveyAt,
  type SurveyOptions,
  type ZeroLossPoint,
  zeroLossPoint,
} from './geometry/index.js'
export {
  lossOf,
  type Model,
  modelFrom,
  type ModelObject,
  type NamedPoint,
  parseModel,
  residualsOf,
  resolvePoint,
} from './model/index.js'
export { bundledModelPath, bundledModels, readBundledModel } from './node/catalogue.js'
export { readModel } from './node/read-model.js'
export type { MapFileOptions, MapFormat } from './node/write-map.js'
export type { ReportFormat, ReportOptions } from './node/write-study.js'
export { mapJson } from './report/json/map.js'
export { mapDocument, mapPlot } from './report/map/index.js'
export { studyDocument } from './report/study-document.js'
export { studyJson } from './report/study-json.js'
export {
  chooseTheorems,
  type Derivation,
  derivationOf,
  type LimitSurvey,
  type MapCell,
  type MapPosition,
  type MapVerdict,
  predictionOf,
  type PredictionRecord,
  type Question,
  situate,
  type StabilityMap,
  type Study,
} from './study/index.js'
export {
  type Condition,
  type ConditionOptions,
  conditionsOf,
  type Hypothesis,
  type LimitPath,
  type NoiseComparison,
  type NoiseLimit,
  type Prediction,
  type Situation,
  type StabilityConditions,
  type Theorem,
  theorem,
  theorems,
} from './theory/index.js'
export {
  type Effort,
  type EffortName,
  efforts,
  type HypothesisFinding,
  join,
  type Judgement,
  type Measurement,
  type Outcome,
  type Verdict,
  verify,
} from './verify/index.js'
export { version } from './version.js'

export interface StudyOptions extends AnalyseOptions {
  /** A time such as `30s` within which the experiments must end. */
  readonly within?: string | undefined
  /**
   * A file that keeps what experiments have measured while they run. Where the time or a signal ends them, the same
   * question goes on from it, and finds to the last bit what it would have found undisturbed; then the file is removed.
   */
  readonly checkpoint?: string | undefined
}

// What `predict` and `survey` read, and what only `analyse` does: a name that is written wrong is refused.
const questionOptions = {
  at: true,
  stay: true,
  learningRate: true,
  batchSize: true,
  replacement: true,
  sampling: true,
  noise: true,
  seed: true,
  budget: true,
  within: true,
} as const satisfies Record<keyof Question | 'within', true>

const studyOptions: Readonly<Record<keyof StudyOptions, true>> = {
  ...questionOptions,
  theorems: true,
  effort: true,
  suggest: true,
  host: true,
  notebook: true,
  checkpoint: true,
}

/** A study that can write its report. */
export interface ReportableStudy extends Study {
  /** Writes the report and gives the paths. @throws ProblemError */
  report(options: ReportOptions): Promise<string[]>
}

/**
 * Analyses a model at one point and takes every chosen theorem to its verdict; see `StudyOptions` for what can be set.
 *
 * @throws ProblemError for input that cannot be read or used, and for options that there are not
 */
export async function analyse(model: Model, options: StudyOptions = {}): Promise<ReportableStudy> {
  refuseUnknownOptions(options, studyOptions)
  const budget = budgetOf(options)
  const { checkpoint, ...asked } = options
  const study = await withCheckpoint(checkpoint, (notebook) =>
    withSuggestions(budget, (suggest) =>
      analyseModel(model, { suggest, host: nodeHost(), ...(notebook && { notebook }), ...asked, budget }),
    ),
  )
  return {
    ...study,
    report: async (reportOptions) => (await import('./node/write-study.js')).writeStudy(study, reportOptions),
  }
}

/** What theory says at one point of a model. */
export interface Predictions {
  readonly at: NamedPoint
  readonly situation: Situation
  /** One for every chosen theorem; without a prediction where a hypothesis is refuted. */
  readonly predictions: readonly PredictionRecord[]
}

/**
 * What the chosen theorems predict at one point of a model, with their hypotheses checked, without any experiment.
 *
 * @throws ProblemError for input that cannot be read or used
 */
export function predict(
  model: Model,
  options: Question & Pick<StudyOptions, 'theorems' | 'within'> = {},
): Predictions {
  refuseUnknownOptions(options, { ...questionOptions, theorems: true })
  chooseTheorems(options.theorems)
  const budget = budgetOf(options)
  const { situation, at } = situate(model, { ...options, budget })
  const theorems = theoremsFor(options.theorems, situation)
  refuseUnusedBatch(situation.inputs, theorems)
  return { at, situation, predictions: predictionsOf(theorems, situation, budget) }
}

/**
 * Everything known of the zero-loss set at one point of a model, with a computer-algebra system for its parametrisation.
 *
 * @throws ProblemError for input that cannot be read or used, and where there is no zero-loss set
 */
export async function survey(
  model: Model,
  options: Question & Pick<StudyOptions, 'within'> = {},
): Promise<GeometrySurvey> {
  refuseUnknownOptions(options, questionOptions)
  const budget = budgetOf(options)
  const { situation } = situate(model, { ...options, budget })
  const { landing, landscape, inputs } = situation
  if ('problem' in landing) {
    const { title, advice } = wording(landing.problem)
    throw new ProblemError(landing.problem, `${title}: ${advice}`)
  }
  return withProposer(budget, (proposer) =>
    surveyAt(landscape, landing.point, { proposer, budget, learningRate: inputs.learningRate?.value }),
  )
}

export interface LimitOptions extends Question {
  /** Slow time up to which the limit of the noise is followed from the point. */
  readonly until?: number | undefined
  /** σ, exact text or a number: also the mean effect of noise of this strength, which need not be small. */
  readonly strength?: number | string | undefined
  /** A time such as `30s`: what is not derived by then is missing, and told. */
  readonly within?: string | undefined
}

/** What is derived of small noise at a point of a model. */
export interface Limit extends LimitSurvey {
  readonly at: NamedPoint
  readonly situation: Situation
}

/**
 * The limit of small noise along the zero-loss set, derived without any experiment: its class with the evidence, every term
 * at the point, closed forms along the set. Without a noise in the options or in the model all noise models at a glance.
 *
 * @throws ProblemError for input that cannot be read or used, and where a hypothesis fails
 */
export async function limitOf(model: Model, options: LimitOptions = {}): Promise<Limit> {
  refuseUnknownOptions(options, { ...questionOptions, until: true, strength: true })
  const budget = budgetOf(options)
  const seed = checkedSeed(options.seed ?? defaultSeed)
  const { situation, at } = situate(model, { ...options, budget })
  const found = await withProposer(budget, (proposer) =>
    limitAt(situation, { budget, proposer, seed, until: options.until, strength: options.strength }),
  )
  return { ...found, at, situation }
}

export interface MapOptions extends MapQuestion {
  /** A time such as `30s`: what is not measured by then stays blank, and is told. */
  readonly within?: string | undefined
}

/** A map that can write its figure and its numbers. */
export interface WritableMap extends StabilityMap {
  /** Writes `map.svg`, `map.tex`, `map.json`, `map.html`, `map.pdf`, as asked for, and gives the paths. @throws ProblemError */
  write(options: MapFileOptions): Promise<string[]>
}

/**
 * A stability map along a line in the zero-loss set: boundaries of gradient descent, in mean square and almost surely over
 * the measured share of settling runs, learning rate against position. See `MapOptions` for what can be set.
 *
 * @throws ProblemError for input that cannot be read or used
 */
export async function stabilityMap(model: Model, options: MapOptions = {}): Promise<WritableMap> {
  checkEffort(options.effort)
  const map = await mapStability(model, {
    host: nodeHost(),
    ...options,
    seed: checkedSeed(options.seed ?? defaultSeed),
    budget: budgetOf(options),
  })
  return {
    ...map,
    write: async (fileOptions) => (await import('./node/write-map.js')).writeMap(map, fileOptions),
  }
}

function budgetOf({ budget = unlimited, within: time }: Pick<StudyOptions, 'budget' | 'within'>): Budget {
  if (time === undefined) return budget
  const duration = parseDuration(time)
  if (duration === undefined)
    throw failure('bad-option', {
      option: 'within',
      expected: 'a time such as 30s, 500ms or 2min',
      got: time,
    })
  return within(budget, duration)
}
