import { noiseModels } from '../../dynamics/index.js'
import type { Hypothesis } from '../contract.js'

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
    const { perturbation, model } = noise
    const { shared, own } = perturbation
    const laws = [...new Set([...shared.laws, ...own.laws])].map((law) => named[law] ?? law).join(' and ')
    const drawn = perturbation.batch === undefined ? `, with ${laws} variables` : ''
    return { state: 'proved', evidence: `${model.title}: $\\hat L = ${model.formula}$${drawn}` }
  },
}

const named: Readonly<Record<string, string>> = {
  gaussian: 'Gaussian',
  rademacher: 'Rademacher',
  uniform: 'uniform',
  bernoulli: 'Bernoulli',
}
