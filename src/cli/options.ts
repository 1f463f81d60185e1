import { type Budget, parseDuration, unlimited, within } from '../base/budget.js'
import type { Host } from '../base/host.js'
import { failure } from '../base/wording.js'
import { nodeHost } from '../node/host.js'
import type { Question } from '../study/index.js'
import { type EffortName, efforts } from '../verify/index.js'

/** Options as commander hands them over, those that several commands share. */
export interface SharedOptions {
  readonly at?: string
  /** False with `--no-move`. */
  readonly move?: boolean
  readonly learningRate?: string
  readonly seed?: string
  readonly within?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly workers?: string
  readonly effort?: string
  readonly batchSize?: string
  readonly replacement?: boolean
  readonly sampling?: string
  readonly noise?: string
}

/** The question that the options ask. @throws `bad-option` */
export function questionOf(options: SharedOptions): Question {
  return {
    at: options.at,
    stay: options.move === false,
    learningRate: options.learningRate,
    batchSize: batchSizeOf(options.batchSize),
    replacement: options.replacement,
    sampling: options.sampling,
    noise: options.noise,
    seed: seedOf(options.seed),
    budget: budgetOf(options.within),
  }
}

/** Where experiments run: on as many threads as `--workers` says. @throws `bad-option` */
export function hostOf({ workers }: SharedOptions): Host {
  const host = nodeHost()
  if (workers === undefined) return host
  const cores = Number(workers)
  if (!/^[1-9]\d{0,2}$/.test(workers))
    throw failure('bad-option', {
      option: '--workers',
      expected: 'a whole number from 1 to 999',
      got: workers === '' ? 'nothing' : workers,
    })
  return { ...host, cores }
}

/** The effort that was asked for, if any. @throws `bad-option` */
export function effortOf({ effort }: SharedOptions): EffortName | undefined {
  if (effort === undefined) return undefined
  const found = efforts.find(({ id }) => id === effort.trim().toLowerCase())
  if (found === undefined)
    throw failure('bad-option', {
      option: '--effort',
      expected: efforts.map(({ id }) => id).join(', ').replace(/, (?=[^,]*$)/, ' or '), // prettier-ignore
      got: effort === '' ? 'nothing' : effort,
    })
  return found.id
}

function batchSizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  // What does not fit the samples of the model is refused where those are known.
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw failure('bad-option', {
    option: '--batch-size',
    expected: 'a whole number from 1 on',
    got: text === '' ? 'nothing' : text,
  })
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seed = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw failure('bad-option', {
      option: '--seed',
      expected: 'a whole number from 0 to 2^53 - 1',
      got: text === '' ? 'nothing' : text,
    })
  return seed
}

function budgetOf(text: string | undefined): Budget {
  if (text === undefined) return unlimited
  const duration = parseDuration(text)
  if (duration === undefined)
    throw failure('bad-option', {
      option: '--within',
      expected: 'a time such as 30s, 500ms or 2min',
      got: text === '' ? 'nothing' : text,
    })
  return within(unlimited, duration)
}
