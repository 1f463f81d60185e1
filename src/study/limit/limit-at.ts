import { type Budget, spent, unlimited } from '../../base/budget.js'
import { ProblemError } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import {
  compareNoises,
  deriveLimit,
  type DeriveLimitOptions,
  type ExactInput,
  limitSite,
  type NoiseComparison,
  type NoiseLimit,
  rateOf,
  type Situation,
} from '../../theory/index.js'
import { readPositive } from '../read-constant.js'
import { refuseUnusedBatch } from '../unused-batch.js'

/** What is derived of small noise at a point: one limit in full, or all noise models at a glance. */
export interface LimitSurvey {
  /** α for what is said of finite steps. */
  readonly learningRate: ExactInput
  /** The limit of the noise that was chosen or that the model has. */
  readonly limit: NoiseLimit | undefined
  /** Where there is no such noise: every noise model. */
  readonly noises: readonly NoiseComparison[] | undefined
  /** Whether the time ended before all was derived. */
  readonly cutShort: boolean
}

export interface LimitAtOptions extends Omit<DeriveLimitOptions, 'until' | 'strength'> {
  /** σ, exact text or a number, for what its mean effect is when it is not small. */
  readonly strength?: number | string | undefined
  /** Slow time up to which the limit is followed, positive. */
  readonly until?: number | undefined
}

/**
 * The limit of small noise along the zero-loss set at the point of a situation, derived and not simulated.
 *
 * @throws ProblemError where there is no zero-loss set, `not-applicable` where a hypothesis fails, `bad-option`
 */
export async function limitAt(situation: Situation, options: LimitAtOptions = {}): Promise<LimitSurvey> {
  const { budget = unlimited, until } = options
  checkUntil(until, situation)
  const strength = readPositive(situation.model, '--strength', options.strength)
  if (situation.inputs.noise !== undefined) refuseUnusedBatch(situation.inputs, [])
  const site = limitSite(situation)
  const learningRate = rateOf(site)
  const done = { learningRate, limit: undefined, noises: undefined }
  if (situation.noise === undefined) {
    if (strength !== undefined)
      throw failure('bad-option', { option: '--strength', expected: 'a noise with it (--noise)', got: String(options.strength) }) // prettier-ignore
    const noises = compareNoises(site, budget)
    return { ...done, noises, cutShort: spent(budget) }
  }
  const limit = await deriveLimit(site, { ...options, strength })
  return { ...done, limit, cutShort: spent(budget) }
}

/**
 * The limit for a report: with a path where the limit is a flow, and without a system for computer algebra, so that it does
 * not depend on how far a search came in time. Nothing where no noise was chosen or a hypothesis fails; the theorems about
 * noise say then which one.
 */
export async function limitOfStudy(situation: Situation, budget: Budget): Promise<NoiseLimit | undefined> {
  if (situation.noise === undefined) return undefined
  try {
    return await deriveLimit(limitSite(situation), { budget, until: 'suggested' })
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code !== 'cancelled') return undefined
    throw error
  }
}

function checkUntil(until: number | undefined, { inputs }: Situation): void {
  if (until === undefined) return
  const option = '--until'
  const positive = until > 0 && until < Infinity
  if (!positive) throw failure('bad-option', { option, expected: 'a positive number: a slow time', got: String(until) }) // prettier-ignore
  if (inputs.noise === undefined)
    throw failure('bad-option', { option, expected: 'a noise with it (--noise): only one limit is followed', got: String(until) }) // prettier-ignore
}
