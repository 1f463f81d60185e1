import { type Prediction, type Site, theorem } from '../contract.js'
import { decimal } from '../decimal.js'
import type { AccumulationExperiment } from '../experiment.js'
import {
  cleanMinimum,
  decidedExponent,
  interpolates,
  regularProduct,
  severalSamples,
  sampleMinima,
  smooth,
} from '../hypotheses/index.js'
import { batch, learningRate } from '../inputs.js'
import { nearMinimum } from './near-minimum-plan.js'
import { finishedExponent } from './sgd-notions.js'
import { sgdSetting } from './sgd-setting.js'

/**
 * Whether stochastic gradient descent that comes close to a point of the zero-loss set ends there: the accumulation that
 * Theorem B of Chemnitz & Engel, arXiv 2407.20209, is about.
 */
export const sgdSettling = theorem({
  id: 'stability/sgd-settling',
  title:
    'Runs that come close to a minimum end there if the Lyapunov exponent is negative, and leave if it is positive',
  statement:
    'Let $w^*$ be a regular point of the zero-loss set with Lyapunov exponent $\\lambda$. As the distance of the start ' +
    'from $w^*$ tends to 0, the probability that a run of stochastic gradient descent settles near $w^*$ tends to 1 if ' +
    '$\\lambda < 0$ and to 0 if $\\lambda > 0$: runs that leave may settle at another, flatter minimum.',
  formula: [
    '\\lim_{\\sigma\\to0} P\\bigl(w_n \\to w_\\infty,\\; |w_\\infty - w^*| < \\rho \\,\\big|\\, |w_0 - w^*| = \\sigma\\bigr) = ' +
      '\\begin{cases} 1 & \\lambda < 0 \\\\ 0 & \\lambda > 0 \\end{cases}',
  ],
  cite: ['chemnitz-engel-2024'],
  inputs: { learningRate, batch },
  hypotheses: [
    interpolates,
    sampleMinima,
    smooth,
    cleanMinimum,
    severalSamples,
    regularProduct,
    decidedExponent,
  ],
  predict,
  experiment,
  compare: { settled: { relevant: 0.025 } },
  controls: [
    {
      id: 'the-opposite',
      title: 'the opposite: the exponent has the other sign',
      quantity: 'settled',
      wrong: ({ quantities }) => 1 - quantities['settled']!.estimate.value,
    },
    {
      id: 'half',
      title: 'half of the runs',
      quantity: 'settled',
      wrong: () => 0.5,
    },
  ],
})

function predict(site: Site): Prediction {
  const setting = sgdSetting(site)
  const { estimate } = finishedExponent(setting)
  const settles = estimate.value < 0
  return {
    quantities: {
      settled: {
        title: 'share of the runs that settle near the point',
        symbol: 'P',
        unit: 'none',
        estimate: {
          kind: 'numerical',
          value: settles ? 1 : 0,
          error: 0,
          method: 'sign of the Lyapunov exponent',
        },
        scale: 1,
      },
    },
    derivation: [
      {
        says: `At this learning rate the Lyapunov exponent is ${decimal(estimate.value, 6)}, ${settles ? 'negative' : 'positive'}: the limit is`,
        formula: [settles ? 'P \\to 1' : 'P \\to 0'],
      },
    ],
    says: settles
      ? 'Runs that begin close enough to the point settle near it.'
      : 'Runs do not settle near the point, however close they begin.',
    rangeOfValidity:
      'the limit of vanishing distance; how close is close enough depends on the tail of excursions',
  }
}

function experiment(site: Site, prediction: Prediction): AccumulationExperiment {
  const plan = nearMinimum(site, sgdSetting(site))
  return {
    kind: 'accumulation',
    ...plan,
    distances: [1e-3, 1e-15, 1e-50, 1e-150].map((fraction) => fraction * plan.reach),
    radius: 10 * plan.reach,
    replicas: 4096,
    mostSteps: 20_000,
    predicted: prediction.quantities['settled']!.estimate.value,
  }
}
