import { add, multiply } from '../../expression/index.js'
import { multiplicative } from '../perturbation/multiplicative.js'
import { placesOf } from '../perturbation/options.js'
import { noiseModel } from './noise-model.js'

/**
 * Multiplicative noise on parameters, L̂ = L(w ⊙ (1 + η)): DropConnect where the law is that of masks, 1 + η = b/κ (Wan et al.
 * 2013). Parameters that are not named stay as they are.
 */
export const dropConnect = noiseModel({
  id: 'drop-connect',
  title: 'DropConnect: multiplicative noise on parameters',
  formula: 'L(w \\odot (1 + \\eta))',
  strength: 'relative',
  refuses(model, { parameters, masks, batch } = {}) {
    if (batch !== undefined) return 'batches together with this noise are not there'
    if (masks === 'each' && model.data === undefined) return 'without data there are no samples'
    const places = placesOf(model, parameters)
    if (typeof places === 'string') return places
    return places.length === 0 ? 'no parameter is named' : undefined
  },
  perturb(model, { law = 'bernoulli', parameters, masks = 'shared' } = {}) {
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
