import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import { type BatchChoice, type NoiseChoice, noiseModels, type NoiseOptions } from '../dynamics/index.js'
import { formulaText, type FormulaText } from '../expression/index.js'
import type { Model } from '../model/index.js'

const source = '--noise'
const laws = ['gaussian', 'rademacher', 'uniform', 'bernoulli'] as const
const sharing = ['shared', 'each'] as const
const keys = ['law', 'layers', 'parameters', 'masks', 'deviations', 'covariance'] as const

type Entry = string | readonly Entry[]

/**
 * The noise that is asked for: the name of a noise model and options of it, `key=value` with lists in brackets, such as
 * `additive covariance=[[3,0],[0,1]]`. Nothing asked for means the noise of the model itself, if it has one.
 *
 * @throws `bad-option` with the place in the text, also where the model cannot have this noise
 */
export function readNoise(
  model: Model,
  asked: string | NoiseChoice | undefined,
  batch?: BatchChoice,
): NoiseChoice | undefined {
  if (asked === undefined) return model.noise === undefined ? undefined : { model: 'written', options: {} }
  const text = typeof asked === 'string' ? asked : noiseText(asked)
  const choice = typeof asked === 'string' ? parsed(formulaText(asked, source)) : asked
  const takesBatch = choice.model === 'minibatch' || (choice.model === 'label-noise' && batch !== undefined)
  const whole = takesBatch
    ? { ...choice, options: { ...choice.options, batch: choice.options.batch ?? batch ?? oneSample } }
    : choice
  const reason = noiseNamed(whole.model)?.refuses(model, whole.options)
  if (reason !== undefined)
    throw failure('bad-option', {
      option: source,
      expected: possible(model, whole.model),
      got: `${text}: ${reason}`,
    })
  return whole
}

/** The noises that the model can have, where the one that was asked for is not among them. */
function possible(model: Model, asked: string): string {
  const names = noiseModels
    .filter(({ id, refuses }) => refuses(model, id === 'minibatch' ? { batch: oneSample } : {}) === undefined)
    .map(({ id }) => id)
  return names.length === 0 || names.includes(asked)
    ? 'a noise that this model can have'
    : `${names.length === 1 ? '' : 'one of '}${names.join(', ')}, which this model can have`
}

const oneSample: BatchChoice = { size: 1, replacement: false }

/** The choice as it can be typed; a batch is asked for by options of its own. */
export function noiseText({ model, options }: NoiseChoice): string {
  const parts = keys.flatMap((key) => {
    const value = options[key]
    return value === undefined ? [] : [`${key}=${entryText(value as Entry)}`]
  })
  return [model, ...parts].join(' ')
}

function entryText(entry: Entry | number): string {
  return Array.isArray(entry) ? `[${entry.map(entryText).join(',')}]` : String(entry)
}

function noiseNamed(name: string) {
  return noiseModels.find(({ id }) => id === name)
}

function parsed(text: FormulaText): NoiseChoice {
  const words = wordsOf(text.text)
  const [first, ...rest] = words
  const known = noiseModels.map(({ id }) => id)
  if (first === undefined || noiseNamed(first.text) === undefined) {
    const close = nearest(first?.text ?? '', known)
    throw failure(
      'bad-option',
      {
        option: source,
        expected: `one of ${known.join(', ')}`,
        got: first?.text ?? 'nothing',
        ...(close === undefined ? {} : { nearest: close }),
      },
      text.span(first?.start ?? 0, first?.text.length ?? 1),
    )
  }
  const options: Record<string, unknown> = {}
  for (const word of rest) {
    const refuse = (expected: string): Error =>
      failure(
        'bad-option',
        { option: source, expected, got: word.text },
        text.span(word.start, word.text.length),
      )
    const equals = word.text.indexOf('=')
    const key = keys.find((each) => each === word.text.slice(0, equals))
    if (key === undefined) throw refuse(`key=value with one of the keys ${keys.join(', ')}`)
    if (options[key] !== undefined) throw refuse(`${key} once`)
    options[key] = valueOf(key, word.text.slice(equals + 1), refuse)
  }
  return { model: first.text, options: options as NoiseOptions }
}

function valueOf(key: (typeof keys)[number], text: string, refuse: (expected: string) => Error): unknown {
  if (key === 'law' || key === 'masks') {
    const allowed: readonly string[] = key === 'law' ? laws : sharing
    if (!allowed.includes(text)) throw refuse(`${key}= with one of ${allowed.join(', ')}`)
    return text
  }
  const entry = entryOf(text)
  const list = typeof entry === 'string' ? [entry] : entry
  const isFlat = list !== undefined && list.every((each) => typeof each === 'string' && each !== '')
  if (key === 'covariance') {
    const rows = list?.filter((row) => typeof row !== 'string' && row.every(isNumber))
    if (list === undefined || rows?.length !== list.length)
      throw refuse('covariance=[[3,0],[0,1]], rows of numbers or fractions')
    return rows
  }
  if (!isFlat) throw refuse(`${key}=[a,b], names or numbers`)
  if (key === 'deviations' && !list.every(isNumber)) throw refuse('deviations=[1,1/2], numbers or fractions')
  return list
}

function isNumber(entry: Entry): boolean {
  return typeof entry === 'string' && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(\/\d+)?$/i.test(entry)
}

/** Words between spaces; spaces in brackets belong to a word. */
function wordsOf(text: string): { readonly start: number; readonly text: string }[] {
  return split(text, /\s/).filter(({ text: word }) => word !== '')
}

/** Pieces between separators that are not in brackets. */
function split(text: string, separator: RegExp): { readonly start: number; readonly text: string }[] {
  const pieces: { start: number; text: string }[] = []
  let [depth, start] = [0, 0]
  for (let i = 0; i <= text.length; i++) {
    const character = text[i]
    if (character === '[') depth++
    else if (character === ']') depth--
    if (character !== undefined && (depth > 0 || !separator.test(character))) continue
    pieces.push({ start, text: text.slice(start, i) })
    start = i + 1
  }
  return pieces
}

/** A word or a list in brackets; nothing where brackets do not match. */
function entryOf(text: string): Entry | undefined {
  const trimmed = text.trim()
  if (!trimmed.startsWith('['))
    return /[[\]]/.test(trimmed.replace(/^\w+\[[\d, ]+\]$/, '')) ? undefined : trimmed
  if (!trimmed.endsWith(']')) return undefined
  const entries = split(trimmed.slice(1, -1), /,/).map((piece) => entryOf(piece.text))
  return entries.every((entry) => entry !== undefined) ? entries : undefined
}
