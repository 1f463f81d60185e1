import { add, multiply } from '../../expression/index.js'
import { sampleLossOf } from '../../model/index.js'
import { asSampleTerm, noExtra, noVariables, variablesOf } from '../perturbation/index.js'
import { correlationOf } from '../perturbation/options.js'
import { addedLaws, refusesToAdd } from '../perturbation/added-variables.js'
import { covarianceOption } from '../noise-options.js'
import { noiseModel } from './noise-model.js'

/** Additive noise in the gradient, L̂ = L + ηᵀw: stochastic gradient Langevin dynamics, of any constant covariance. */
export const additive = noiseModel({
  id: 'additive',
  title: 'additive noise in the gradient',
  shortTitle: 'additive noise',
  formula: 'L + \\eta^\\top w',
  strength: 'absolute',
  laws: addedLaws,
  options: [covarianceOption],
  batches: 'none',
  refuses: refusesToAdd,
  perturb(model, { law = addedLaws[0], covariance } = {}) {
    const { graph, symbols } = model
    const correlation = correlationOf(graph, covariance, symbols.length)
    if (typeof correlation === 'string') throw new TypeError(correlation)
    const shared = variablesOf(graph, symbols.length, law, correlation)
    const linear = graph.sum(symbols.map((symbol, i) => multiply(symbol, shared.symbols[i]!)))
    return {
      noise: 'additive',
      model,
      sampleLoss: add(sampleLossOf(model), asSampleTerm(model, linear)),
      residuals: undefined,
      count: model.loss.count,
      shared,
      own: noVariables,
      extra: noExtra,
      batch: undefined,
      notes: [],
    }
  },
})
