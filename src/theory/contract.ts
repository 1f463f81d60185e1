/**
 * What a theorem is: one record from which the prediction, the experiment, the verdict, the report's section,
 * `thalweg explain` and the contract tests are all made.
 */
import type { Budget } from '../base/budget.js'
import type { Estimate } from '../base/estimate.js'
import type { Problem } from '../base/problem.js'
import type { Prose } from '../base/prose.js'
import type { Landscape, ZeroLossPoint } from '../geometry/index.js'
import type { Model } from '../model/index.js'
import type { Experiment } from './experiment.js'
import type { PredictedLaw } from './law.js'
import type { InputDeclaration, Inputs } from './inputs.js'
import type { ChosenNoise } from './noise/chosen-noise.js'

/** Where a theorem is applied: a model, a place on its zero-loss set (or the reason there is none), inputs. */
export interface Situation {
  readonly model: Model
  readonly landscape: Landscape
  /** The place asked for, moved onto the zero-loss set; or why that could not be done. */
  readonly landing: { readonly point: ZeroLossPoint } | { readonly problem: Problem }
  readonly inputs: Inputs
  /** The noise that was chosen, on this model. */
  readonly noise?: ChosenNoise | undefined
  /** What hypotheses and predictions may use; they throw `out-of-budget` when it is over. Without end when left out. */
  readonly budget?: Budget | undefined
}

/** A situation whose landing succeeded: what every derivation may rely on. */
export interface Site extends Situation {
  readonly point: ZeroLossPoint
}

export type HypothesisState = 'proved' | 'checked' | 'assumed' | 'unknown' | 'refuted'

/** What was found of one hypothesis: a state, and the evidence or, when refuted, the witness. */
export interface Finding {
  readonly state: HypothesisState
  readonly evidence: Prose
}

/** A condition of a theorem together with how it is checked. Reusable: theorems list them by reference. */
export interface Hypothesis {
  readonly id: string
  readonly statement: Prose
  /** Decides the hypothesis in a situation. Must not throw for mathematical reasons: doubt is `unknown`. */
  check(situation: Situation): Finding
}

/** One step of a derivation, for the report: what is done, and the formula it leads to (LaTeX lines). */
export interface DerivationStep {
  readonly says: Prose
  readonly formula?: readonly string[]
}

/** A quantity that theory predicts and an experiment can measure. */
export interface PredictedQuantity {
  readonly title: Prose
  readonly symbol: string
  readonly unit: 'per step' | 'learning rate' | 'length' | 'per slow time' | 'none'
  readonly estimate: Estimate
  /** What a deviation is compared with: relative deviations are in units of this. Positive. */
  readonly scale: number
}

export interface PredictedVector {
  readonly title: Prose
  readonly symbol: string
  readonly unit: PredictedQuantity['unit']
  readonly entries: readonly Estimate[]
}

export interface Prediction {
  readonly quantities: Readonly<Record<string, PredictedQuantity>>
  readonly vectors?: Readonly<Record<string, PredictedVector>>
  readonly derivation: readonly DerivationStep[]
  /** Where a law is predicted. */
  readonly law?: PredictedLaw
  /** What the prediction says of the inputs given, in one sentence. */
  readonly says: Prose
  readonly rangeOfValidity: Prose
  /** `out-of-budget`, where the time was over before all of it was there; what is there is finished. */
  readonly unfinished?: Problem
  /** Citation keys of the methods that computed it, besides the theorem's own sources. */
  readonly uses?: readonly string[]
}

/** What can still be said where a hypothesis is refuted, and that the theorem does not say it. */
export interface Remains {
  readonly quantities: Readonly<Record<string, PredictedQuantity>>
  readonly says: Prose
}

/** How a predicted and a measured quantity are compared. */
export interface Comparison {
  /** The smallest deviation that matters, relative to the quantity's `scale`. */
  readonly relevant: number
}

/** A prediction that is wrong on purpose: the same experiment must refute it. */
export interface Control {
  readonly id: string
  readonly title: Prose
  readonly quantity: string
  /** The wrong value, or nothing where it would not differ from the right one. */
  wrong(prediction: Prediction, site: Site): number | undefined
}

export interface Theorem {
  /** `family/name`. */
  readonly id: string
  readonly title: Prose
  readonly statement: Prose
  readonly formula: readonly string[]
  readonly cite: readonly string[]
  readonly inputs: Readonly<Record<string, InputDeclaration>>
  /** Whether it is meant when no theorem is named; always when left out. */
  readonly concerns?: (model: Model, inputs: Inputs) => boolean
  /** Whether its experiment is several ensembles, a minute or more: then it is meant only when it is named itself. */
  readonly takesLong?: true
  readonly hypotheses: readonly Hypothesis[]
  /**
   * Pure: from model, geometry and inputs to what should be seen. Called only when no hypothesis is refuted.
   *
   * @throws `out-of-budget` when the time of the site is over
   */
  predict(site: Site): Prediction
  /**
   * What can still be said where the hypothesis with this id is the first that is refuted; nothing where nothing can.
   *
   * @throws `out-of-budget` when the time of the site is over
   */
  remains?(site: Site, refuted: string): Remains | undefined
  /** Declares the experiment; the runner in `verify/` owns seeds, replicas, budgets and progress. */
  experiment(site: Site, prediction: Prediction): Experiment
  readonly compare: Readonly<Record<string, Comparison>>
  readonly controls: readonly Control[]
}

/** Checks that a record is complete and returns it. @throws TypeError when a comparison or control names nothing. */
export function theorem(record: Theorem): Theorem {
  if (!/^[a-z]+\/[a-z-]+$/.test(record.id)) throw new TypeError(`a theorem's id is family/name: ${record.id}`)
  for (const control of record.controls)
    if (record.compare[control.quantity] === undefined)
      throw new TypeError(
        `${record.id}: the control ${control.id} concerns a quantity that is never compared`,
      )
  return record
}
