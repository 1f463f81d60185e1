import type { Prose } from '../base/prose.js'
import { type BatchChoice, probabilitiesText } from '../dynamics/index.js'

/** How the batches of steps are drawn, as after "a step sees": `one sample`, `2 samples, drawn with replacement`. */
export function batchSeen(batch: BatchChoice): string {
  const { size, replacement } = batch
  const drawn = size === 1 ? 'one sample' : `${size} samples, drawn ${replacement ? 'with' : 'without'} replacement`
  return drawn + withProbabilities(batch)
} // prettier-ignore

/** The batches of several steps: `single samples`, `batches of 2 with replacement`. */
export function batchesDrawn(batch: BatchChoice): string {
  const { size, replacement } = batch
  const drawn = size === 1 ? 'single samples' : `batches of ${size} ${replacement ? 'with' : 'without'} replacement`
  return drawn + withProbabilities(batch)
} // prettier-ignore

/** What is to be added where samples are not equally likely. */
export function withProbabilities({ probabilities }: BatchChoice): string {
  return probabilities === undefined ? '' : ` (with probabilities ${probabilitiesText(probabilities)})`
}

/** The gradient descent beside stochastic gradient descent, which has the mean of its steps, and its numbers. */
export function descentBeside({ probabilities }: BatchChoice): {
  readonly name: Prose
  /** Says once what loss that is, after the name. */
  readonly which: Prose
  readonly exponent: string
  readonly threshold: string
} {
  return probabilities === undefined
    ? { name: 'gradient descent', which: '', exponent: '\\mu', threshold: '\\eta_{\\mathrm{GD}}' }
    : {
        name: 'gradient descent on $\\sum_i p_i \\ell_i$',
        which: ', the loss that the steps descend on average,',
        exponent: '\\mu_p',
        threshold: '\\eta_{\\mathrm{GD},p}',
      }
}
