import type { Hypothesis } from '../contract.js'

/** The noise is a fixed random variable times σ: it gets small without getting rare. */
export const scaledNoise: Hypothesis = {
  id: 'scaled-noise',
  statement:
    'The noise is $\\eta = \\sigma\\zeta$ with a fixed law of $\\zeta$ that has more than four moments.',
  check({ noise }) {
    if (noise === undefined) throw new TypeError('the law of a noise was asked for where none is chosen')
    const { shared, own, batch } = noise.perturbation
    if (batch !== undefined)
      return {
        state: 'refuted',
        evidence: 'the strength of the noise of minibatches is given by their size, and does not tend to 0',
      }
    const laws = [...shared.laws, ...own.laws]
    if (laws.includes('bernoulli'))
      return {
        state: 'refuted',
        evidence:
          'masks that are rare are as large as others: at a fixed learning rate their limit is one of jumps',
      }
    return { state: 'proved', evidence: 'all moments of its variables exist' }
  },
}
