import { nearest } from '../base/nearest.js'
import { failure } from '../base/wording.js'
import {
  type BatchChoice,
  chosenOptions,
  type NoiseChoice,
  type NoiseModel,
  noiseModels,
  noiseNamed,
  type NoiseOption,
  type NoiseOptionValue,
  oneSample,
  optionsFrom,
  optionsOf,
} from '../dynamics/index.js'
import { formulaText, type FormulaText } from '../expression/index.js'
import type { Model } from '../model/index.js'

const source = '--noise'

type Entry = string | readonly Entry[]

/**
 * The noise that is asked for: the name of a noise model and options of it, `key=value` with lists in brackets, such as
 * `additive covariance=[[3,0],[0,1]]`. Nothing asked for means the noise of the model itself, if it has one.
 *
 * @param batch what is drawn in a step, for a noise that takes batches
 * @param among the noise models that there are
 * @throws `bad-option` with the place in the text, also where the model cannot have this noise
 */
export function readNoise(
  model: Model,
  asked: string | NoiseChoice | undefined,
  batch?: BatchChoice,
  among: readonly NoiseModel[] = noiseModels,
): NoiseChoice | undefined {
  if (asked === undefined) {
    const own = among.find(({ isOf }) => isOf?.(model))
    return own && { model: own.id, options: {} }
  }
  const text = typeof asked === 'string' ? asked : noiseText(asked)
  const choice = typeof asked === 'string' ? parsed(formulaText(asked, source), among) : asked
  const noise = noiseNamed(choice.model, among)
  const takesBatch = noise?.batches === 'needed' || (noise?.batches === 'possible' && batch !== undefined)
  const whole = takesBatch
    ? { ...choice, options: { ...choice.options, batch: choice.options.batch ?? batch ?? oneSample } }
    : choice
  const reason = noise === undefined ? 'no noise model is called this' : noise.refuses(model, whole.options)
  if (reason !== undefined)
    throw failure('bad-option', {
      option: source,
      expected: possible(model, whole.model, among),
      got: `${text}: ${reason}`,
    })
  return whole
}

/** The noises that the model can have, where the one that was asked for is not among them. */
function possible(model: Model, asked: string, among: readonly NoiseModel[]): string {
  const names = among
    .filter(
      ({ batches, refuses }) =>
        refuses(model, batches === 'needed' ? { batch: oneSample } : {}) === undefined,
    )
    .map(({ id }) => id)
  return names.length === 0 || names.includes(asked)
    ? 'a noise that this model can have'
    : `${names.length === 1 ? '' : 'one of '}${names.join(', ')}, which this model can have`
}

/** The choice as it can be typed; a batch is asked for by options of its own. */
export function noiseText({ model, options }: NoiseChoice): string {
  const parts = [...chosenOptions(options)].map(([key, value]) => `${key}=${entryText(value)}`)
  return [model, ...parts].join(' ')
}

function entryText(entry: NoiseOptionValue | number): string {
  return typeof entry === 'object' ? `[${entry.map(entryText).join(',')}]` : String(entry)
}

function parsed(text: FormulaText, among: readonly NoiseModel[]): NoiseChoice {
  const words = wordsOf(text.text)
  const [first, ...rest] = words
  const known = among.map(({ id }) => id)
  const noise = first && noiseNamed(first.text, among)
  if (noise === undefined) {
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
  const declared = optionsOf(noise)
  const values = new Map<string, NoiseOptionValue>()
  for (const word of rest) {
    const refuse = (expected: string): Error =>
      failure(
        'bad-option',
        { option: source, expected, got: word.text },
        text.span(word.start, word.text.length),
      )
    const equals = word.text.indexOf('=')
    const option = declared.find(({ key }) => key === word.text.slice(0, Math.max(0, equals)))
    if (option === undefined) throw refuse(keysOf(noise, declared))
    if (values.has(option.key)) throw refuse(`${option.key} once`)
    values.set(option.key, valueOf(option, word.text.slice(equals + 1), refuse))
  }
  return { model: noise.id, options: optionsFrom(values) }
}

function keysOf({ id }: NoiseModel, declared: readonly NoiseOption[]): string {
  const keys = declared.map(({ key }) => key)
  if (keys.length === 0) return `nothing after ${id}, which has no options here`
  return `key=value with ${keys.length === 1 ? 'the key' : `one of the keys of ${id},`} ${keys.join(', ')}`
}

function valueOf(
  { key, kind, words = [], example }: NoiseOption,
  text: string,
  refuse: (expected: string) => Error,
): NoiseOptionValue {
  if (kind === 'word') {
    if (!words.includes(text)) throw refuse(`${key}= with one of ${words.join(', ')}`)
    return text
  }
  const entry = entryOf(text)
  const list = typeof entry === 'string' ? [entry] : entry
  if (kind === 'rows') {
    const rows = list?.flatMap((row) => (typeof row !== 'string' && row.every(isNumber) ? [row] : []))
    if (list === undefined || rows?.length !== list.length)
      throw refuse(`${example}, rows of numbers or fractions`)
    return rows
  }
  const flat = list?.flatMap((each) => (typeof each === 'string' && each !== '' ? [each] : []))
  if (list === undefined || flat?.length !== list.length) throw refuse(`${key}=[a,b], names or numbers`)
  if (kind === 'numbers' && !flat.every(isNumber)) throw refuse(`${example}, numbers or fractions`)
  return flat
}

function isNumber(entry: Entry): entry is string {
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
