import { chosenOptions, formulaOf, noiseModels, optionsOf } from '../../dynamics/index.js'
import type { Hypothesis } from '../contract.js'
import type { ChosenNoise } from '../noise/chosen-noise.js'

/** There is a noise to speak of. */
export const noiseChosen: Hypothesis = {
  id: 'noise-chosen',
  statement: 'Noise enters the loss: $\\hat L(w, \\eta)$ with $\\hat L(w, 0) = L(w)$ and $E\\,\\eta = 0$.',
  check({ noise }) {
    if (noise === undefined)
      return {
        state: 'refuted',
        evidence: `no noise was chosen, and the model file has none: ask for one with \`--noise\`, such as ${noiseModels.map(({ id }) => id).join(', ')}`,
      }
    const { model } = noise
    return {
      state: 'proved',
      evidence: [
        `${model.title}: $\\hat L = ${formulaOf(model, noise.choice.options, noise.perturbation.model)}$`,
        ...details(noise),
      ].join(', '),
    }
  },
}

/** What the formula does not say: laws, sharing and the options that were given. */
function details({ perturbation, model: noise, choice: { options } }: ChosenNoise): string[] {
  const { shared, own, batch, model } = perturbation
  const given = chosenOptions(options)
  const laws = [...new Set([...shared.laws, ...own.laws])].map((law) => named[law] ?? law).join(' and ')
  const isOwn = own.symbols.length > 0 && model.data !== undefined
  return [
    ...(laws === '' || noise.laws.length === 0 && noise.draws !== undefined ? [] : [`with ${laws} variables${isOwn ? ', drawn for every sample' : ''}`]),
    ...(batch !== undefined ? [`in batches of ${batch.size}${batch.replacement ? ' with replacement' : ''}`] : []),
    ...optionsOf(noise).flatMap(({ key, says }) => {
      const value = given.get(key)
      return value === undefined || says === undefined ? [] : [says(value)]
    }),
  ]
} // prettier-ignore

const named: Readonly<Record<string, string>> = {
  gaussian: 'Gaussian',
  rademacher: 'Rademacher',
  uniform: 'uniform',
  bernoulli: 'Bernoulli',
}
