import { add } from '../../expression/index.js'
import { noVariables, variablesOf } from '../perturbation/index.js'
import { ofLoss, substitutedLoss } from '../perturbation/multiplicative.js'
import { correlationOf } from '../perturbation/options.js'
import { addedLaws, refusesToAdd } from '../perturbation/added-variables.js'
import { covarianceOption } from '../noise-options.js'
import { noiseModel } from './noise-model.js'

/**
 * Perturbed gradient descent, L̂ = L(w + η): with zₖ = wₖ − ξₖ the same as descent with anti-correlated noise,
 * wₖ₊₁ = wₖ − α∇L(wₖ) + ξₖ₊₁ − ξₖ. Orvieto et al., arXiv 2202.02831.
 */
export const perturbedDescent = noiseModel({
  id: 'perturbed',
  title: 'perturbed (anti-correlated) gradient descent',
  shortTitle: 'perturbed descent',
  formula: 'L(w + \\eta)',
  strength: 'absolute',
  laws: addedLaws,
  options: [covarianceOption],
  batches: 'none',
  refuses: refusesToAdd,
  perturb(model, { law = addedLaws[0], covariance } = {}) {
    const { graph, symbols, loss } = model
    const correlation = correlationOf(graph, covariance, symbols.length)
    if (typeof correlation === 'string') throw new TypeError(correlation)
    const shared = variablesOf(graph, symbols.length, law, correlation)
    const moved = symbols.map((symbol, i) => [symbol, add(symbol, shared.symbols[i]!)] as const)
    return { ...ofLoss(model, 'perturbed', substitutedLoss(loss, new Map(moved))), shared, own: noVariables }
  },
})
