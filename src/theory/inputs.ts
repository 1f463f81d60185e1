import type { Expression } from '../expression/index.js'

/** What a user may set for a theorem. */
export interface InputDeclaration {
  readonly title: string
  readonly kind: 'positive'
  readonly optional: true
  readonly meaning: string
}

/** Inputs as given, exact: `learningRate` is a constant expression together with its double. */
export interface Inputs {
  readonly learningRate?: ExactInput | undefined
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
