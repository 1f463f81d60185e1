/**
 * The pipeline on one page:
 *
 *     model ─ derivation ─ point on the zero-loss set ─ theorems: hypotheses → prediction → experiment → verdict ─ study
 */
import { shareOf, unlimited } from './base/budget.js'
import { failure } from './base/wording.js'
import type { Host } from './base/host.js'
import type { Notebook } from './base/memory.js'
import type { Model } from './model/index.js'
import {
  chooseTheorems,
  defaultSeed,
  derivationOf,
  factsOf,
  limitOfStudy,
  noiseText,
  nameOf,
  quoted,
  type Question,
  refuseUnusedBatch,
  situate,
  type Study,
  type Suggest,
  theoremsFor,
} from './study/index.js'
import { defaultEffort, type EffortName, efforts, join, type Verdict, verify } from './verify/index.js'
import { version } from './version.js'

export interface AnalyseOptions extends Question {
  /** Theorems by id or family; all when left out. */
  readonly theorems?: readonly string[] | undefined
  /** A better way to write a derivative, from a computer-algebra system; certified before it is used. */
  readonly suggest?: Suggest | undefined
  /** How sharp the answers are to be: `quick`, `standard` (when left out) or `thorough`. */
  readonly effort?: EffortName | undefined
  /** Whose threads may be used; the numbers do not depend on them. */
  readonly host?: Host | undefined
  /** Where experiments keep what they have measured, to go on another time. */
  readonly notebook?: Notebook | undefined
}

/**
 * Analyses a model at one point: derives, finds the point on the zero-loss set, and takes every chosen theorem to its
 * verdict. The same model, options and version give the same numbers.
 *
 * @throws ProblemError for input that cannot be read or used; mathematical trouble is in the verdicts
 */
export async function analyse(model: Model, options: AnalyseOptions = {}): Promise<Study> {
  const budget = options.budget ?? unlimited
  const seed = checkedSeed(options.seed ?? defaultSeed)
  checkEffort(options.effort)
  chooseTheorems(options.theorems)
  const { situation, at } = situate(model, options)
  const theorems = theoremsFor(options.theorems, situation)
  refuseUnusedBatch(situation.inputs, theorems)
  const derivation = await derivationOf(situation.landscape, { suggest: options.suggest, budget })
  const limit = await limitOfStudy(situation, budget)
  options.notebook?.begin({ thalweg: version, ...factsOf({ situation, at }, theorems, options) })
  const verdicts: Verdict[] = []
  for (const [index, theorem] of theorems.entries()) {
    const settings = {
      seed,
      effort: options.effort,
      budget: shareOf(budget, { index, count: theorems.length, name: theorem.id }),
      host: options.host,
      memory: options.notebook?.memoryOf(theorem.id),
    }
    verdicts.push(await verify(theorem, situation, settings))
  }
  return {
    question: {
      ...options,
      effort: options.effort ?? defaultEffort,
      theorems: theorems.map(({ id }) => id),
    },
    at,
    situation,
    derivation,
    ...(limit && { limit }),
    verdicts,
    outcome: join(verdicts.map(({ outcome }) => outcome)),
    provenance: {
      thalweg: version,
      modelHash: model.hash,
      seed,
      command: commandOf(model, options, seed),
    },
  }
}

/** @throws `bad-option` */
export function checkedSeed(seed: number): number {
  if (Number.isSafeInteger(seed) && seed >= 0) return seed
  throw failure('bad-option', {
    option: 'seed',
    expected: 'a whole number from 0 to 2^53 - 1',
    got: String(seed),
  })
}

/** @throws `bad-option` */
export function checkEffort(effort: EffortName | undefined): void {
  if (effort === undefined || efforts.some(({ id }) => id === effort)) return
  const expected = efforts.map(({ id }) => id).join(', ')
  throw failure('bad-option', { option: 'effort', expected: `one of ${expected}`, got: String(effort) })
}

function commandOf(model: Model, options: AnalyseOptions, seed: number): string {
  const parts = ['thalweg report', quoted(nameOf(model))]
  if (options.at !== undefined) parts.push('--at', quoted(options.at))
  if (options.stay === true) parts.push('--no-move')
  if (options.learningRate !== undefined) parts.push('--learning-rate', quoted(String(options.learningRate)))
  if (options.batchSize !== undefined) parts.push('--batch-size', String(options.batchSize))
  if (options.replacement === true) parts.push('--replacement')
  if (options.sampling !== undefined) parts.push('--sampling', quoted(String(options.sampling)))
  if (options.noise !== undefined)
    parts.push(
      '--noise',
      quoted(typeof options.noise === 'string' ? options.noise : noiseText(options.noise)),
    )
  for (const name of options.theorems ?? []) parts.push('--theorem', name)
  if (options.effort !== undefined && options.effort !== defaultEffort) parts.push('--effort', options.effort)
  parts.push('--seed', String(seed))
  return parts.join(' ')
}
