import type { NoiseLaw } from '../model/index.js'

/** The value of an option of a noise, as it is typed: a word, names or numbers, rows of numbers. */
export type NoiseOptionValue =
  string | readonly (number | string)[] | readonly (readonly (number | string)[])[]

/** An option of a noise model, typed as `key=value` after its name. */
export interface NoiseOption {
  readonly key: string
  /** `names` and `numbers` are lists in brackets, `rows` a list of lists of numbers; numbers are exact decimals or fractions. */
  readonly kind: 'word' | 'names' | 'numbers' | 'rows'
  /** The words it can be, where it is a word. */
  readonly words?: readonly string[]
  /** One as it can be typed, for help and messages. */
  readonly example: string
  /** What it says, a clause for help. */
  readonly meaning: string
  /** What was chosen, a clause after the title of the noise; nothing where the variables of the noise tell. */
  says?(value: NoiseOptionValue): string
}

/** The law of the variables, one of these; the first is taken when it is left out. */
export function lawOption(laws: readonly NoiseLaw[]): NoiseOption {
  return {
    key: 'law',
    kind: 'word',
    words: laws,
    example: `law=${laws[0] ?? ''}`,
    meaning: `the law of the noise; ${laws[0] ?? ''} when left out`,
  }
}

export const layersOption: NoiseOption = {
  key: 'layers',
  kind: 'names',
  example: 'layers=[h]',
  meaning: 'which definitions have noise; the last vector or matrix when left out',
  says: (value) => `on ${listed(value)}`,
}

export const parametersOption: NoiseOption = {
  key: 'parameters',
  kind: 'names',
  example: 'parameters=[a,W[1,2]]',
  meaning: 'which parameters have noise; all when left out',
  says: (value) => `on ${listed(value)}`,
}

export const masksOption: NoiseOption = {
  key: 'masks',
  kind: 'word',
  words: ['shared', 'each'],
  example: 'masks=shared',
  meaning: 'whether the samples of a step share their noise or have each its own',
}

export const deviationsOption: NoiseOption = {
  key: 'deviations',
  kind: 'numbers',
  example: 'deviations=[1,1/2]',
  meaning: 'standard deviations of the labels in units of the strength',
  says: (value) => `with the deviations ${listed(value)}`,
}

export const covarianceOption: NoiseOption = {
  key: 'covariance',
  kind: 'rows',
  example: 'covariance=[[3,0],[0,1]]',
  meaning: 'of the noise of the parameters, in units of the squared strength',
  says: (value) => `with the covariance ${bracketed(value)}`,
}

function listed(value: NoiseOptionValue): string {
  return typeof value === 'string' ? value : value.join(', ')
}

function bracketed(value: NoiseOptionValue | number): string {
  return typeof value === 'object' ? `[${value.map(bracketed).join(', ')}]` : String(value)
}
