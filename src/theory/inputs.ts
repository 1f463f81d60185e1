import { type BatchChoice, type NoiseChoice, oneSample } from '../dynamics/index.js'
import type { Expression } from '../expression/index.js'

/** What a user may set for a theorem. */
export interface InputDeclaration {
  readonly title: string
  readonly kind: 'positive' | 'batch' | 'noise'
  readonly optional: true
  readonly meaning: string
}

/** Inputs as given, exact: `learningRate` is a constant expression together with its double. */
export interface Inputs {
  readonly learningRate?: ExactInput | undefined
  /** How the samples of a step are drawn. */
  readonly batch?: BatchChoice | undefined
  /** How noise enters; the noise of the model itself where it has one and nothing else was chosen. */
  readonly noise?: NoiseChoice | undefined
}

export interface ExactInput {
  readonly exact: Expression
  readonly value: number
}

export const learningRate: InputDeclaration = {
  title: 'learning rate',
  kind: 'positive',
  optional: true,
  meaning: 'the step size of gradient descent; chosen from the stability threshold when it is not given',
}

export const batch: InputDeclaration = {
  title: 'batch',
  kind: 'batch',
  optional: true,
  meaning:
    'how many samples a step sees, whether they are drawn with replacement, and how likely each is; one sample, all equally ' +
    'likely, when it is not given',
}

export const defaultBatch: BatchChoice = oneSample

export const noise: InputDeclaration = {
  title: 'noise',
  kind: 'noise',
  optional: true,
  meaning: 'how noise enters the loss: one of the noise models, or the noise written in the model',
}
