import type { Prose } from '../../base/prose.js'
import { type Control, type DerivationStep, type PredictedQuantity, type Prediction, type Site, theorem } from '../contract.js' // prettier-ignore
import { decimal } from '../decimal.js'
import type { SideBySideExperiment } from '../experiment.js'
import {
  cleanMinimum,
  interpolates,
  positiveDimension,
  smooth,
  squareLoss,
  subcriticalLearningRate,
} from '../hypotheses/index.js'
import { batch, learningRate } from '../inputs.js'
import { planTimeScales, type TimeScalePart } from './time-scales-plan.js'

/**
 * The two time scales of noisy gradient descent along the zero-loss set, side by side; Shalova, Schlichting & Peletier, arXiv
 * 2404.12293. Each noise is judged by its class on this model, not by its name.
 */
export const timeScales = theorem({
  id: 'noise/time-scales',
  title:
    'Minibatches do not move along the zero-loss set, label noise does on the slow time, and Dropout on the fast one',
  statement:
    'On the zero-loss set random batches make no noise at all: nothing moves, on any time scale. Label noise has a constant ' +
    'regulariser and moves in $1/(\\alpha^2\\sigma^2)$ steps. Dropout has in general a regulariser that is not constant on the ' +
    'set, and moves in $1/(\\alpha\\sigma^2)$ steps; where it is constant, Dropout is predicted by the class that it then has.',
  formula: [
    '\\text{minibatches:} \\quad \\dot W = 0',
    '\\text{label noise:} \\quad \\dot W = \\tfrac12 D^2\\Phi[\\Sigma], \\quad t = k\\alpha^2\\sigma^2',
    '\\text{Dropout:} \\quad \\dot W = -P\\,\\nabla\\mathrm{Reg}, \\quad t = k\\alpha\\sigma^2',
  ],
  cite: ['shalova-schlichting-peletier-2024', 'li-wang-arora-2021', 'katzenberger-1991'],
  inputs: { learningRate, batch },
  takesLong: true,
  hypotheses: [squareLoss, interpolates, smooth, cleanMinimum, positiveDimension, subcriticalLearningRate],
  predict,
  experiment,
  compare: { labelNoise: { relevant: 0.1 }, minibatch: { relevant: 0.1 }, dropout: { relevant: 0.1 } },
  controls: [
    control('label-noise-on-the-fast-time', 'label noise that moves on the fast time, $1/\\alpha$ times as far', 'labelNoise', (value, _, site) => value / rateOf(site)),
    control('label-noise-still', 'label noise that does not move', 'labelNoise', (value) => (value === 0 ? undefined : 0)),
    control('minibatch-like-label-noise', 'minibatches that move like label noise', 'minibatch', (_, prediction) => prediction.quantities['labelNoise']!.estimate.value),
    control('dropout-still', 'Dropout that stands still on the fast time', 'dropout', (value) => (value === 0 ? undefined : 0)),
    control('dropout-like-label-noise', 'Dropout that moves on the slow time only, $\\alpha$ times as far', 'dropout', (value, _, site) => (value === 0 ? undefined : value * rateOf(site))),
    control('minibatch-moves', 'minibatches that move', 'minibatch', (_, { quantities }) => quantities['minibatch']!.scale / 2),
    control('label-noise-moves', 'label noise that moves where it should not', 'labelNoise', (value, { quantities }) => (value === 0 ? quantities['labelNoise']!.scale / 2 : undefined)),
  ],
}) // prettier-ignore

// Nothing where the model does not have the noise.
function control(
  id: string,
  title: Prose,
  quantity: string,
  wrong: (value: number, prediction: Prediction, site: Site) => number | undefined,
): Control {
  return {
    id,
    title,
    quantity,
    wrong(prediction, site) {
      const predicted = prediction.quantities[quantity]
      return predicted && wrong(predicted.estimate.value, prediction, site)
    },
  }
}

const rateOf = (site: Site): number => planTimeScales(site).learningRate

function predict(site: Site): Prediction {
  const { learningRate: alpha, parts, left } = planTimeScales(site)
  return {
    quantities: Object.fromEntries(parts.map((part) => [part.quantity, quantityOf(part)])),
    derivation: [...parts.map(classStep), ...left.map((says): DerivationStep => ({ says: `${says}.` }))],
    says: `${parts.map(shortly).join('; ')}; all with the learning rate ${decimal(alpha)}.`,
    rangeOfValidity:
      'small $\\sigma$, and for the fast time small $\\alpha$ as well; times up to the exit from a compact piece of the set',
    uses: ['hairer-norsett-wanner-1993'],
  }
}

function quantityOf({ label, displacement, experiment }: TimeScalePart): PredictedQuantity {
  return {
    title: `displacement by ${label} after $${experiment.timeScale}$ = ${decimal(experiment.slowTime, 3)}`,
    symbol: '\\langle \\Phi_\\alpha(w_k) - w_0,\\, e\\rangle',
    unit: 'length',
    estimate: {
      kind: 'numerical',
      value: displacement,
      error: 1e-6 * experiment.scale,
      method: displacement === 0 ? 'nothing moves in the limit' : 'the flow of the limit, integrated',
    },
    scale: experiment.scale,
  }
}

function classStep({ label, noise }: TimeScalePart): DerivationStep {
  const { kind, frozen, equation, timeScales: times, evidence } = noise.kind
  const said = evidence.map(({ says }) => says).join('; ')
  const name = kind === 'trivial' ? (frozen ? 'frozen on the set' : 'without effect along the set') : kind
  return {
    says: `The noise of ${label} is ${name} (${said})${equation === undefined ? '.' : ':'}`,
    ...(equation === undefined
      ? {}
      : { formula: [`${equation}, \\qquad t = ${times.map(({ time }) => time).join(' \\text{ or } ')}`] }),
  }
}

function shortly({ label, displacement, experiment, commonTime }: TimeScalePart): Prose {
  if (displacement === 0) return `${label}: nothing moves`
  const { noiseStrength, steps } = experiment.levels[0]!
  return `${label} with $\\sigma$ = ${decimal(noiseStrength, 3)}: a displacement of ${decimal(displacement, 3)} in ${steps} steps, on the ${commonTime === 1 ? 'slow' : 'fast'} time`
}

function experiment(site: Site): SideBySideExperiment {
  const { parts } = planTimeScales(site)
  return {
    kind: 'side-by-side',
    parts: parts.map(({ quantity, label, experiment, commonTime }) => ({
      quantity,
      label,
      experiment,
      commonTime,
    })),
  }
}
