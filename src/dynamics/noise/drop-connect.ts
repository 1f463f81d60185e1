import { add, multiply } from '../../expression/index.js'
import { multiplicative } from '../perturbation/multiplicative.js'
import { placesOf } from '../perturbation/options.js'
import { masksOption, parametersOption } from '../noise-options.js'
import { noiseModel } from './noise-model.js'

const laws = ['bernoulli', 'gaussian', 'rademacher', 'uniform'] as const

/**
 * Multiplicative noise on parameters, L̂ = L(w ⊙ (1 + η)): DropConnect where the law is that of masks, 1 + η = b/κ (Wan et al.
 * 2013). Parameters that are not named stay as they are.
 */
export const dropConnect = noiseModel({
  id: 'drop-connect',
  title: 'DropConnect: multiplicative noise on parameters',
  shortTitle: 'DropConnect',
  formula: 'L(w \\odot (1 + \\eta))',
  strength: 'relative',
  laws,
  options: [parametersOption, masksOption],
  batches: 'none',
  // Masks may be of another class than smooth noise in the same places.
  compared: [{ law: 'bernoulli' }, { law: 'gaussian' }],
  example: 'masks',
  refuses(model, { parameters, masks } = {}) {
    if (masks === 'each' && model.data === undefined) return 'without data there are no samples'
    const places = placesOf(model, parameters)
    if (typeof places === 'string') return places
    return places.length === 0 ? 'no parameter is named' : undefined
  },
  perturb(model, { law = laws[0], parameters, masks = 'shared' } = {}) {
    const places = placesOf(model, parameters) as number[]
    return multiplicative(model, 'drop-connect', law, masks, places.length, (symbols, substituted) =>
      substituted(
        new Map(
          places.map((place, k) => {
            const parameter = model.symbols[place]!
            return [parameter, multiply(parameter, add(symbols[k]!, 1))]
          }),
        ),
      ),
    )
  },
})
