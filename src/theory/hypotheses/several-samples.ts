import { withProbabilities } from '../batch-words.js'
import type { Hypothesis } from '../contract.js'
import { defaultBatch } from '../inputs.js'

/** There is something to draw: otherwise stochastic gradient descent is gradient descent. */
export const severalSamples: Hypothesis = {
  id: 'several-samples',
  statement: 'The loss is a mean over several samples, and a step sees some of them, drawn anew each time.',
  check({ model, inputs }) {
    const { count } = model.loss
    const batch = inputs.batch ?? defaultBatch
    const { size, replacement } = batch
    if (count === 1)
      return { state: 'refuted', evidence: 'there is one sample only: this is gradient descent' }
    if (size === count && !replacement)
      return {
        state: 'refuted',
        evidence: `a batch has all ${count} samples, drawn without replacement: this is gradient descent`,
      }
    const drawn = replacement ? 'with replacement' : 'without replacement'
    return {
      state: 'proved',
      evidence: `batches of ${size} out of ${count} samples${withProbabilities(batch)}, ${size === 1 ? 'independent of each other' : drawn}`,
    }
  },
}
