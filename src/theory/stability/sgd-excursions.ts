import { type Estimate, uncertainty } from '../../base/estimate.js'
import { inTime } from '../../base/in-time.js'
import { plain } from '../../base/prose.js'
import { evenExponent, largestFactorNorm } from '../../numeric/index.js'
import { type Control, type Prediction, type Site, theorem } from '../contract.js'
import { scaled } from '../controls.js'
import { decimal, decimalEnds } from '../decimal.js'
import type { ExcursionExperiment } from '../experiment.js'
import {
  cleanMinimum,
  growingSecondMoment,
  interpolates,
  knownTail,
  negativeExponent,
  severalSamples,
  sampleMinima,
  smooth,
} from '../hypotheses/index.js'
import { batch, learningRate } from '../inputs.js'
import { excursionDerivation } from './excursion-derivation.js'
import { nearMinimum } from './near-minimum-plan.js'
import { finishedExponent, sgdTail } from './sgd-notions.js'
import { sgdSetting } from './sgd-setting.js'

/**
 * How far runs of stochastic gradient descent stray from a minimum at which they settle: the power law of products of random
 * matrices (Cramér; Kesten, Acta Math. 131, 1973; Goldie, Ann. Appl. Probab. 1, 1991) for the linearised steps. Of the
 * limit only logarithms are claimed, so that neither regularity nor steps off a lattice are needed: the factors are
 * symmetric and fall into irreducible blocks, in each of which E|A_n⋯A_1|^p has e^{nΛ(p)} as its exact order.
 */
export const sgdExcursions = theorem({
  id: 'stability/sgd-excursions',
  title:
    'Between the mean-square and the almost-sure threshold nearly every run settles, but excursions fall off with a power less than two',
  statement:
    'Let $w^*$ be a point of the zero-loss set, $A_S$ the linearised step of a batch $S$ on the normal space $N$, and ' +
    '$\\Lambda(p)$ the growth rate of the $p$-th moment of their products. If $\\lambda = \\Lambda^\\prime(0) < 0 \\le \\Lambda(2)$, ' +
    'runs that begin close to $w^*$ come back almost surely, but the probability that one strays further than $R$ times its ' +
    'first distance falls only as $R^{-\\gamma}$. Here $\\gamma$, the positive root of $\\Lambda$, is at most 2: it is 2 at the ' +
    'mean-square threshold, above it second moments diverge, and it is 0 at the almost-sure threshold.',
  formula: [
    '\\Lambda(p) = \\lim_{n\\to\\infty} \\frac1n \\log \\mathbb{E}\\bigl\\| A_{S_n} \\cdots A_{S_1}|_N \\bigr\\|^p, \\qquad ' +
      '\\Lambda(\\gamma) = 0, \\quad 0 < \\gamma \\le 2',
    '\\lim_{R\\to\\infty}\\; \\lim_{w_0\\to w^*}\\; \\frac{\\log P\\bigl(\\sup_n |w_n - w^*| > R\\,|w_0 - w^*|\\bigr)}{\\log R} = -\\gamma',
  ],
  cite: ['kesten-1973', 'goldie-1991', 'chemnitz-engel-2024'],
  inputs: { learningRate, batch },
  hypotheses: [
    interpolates,
    sampleMinima,
    smooth,
    cleanMinimum,
    severalSamples,
    growingSecondMoment,
    negativeExponent,
    knownTail,
  ],
  predict,
  experiment,
  compare: { tailExponent: { relevant: 0.1 } },
  controls: [
    ...[1.1, 0.9, 1.25, 0.75, 1.5, 0.5].map((factor) => ofKnown(scaled('tailExponent', factor))),
    ofKnown({
      id: 'second-moment',
      title: 'the power 2, as if the second moment were at its border',
      quantity: 'tailExponent',
      wrong: () => 2,
    }),
    ofKnown({
      id: 'normal-logarithms',
      title:
        '$\\Lambda$ as a parabola through $\\lambda$ and $\\Lambda(2)$, as if logarithms of sizes were normal',
      quantity: 'tailExponent',
      wrong: ({ quantities }) => {
        const [exponent, second] = ['exponent', 'meanSquare'].map((name) => quantities[name]!.estimate.value)
        const root = (-4 * exponent!) / (second! - 2 * exponent!)
        return Number.isFinite(root) ? root : undefined
      },
    }),
  ],
})

/** Between bounds far apart there is no right value that a wrong one could be told from. */
function ofKnown(control: Control): Control {
  return {
    ...control,
    wrong: (prediction, site) =>
      isSharp(prediction.quantities['tailExponent']!.estimate) ? control.wrong(prediction, site) : undefined,
  }
}

function isSharp(estimate: Estimate): boolean {
  return uncertainty(estimate) <= 0.02 * estimate.value
}

function predict(site: Site): Prediction {
  const setting = sgdSetting(site)
  const { learningRate, product } = setting
  const exponent = finishedExponent(setting).estimate
  const second = evenExponent(product, learningRate.value, 2)
  const tail = sgdTail(setting)
  if (tail.estimate === undefined)
    inTime(
      setting.budget,
      'the search for the tail exponent',
      () => `λ = ${plain(decimal(exponent.value, 4))}`,
    )
  // Only where hypotheses were left out: at such a rate there is no root.
  const gamma: Estimate = tail.estimate ?? {
    kind: 'numerical',
    value: NaN,
    error: Infinity,
    method: tail.method,
  }
  const sizeOf = (value: number): number => (Number.isFinite(value) ? Math.max(Math.abs(value), 1e-3) : 1)
  return {
    quantities: {
      tailExponent: {
        title: 'tail exponent of excursions',
        symbol: '\\gamma',
        unit: 'none',
        estimate: gamma,
        scale: gamma.value,
      },
      exponent: {
        title: 'Lyapunov exponent',
        symbol: '\\lambda',
        unit: 'per step',
        estimate: exponent,
        scale: sizeOf(exponent.value),
      },
      meanSquare: {
        title: 'exponent of the second moment',
        symbol: '\\Lambda(2)',
        unit: 'per step',
        estimate: second,
        scale: sizeOf(second.value),
      },
    },
    derivation: excursionDerivation(setting, { exponent, second, gamma, method: tail.method }),
    says:
      `At learning rate ${decimal(learningRate.value)} runs settle though second moments grow: of those that begin close to the ` +
      `point a share of the order of $R^{-\\gamma}$ strays to $R$ times the first distance, ${valueOf(gamma)}.`,
    rangeOfValidity:
      'runs that begin so close that also the excursion stays where the algorithm is linear; where few batches are ' +
      'possible the constant in front of the power oscillates with $\\log R$. Below the mean-square threshold the same ' +
      'law holds with $\\gamma > 2$ as long as some batch makes displacements longer, and is not tested here',
  }
}

function valueOf(gamma: Estimate): string {
  return gamma.kind === 'enclosed'
    ? `$\\gamma$ between ${decimalEnds(gamma.lo, gamma.hi).join(' and ')}`
    : `$\\gamma$ = ${decimal(gamma.value, uncertainty(gamma) > 1e-3 ? 3 : 6)}`
}

// A logarithm of a factor up to which runs can begin: beyond, doubles end.
const longest = 14

/**
 * The power law is looked for over four of the largest steps up, if so many fit, and down to a twentieth of the runs, after one and a half such
 * steps: before, the law has not set in, and over fewer periods the oscillation of its constant would show.
 */
function experiment(site: Site, prediction: Prediction): ExcursionExperiment {
  const setting = sgdSetting(site)
  const { product, learningRate } = setting
  const { estimate } = prediction.quantities['tailExponent']!
  const gamma = estimate.value
  const drift = Math.abs(prediction.quantities['exponent']!.estimate.value)
  const step = Math.log(largestFactorNorm(product, learningRate.value) ?? 2)
  const start = Math.min(Math.max(1.5 * step, Math.LN2), Math.max(Math.LN2, 2.5 / gamma), longest / 2)
  const range = Math.min(Math.max(4 * step, 3 / gamma), 5 / gamma)
  const end = Math.min(start + range, longest)
  // Of what has come down so far e^−5 at most would rise again to the first distance.
  const depth = Math.min(Math.max(7, 5 / gamma), longest)
  return {
    kind: 'excursions',
    ...nearMinimum(site, setting),
    from: Math.exp(start),
    to: Math.exp(end),
    largestStep: step,
    down: Math.exp(-depth),
    replicas: 4_000_000,
    // Coming down takes the logarithm over the drift; few need four times that.
    mostSteps: Math.round(Math.min(1e5, Math.max(1000, (4 * (depth + end)) / drift))),
    predicted: isSharp(estimate) ? gamma : undefined,
  }
}
