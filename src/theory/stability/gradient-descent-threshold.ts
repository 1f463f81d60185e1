import type { Estimate } from '../../base/estimate.js'
import { linearReach } from '../../geometry/index.js'
import { norm } from '../../numeric/index.js'
import { type DerivationStep, type Prediction, type Site, theorem } from '../contract.js'
import { decimal } from '../decimal.js'
import type { ThresholdExperiment } from '../experiment.js'
import {
  cleanMinimum,
  interpolates,
  nonSingularStep,
  positiveCurvature,
  smooth,
} from '../hypotheses/index.js'
import { learningRate } from '../inputs.js'
import { scaled } from '../controls.js'
import { exactSharpness, sharpnessEstimate, thresholdEstimate } from './sharpness.js'

/**
 * The stability threshold of gradient descent at a point of the zero-loss set.
 *
 * With λ₁ … λ_k the eigenvalues of ∇²L on the normal space, gradient descent with learning rate η multiplies a small
 * normal displacement along λⱼ by 1 − ηλⱼ; the set attracts near the point if and only if η < 2/λ_max.
 * Chemnitz & Engel, arXiv 2407.20209, Theorem A (GD), stated there for a Jacobian of full row rank; for gradient descent a
 * manifold of minimisers with constant rank is enough.
 */
export const gradientDescentThreshold = theorem({
  id: 'stability/gradient-descent-threshold',
  title:
    'Gradient descent settles at a minimum below the learning rate $2/\\lambda_{\\max}$ and not above it',
  statement:
    'Let $w^*$ lie on the zero-loss set and let $\\lambda_{\\max}$ be the largest eigenvalue of $\\nabla^2 L(w^*)$ on ' +
    'the normal space. Put $\\mu = \\log\\max_j|1 - \\eta\\lambda_j|$. If $\\mu < 0$, that is $\\eta < 2/\\lambda_{\\max}$, ' +
    'gradient descent started at random settles near $w^*$ with positive probability; if $\\mu > 0$ it does not.',
  formula: ['\\eta_{\\mathrm{GD}} = \\frac{2}{\\lambda_{\\max}(\\nabla^2 L(w^*)|_N)}'],
  cite: ['chemnitz-engel-2024', 'craciun-ghoshdastidar-2025'],
  inputs: { learningRate },
  hypotheses: [interpolates, smooth, cleanMinimum, positiveCurvature, nonSingularStep],
  predict,
  experiment,
  compare: { threshold: { relevant: 0.01 } },
  controls: [
    scaled('threshold', 1.1),
    scaled('threshold', 0.95),
    {
      id: 'inverse-sharpness',
      title: 'the step that is best for one direction, $1/\\lambda_{\\max}$, in place of the threshold',
      quantity: 'threshold',
      wrong: ({ quantities }) => quantities['threshold']!.estimate.value / 2,
    },
    {
      id: 'trace',
      title: 'the trace of the Hessian in place of its largest eigenvalue, $2/\\operatorname{tr}\\nabla^2 L$',
      quantity: 'threshold',
      wrong: (_, { point }) => {
        const trace = point.normalEigenvalues.reduce((sum, value) => sum + value, 0)
        return trace > 1.05 * point.sharpness ? 2 / trace : undefined
      },
    },
    {
      id: 'sum-over-samples',
      title: 'the Hessian of the sum over the samples in place of their mean',
      quantity: 'threshold',
      wrong: ({ quantities }, { model }) =>
        model.loss.count > 1 ? quantities['threshold']!.estimate.value / model.loss.count : undefined,
    },
  ],
})

function predict(site: Site): Prediction {
  const { point } = site
  const exact = exactSharpness(site)
  const sharpness = sharpnessEstimate(site, exact)
  const threshold = thresholdEstimate(site, exact)
  const rate = site.inputs.learningRate
  const multiplier = rate && Math.exp(growthRate(point.normalEigenvalues, rate.value))
  const says =
    rate === undefined
      ? `Gradient descent settles here for learning rates below ${shown(threshold)}.`
      : `At learning rate ${decimal(rate.value)} gradient descent ${multiplier! < 1 ? 'settles here' : multiplier! > 1 ? 'does not settle here' : 'is exactly at the threshold, where nothing is claimed'}: ` +
        `the threshold is ${shown(threshold)}.`
  return {
    quantities: {
      threshold: {
        title: 'stability threshold',
        symbol: '\\eta_{\\mathrm{GD}}',
        unit: 'learning rate',
        estimate: threshold,
        scale: threshold.value,
      },
      sharpness: {
        title: 'largest eigenvalue on the normal space',
        symbol: '\\lambda_{\\max}',
        unit: 'none',
        estimate: sharpness,
        scale: sharpness.value,
      },
    },
    derivation: derivation(site, sharpness, threshold),
    says,
    rangeOfValidity:
      'small displacements from the set; the learning rate $\\eta_{\\mathrm{GD}}$ itself is excluded',
  }
}

/** log max |1 − ηλⱼ| over the normal space: the growth rate of a small displacement per step. */
export function growthRate(normalEigenvalues: ArrayLike<number>, rate: number): number {
  return Math.log(
    Array.from(normalEigenvalues).reduce((most, value) => Math.max(most, Math.abs(1 - rate * value)), 0),
  )
}

function derivation(site: Site, sharpness: Estimate, threshold: Estimate): DerivationStep[] {
  const { point } = site
  const eigenvalues = Array.from(point.normalEigenvalues, (value) => decimal(value, 6).replaceAll('$', ''))
  const shownEigenvalues =
    eigenvalues.length > 8 ? [...eigenvalues.slice(0, 3), '\\ldots', ...eigenvalues.slice(-3)] : eigenvalues
  return [
    {
      says: 'Linearising one step $w \\mapsto w - \\eta\\nabla L(w)$ at $w^*$ gives the identity on the tangent space and, on the normal space,',
      formula: ['I - \\eta\\,\\nabla^2 L(w^*)|_N'],
    },
    {
      says: `The eigenvalues of $\\nabla^2 L(w^*)$ on the normal space (dimension ${point.rank.rank}) are`,
      formula: [`\\lambda_j = ${shownEigenvalues.join(',\\; ')}`],
    },
    {
      says: 'A displacement along $\\lambda_j$ is multiplied by $1 - \\eta\\lambda_j$, which lies in $(-1, 1)$ for all $j$ exactly below',
      formula: [
        `\\eta_{\\mathrm{GD}} = \\frac{2}{\\lambda_{\\max}} = ${latexOf(threshold)}, \\qquad \\lambda_{\\max} = ${latexOf(sharpness)}`,
      ],
    },
  ]
}

function experiment({ point }: Site, prediction: Prediction): ThresholdExperiment {
  const threshold = prediction.quantities['threshold']!.estimate.value
  return {
    kind: 'threshold',
    optimiser: 'gradient-descent',
    start: point.coordinates,
    directions: point.normal,
    // A thousandfold growth of an unusually long displacement still ends where the gradient is linear.
    spread: 1e-4 * (linearReach(point) ?? 1e-7 * (1 + norm(point.coordinates))),
    replicas: 16,
    from: 400,
    to: 800,
    ladder: [0.5, 0.7, 0.85, 0.95, 1, 1.05, 1.15, 1.3].map((fraction) => fraction * threshold),
    predictedGrowth: (rate) => growthRate(point.normalEigenvalues, rate),
  }
}

function latexOf(estimate: Estimate): string {
  return estimate.kind === 'exact' ? estimate.latex : decimal(estimate.value, 10).replaceAll('$', '')
}

function shown(estimate: Estimate): string {
  return estimate.kind === 'exact'
    ? `$${estimate.latex}$ = ${decimal(estimate.value, 6)}`
    : decimal(estimate.value, 8)
}
