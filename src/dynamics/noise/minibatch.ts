import { add, multiply, rational, square } from '../../expression/index.js'
import { sampleLossOf } from '../../model/index.js'
import { noExtra, noVariables, variablesOf } from '../perturbation/index.js'
import { noiseModel } from './noise-model.js'

/**
 * Batches: L̂ = 1/n Σ (1 + ηᵢ) ℓᵢ with 1 + ηᵢ = (n/B) mᵢ, where mᵢ says how often sample i is in the batch of B. The covariance
 * is (n − B)/(B(n − 1)) (nI − 11ᵀ) without replacement and (nI − 11ᵀ)/B with it, exactly; its strength is 1. Without data
 * the samples are the residuals.
 */
export const minibatchNoise = noiseModel({
  id: 'minibatch',
  title: 'random batches',
  shortTitle: 'minibatches',
  formula: '\\frac1n \\sum_i (1 + \\eta_i)\\, \\ell_i',
  strength: 'relative',
  fixedStrength: 1,
  laws: [],
  options: [],
  batches: 'needed',
  example: 'batches',
  draws: ({ batch, count }) =>
    `$1 + \\eta_i$ is $n/B$ times how often sample $i$ is in the batch, for batches of $B = ${batch!.size}$ of $n = ${count}$ ` +
    `samples ${batch!.replacement ? 'with' : 'without'} replacement`,
  refuses: (model) => (model.loss.count < 2 ? 'there is only one sample' : undefined),
  perturb(model, { batch } = {}) {
    const { graph, loss } = model
    const { size, replacement } = batch!
    const n = loss.count
    const factor = replacement ? rational.of(1, size) : rational.of(n - size, size * (n - 1))
    const correlation = {
      kind: 'exchangeable' as const,
      variance: rational.multiply(factor, rational.of(n - 1)),
      covariance: rational.negate(factor),
    }
    const samples =
      model.data === undefined && loss.kind === 'squares'
        ? loss.residuals.map((r) => multiply(graph.constant('1/2'), square(r)))
        : [sampleLossOf(model)]
    // The law is that of the batch; no variable is drawn by itself.
    const own = variablesOf(graph, samples.length, 'gaussian', correlation)
    return {
      noise: 'minibatch',
      model,
      sampleLoss: graph.sum(samples.map((each, i) => multiply(each, add(own.symbols[i]!, 1)))),
      residuals: undefined,
      count: n,
      shared: noVariables,
      own,
      extra: noExtra,
      batch,
      notes: [],
    }
  },
})
