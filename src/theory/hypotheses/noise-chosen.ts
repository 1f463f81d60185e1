import { noiseModels } from '../../dynamics/index.js'
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
      evidence: [`${model.title}: $\\hat L = ${model.formula}$`, ...details(noise)].join(', '),
    }
  },
}

/** What the formula does not say: laws, sharing and the options that were given. */
function details({ perturbation, choice: { options } }: ChosenNoise): string[] {
  const { shared, own, batch, model } = perturbation
  const laws = [...new Set([...shared.laws, ...own.laws])].map((law) => named[law] ?? law).join(' and ')
  const isOwn = own.symbols.length > 0 && model.data !== undefined
  return [
    ...(laws === '' || perturbation.noise === 'minibatch' ? [] : [`with ${laws} variables${isOwn ? ', drawn for every sample' : ''}`]),
    ...(batch !== undefined ? [`in batches of ${batch.size}${batch.replacement ? ' with replacement' : ''}`] : []),
    ...(options.layers === undefined ? [] : [`on ${options.layers.join(', ')}`]),
    ...(options.parameters === undefined ? [] : [`on ${options.parameters.join(', ')}`]),
    ...(options.deviations === undefined ? [] : [`with the deviations ${options.deviations.join(', ')}`]),
    ...(options.covariance === undefined ? [] : [`with the covariance [${options.covariance.map((row) => `[${row.join(', ')}]`).join(', ')}]`]),
  ]
} // prettier-ignore

const named: Readonly<Record<string, string>> = {
  gaussian: 'Gaussian',
  rademacher: 'Rademacher',
  uniform: 'uniform',
  bernoulli: 'Bernoulli',
}
