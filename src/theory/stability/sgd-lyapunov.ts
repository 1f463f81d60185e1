import { curvatureSpectrum } from '../../numeric/index.js'
import { batchesDrawn, descentBeside } from '../batch-words.js'
import { type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { decimal, decimalKnown } from '../decimal.js'
import type { GrowthExperiment } from '../experiment.js'
import {
  cleanMinimum,
  interpolates,
  regularProduct,
  severalSamples,
  sampleMinima,
  smooth,
} from '../hypotheses/index.js'
import { batch, learningRate } from '../inputs.js'
import { nearMinimum } from './near-minimum-plan.js'
import { sgdDerivation } from './sgd-derivation.js'
import { enclosureWords } from './sgd-enclosure.js'
import { neighbouringQuantities } from './sgd-quantities.js'
import { sgdRemains } from './sgd-remains.js'
import { areIncomplete, rangesInWords, shownRate } from './sign-changes.js'
import { sgdExponent, type SgdNotions, sgdNotions, signOf } from './sgd-notions.js'
import { type SgdSetting, sgdSetting } from './sgd-setting.js'

/**
 * The Lyapunov exponent of stochastic gradient descent at a point of the zero-loss set: the rate at which a small
 * displacement from the set grows, almost surely. Chemnitz & Engel, arXiv 2407.20209, Theorem B; the mean-square notion
 * beside it is that of Ma & Ying and of Mulayoff & Michaeli, arXiv 2306.07850.
 */
export const sgdLyapunov = theorem({
  id: 'stability/sgd-lyapunov',
  title: 'Stochastic gradient descent settles at a minimum if and only if its Lyapunov exponent is negative',
  statement:
    'Let $w^*$ be a regular point of the zero-loss set of $L = \\frac1N\\sum_i\\ell_i$ at which every $\\ell_i$ is minimal, as it is for $\\ell_i = \\frac12|r_i|^2$, and let a step use a batch ' +
    '$S$ of $B$ samples drawn anew, all equally likely or with probabilities $p_i$ of their own. Let $\\lambda$ be the Lyapunov exponent of the products of the matrices $A_S$ on the ' +
    'normal space $N$. If $\\lambda < 0$, runs started at random end near $w^*$ with positive probability; if $\\lambda > 0$ ' +
    'they do not. Close to $w^*$ the distance from the set changes by the factor $e^{\\lambda}$ per step, almost surely.',
  formula: [
    '\\lambda = \\lim_{n\\to\\infty} \\frac1n \\log\\bigl\\| A_{S_n} \\cdots A_{S_1}|_N \\bigr\\|, \\qquad ' +
      'A_S = I - \\frac{\\eta}{B} \\sum_{i \\in S} \\nabla^2 \\ell_i(w^*), \\qquad \\nabla^2\\,\\tfrac12|r_i|^2 = \\nabla r_i \\nabla r_i^\\top',
  ],
  cite: ['chemnitz-engel-2024', 'mulayoff-michaeli-2024'],
  inputs: { learningRate, batch },
  hypotheses: [interpolates, sampleMinima, smooth, cleanMinimum, severalSamples, regularProduct],
  predict,
  remains: sgdRemains,
  experiment,
  compare: { exponent: { relevant: 0.025 } },
  controls: [
    scaled('exponent', 1.05),
    scaled('exponent', 1.1),
    scaled('exponent', 0.9),
    scaled('exponent', 1.25),
    shifted('exponent', 0.1),
    shifted('exponent', 0.25),
    {
      id: 'gradient-descent',
      title: 'the exponent $\\mu$ of gradient descent in place of $\\lambda$',
      quantity: 'exponent',
      wrong: ({ quantities }) => finite(quantities['gradientDescent']?.estimate.value),
    },
    {
      id: 'mean-square',
      title: 'half the exponent of the second moment, $\\Lambda(2)/2$, in place of $\\lambda$',
      quantity: 'exponent',
      wrong: ({ quantities }) => finite(half(quantities['meanSquare']?.estimate.value)),
    },
    {
      id: 'equally-likely',
      title: 'the exponent as if all samples were equally likely, in place of $\\lambda$',
      quantity: 'exponent',
      wrong: (_, site) => finite(exponentIfUniform(site)),
    },
  ],
})

/** Nothing where all samples are equally likely. */
function exponentIfUniform(site: Site): number | undefined {
  const setting = sgdSetting(site)
  const { weights, ...product } = setting.product
  return weights && sgdExponent({ ...setting, product }).estimate.value
}

function half(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 2
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

function predict(site: Site): Prediction {
  const setting = sgdSetting(site)
  const notions = sgdNotions(setting, site)
  return {
    quantities: {
      exponent: {
        title: 'Lyapunov exponent',
        symbol: '\\lambda',
        unit: 'per step',
        estimate: notions.exponent,
        scale: scaleOf(setting, notions),
      },
      ...neighbouringQuantities(setting, notions),
    },
    derivation: sgdDerivation(site, setting, notions),
    says: says(setting, notions),
    ...(notions.unfinished && { unfinished: notions.unfinished }),
    rangeOfValidity:
      'small displacements from the set; nothing is claimed where the exponent is 0, and other minima may be settled at',
  }
}

// Deviations are judged by the exponent itself, and where that is close to 0 by how fast sizes change from step to step.
function scaleOf({ product, learningRate }: SgdSetting, { exponent }: SgdNotions): number {
  const rate = learningRate.value / product.batchSize
  const sizes = product.samples.map(({ data }) => {
    const curvature = data.reduce((sum, x) => sum + x * x, 0)
    return Math.min(1, Math.abs(Math.log(Math.abs(1 - rate * curvature))))
  })
  const typical = sizes.reduce((sum, x, i) => sum + (product.weights?.[i] ?? 1 / sizes.length) * x, 0)
  return Math.max(Math.abs(exponent.value), 0.02 * typical)
}

function says({ learningRate, batch: given, exact }: SgdSetting, notions: SgdNotions): string {
  const { exponent, enclosure, meanSquare, gradientDescent } = notions
  const { meanSquareThreshold, gradientDescentThreshold, signChanges } = notions
  const sign = signOf(notions)
  const descent = descentBeside(given)
  const verb =
    sign === 'negative'
      ? 'settles here'
      : sign === 'positive'
        ? 'does not settle here'
        : 'may or may not settle here'
  const proved =
    enclosure?.settled === undefined
      ? sign === undefined
        ? exponent.kind === 'exact' && exponent.value === 0
          ? ', where nothing is claimed'
          : ', whose sign is not clear'
        : ''
      : exact === undefined
        ? `, proved ${enclosure.settled} for the gradients as computed`
        : `, which is proved ${enclosure.settled}`
  const known =
    enclosure === undefined || exponent.kind === 'exact' ? proved : `${proved}, ${enclosureWords(enclosure)}`
  // Within rounding of the border neither is said.
  const fate = (value: number): string =>
    Math.abs(value) <= 1e-11 ? 'exactly at the border' : value < 0 ? 'stable' : 'unstable'
  const [ms, gd] = [
    shownRate(meanSquareThreshold),
    `${shownRate(gradientDescentThreshold)} for ${descent.name}`,
  ]
  const limit =
    signChanges === undefined || signChanges.crossings.length === 0
      ? ''
      : signChanges.crossings.length === 1
        ? ` The thresholds are ${ms} in mean square, ${shownRate(signChanges.crossings[0]!.learningRate)} almost surely and ${gd}.`
        : ` Almost surely the point is ${rangesInWords(signChanges)}. The thresholds are ${ms} in mean square and ${gd}.`
  const missed =
    sign !== undefined && signChanges !== undefined && areIncomplete(signChanges, learningRate.value, sign)
      ? ' Between the learning rates that were scanned there are more sign changes of $\\lambda$: that at the learning rate asked for is right.'
      : ''
  return (
    `With ${batchesDrawn(given)} at learning rate ${decimal(learningRate.value)} the algorithm ${verb}: $\\lambda$ = ` +
    `${decimalKnown(exponent, 8)}${known}; in mean square the point is ${fate(meanSquare.value)}, ` +
    `for ${descent.name}${descent.which} ${gradientDescent.value === -Infinity ? 'stable, which arrives in one step' : fate(gradientDescent.value)}.${limit}${missed}`
  )
}

function experiment(site: Site, prediction: Prediction): GrowthExperiment {
  const setting = sgdSetting(site)
  return {
    kind: 'growth',
    ...nearMinimum(site, setting),
    ...windowOf(setting),
    predicted: prediction.quantities['exponent']!.estimate.value,
  }
}

// A run measures after its direction has forgotten how it began, which takes the longer the closer the two slowest
// directions of gradient descent are; over a longer time fewer replicas do.
function windowOf({ product, learningRate }: SgdSetting): Pick<GrowthExperiment, 'replicas' | 'from' | 'to'> {
  const [slowest, ...others] = Array.from(curvatureSpectrum(product), (curvature) =>
    Math.log(Math.abs(1 - learningRate.value * curvature)),
  ).sort((a, b) => b - a) as [number, ...number[]]
  const next = others.find((rate) => slowest - rate > 1e-6 * Math.abs(slowest))
  const from = next === undefined ? 100 : Math.max(100, Math.ceil(5 / (slowest - next)))
  const length = Math.max(1000, 2 * from)
  return { replicas: Math.max(256, Math.round(16_384_000 / length)), from, to: from + length }
}
