import type { Expression } from '../../expression/index.js'

/** One optimiser: how parameters move, given the gradient it is shown. Written once, as expressions. */
export interface Optimiser {
  readonly id: string
  readonly title: string
  /** The next parameters, length d. */
  step(given: {
    readonly parameters: readonly Expression[]
    readonly gradient: readonly Expression[]
    readonly learningRate: Expression
  }): Expression[]
}
