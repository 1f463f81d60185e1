import { batchFluctuations } from '../noise/limit/index.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { pointOf } from '../site.js'

const rounding = 1e-9

/** Gradient descent without noise returns to the set: the learning rate is below the stability threshold. */
export const subcriticalLearningRate: Hypothesis = {
  id: 'subcritical-learning-rate',
  statement: 'The learning rate is below the stability threshold: $\\alpha\\lambda_{\\max} < 2$.',
  check(situation) {
    const { sharpness } = pointOf(situation)
    const rate = situation.inputs.learningRate
    if (rate === undefined)
      return { state: 'proved', evidence: 'the learning rate is chosen below the threshold' }
    const product = rate.value * sharpness
    const evidence = `$\\alpha\\lambda_{\\max}$ = ${decimal(product, 4)}`
    // At the threshold itself rounding would decide.
    return product < 2 * (1 - rounding)
      ? { state: 'checked', evidence }
      : { state: 'refuted', evidence: `${evidence}, not below 2` }
  },
}

/** The same with batches, in which fluctuations must not grow either. */
export const subcriticalWithBatches: Hypothesis = {
  ...subcriticalLearningRate,
  statement:
    'The learning rate is below the stability threshold, $\\alpha\\lambda_{\\max} < 2$, with batches below that in mean square.',
  check(situation) {
    const found = subcriticalLearningRate.check(situation)
    const { noise, inputs } = situation
    const rate = inputs.learningRate
    if (found.state === 'refuted' || rate === undefined || noise?.perturbation.batch === undefined)
      return found
    const { landscape, rank, coordinates } = pointOf(situation)
    if (batchFluctuations(landscape, rank.rank, noise.objects, coordinates, rate.value) !== undefined)
      return found
    const { size } = noise.perturbation.batch
    return {
      state: 'refuted',
      evidence: `$\\alpha$ = ${decimal(rate.value, 4)} is above the mean-square threshold of batches of ${size}: fluctuations across the set grow`,
    }
  },
}
