import { add, divide, multiply, power, subtract } from '../../expression/index.js'
import type { NoiseModel } from './noise-model.js'

/**
 * Full-batch label noise: L̂ = 1/(2n) Σ (rᵢ − σηᵢ)², a fresh ηᵢ for every residual and step.
 * Blanc et al. 2020; Damian, Ma & Lee 2021; Shalova, Schlichting & Peletier, arXiv 2404.12293.
 */
export const labelNoise: NoiseModel = {
  id: 'label-noise',
  title: 'label noise, full batch',
  refuses: (model) => (model.loss.kind === 'squares' ? undefined : 'a plain loss has no labels'),
  perturb({ graph, residuals, count }, strength) {
    // The section sign cannot be typed in a model, so these names never meet a user's.
    const variables = residuals.map((_, i) => graph.symbol(`§η[${i + 1}]`))
    const squares = residuals.map((r, i) => power(subtract(r, multiply(strength, variables[i]!)), 2))
    return { loss: divide(squares.reduce(add, graph.zero), 2 * count), variables }
  },
}
