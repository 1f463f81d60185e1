import type { Estimate } from '../../base/estimate.js'
import { exampleOf, noiseNamed } from '../../dynamics/index.js'
import { type Expression, toLatex } from '../../expression/index.js'
import { norm } from '../../numeric/index.js'
import { type DerivationStep, type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { decimal } from '../decimal.js'
import { exactEstimate } from '../exact-estimate.js'
import type { DisplacementExperiment, DisplacementLevel } from '../experiment.js'
import {
  cleanMinimum,
  interpolates,
  positiveDimension,
  smooth,
  squareLoss,
  subcriticalLearningRate,
} from '../hypotheses/index.js'
import { learningRate } from '../inputs.js'
import { closedFormDrift } from './closed-form-drift.js'
import { shortLatex, shortVector } from './displacement-prediction.js'
import { driftOnSet } from './drift-on-set.js'
import { exactLabelNoiseDrift } from './exact-drift.js'
import { labelNoiseDrift } from './label-noise-drift-field.js'
import { driftPath, type DriftPlan, planDrift } from './label-noise-plan.js'
import { contractionOf } from './spread.js'

/**
 * The slow drift of gradient descent with label noise along the zero-loss set: a strictly degenerate noise, with
 * Σ = H/n and no diffusion. Shalova, Schlichting & Peletier, arXiv 2404.12293; Li, Wang & Arora, arXiv 2110.06914;
 * the finite-step constant uses the limit map of gradient descent itself.
 */
export const labelNoiseDriftTheorem = theorem({
  id: 'noise/label-noise-drift',
  title:
    'Label noise makes gradient descent drift along the zero-loss set towards smaller $\\operatorname{tr}\\nabla^2 L$',
  statement:
    'Let $w_{k+1} = w_k - \\alpha\\nabla\\frac{1}{2n}\\sum_i (r_i(w_k) - \\sigma\\eta_{k,i})^2$ with independent ' +
    '$\\eta_{k,i}$ of mean 0 and variance 1, started on the zero-loss set $\\Gamma$. As $\\sigma \\to 0$, on the time ' +
    'scale $t = k\\alpha^2\\sigma^2$, the iterate follows the flow below along $\\Gamma$, without diffusion; for ' +
    '$\\alpha \\to 0$ it is the gradient flow of $\\frac{1}{4n}\\operatorname{tr}\\nabla^2 L$ on $\\Gamma$.',
  formula: [
    '\\dot W = \\frac{1}{2n\\alpha}\\,\\nabla_\\Gamma \\log\\det\\bigl(I - \\tfrac{\\alpha}{2}\\nabla^2 L\\bigr)' +
      '\\;\\longrightarrow\\; -\\frac{1}{4n}\\,\\nabla_\\Gamma \\operatorname{tr}\\nabla^2 L \\quad(\\alpha \\to 0)',
  ],
  cite: [
    'shalova-schlichting-peletier-2024',
    'li-wang-arora-2021',
    'blanc-2020',
    'damian-ma-lee-2021',
    'katzenberger-1991',
  ],
  inputs: { learningRate },
  // With batches or deviations of labels Σ is not H/n at a finite step: another theorem is about these.
  concerns: (_model, { noise }) =>
    noise === undefined ||
    (noiseNamed(noise.model)?.example === 'labels' &&
      noise.options.batch === undefined &&
      noise.options.deviations === undefined),
  hypotheses: [squareLoss, interpolates, smooth, cleanMinimum, positiveDimension, subcriticalLearningRate],
  predict,
  experiment,
  compare: { displacement: { relevant: 0.025 } },
  controls: [
    scaled('displacement', 1.05),
    scaled('displacement', 0.95),
    scaled('displacement', 1.1),
    scaled('displacement', 0.9),
    shifted('displacement', 0.1),
    {
      id: 'time-scale-of-perturbed-descent',
      title:
        'the constant of anti-correlated perturbations, $-\\frac12\\nabla_\\Gamma\\operatorname{tr}H$, on this time scale',
      quantity: 'displacement',
      wrong: ({ quantities }, { model }) => {
        const value = quantities['displacement']!.estimate.value
        return value === 0 ? undefined : 2 * model.loss.count * value
      },
    },
    {
      id: 'no-finite-step-correction',
      title: 'the drift for $\\alpha \\to 0$, without the finite-step correction',
      quantity: 'displacement',
      wrong: (prediction, site) => {
        const plan = planDrift(site)
        const wrong = driftPath(site, plan, 0).displacement
        const { value } = prediction.quantities['displacement']!.estimate
        return Math.abs(wrong - value) > 0.1 * prediction.quantities['displacement']!.scale
          ? wrong
          : undefined
      },
    },
  ],
})

function predict(site: Site): Prediction {
  const plan = planDrift(site)
  const path = driftPath(site, plan, plan.learningRate.value)
  const finite = driftEstimates(site, plan.learningRate.exact, plan.learningRate.value)
  const limit = driftEstimates(site, site.model.graph.zero, 0)
  const still = isStill(plan)
  return {
    quantities: {
      displacement: {
        title: 'mean displacement along the set',
        symbol: '\\langle \\Phi_\\alpha(w_k) - w_0,\\, e\\rangle',
        unit: 'length',
        estimate: still
          ? {
              kind: 'numerical',
              value: 0,
              error: 1e-9 * plan.scale,
              method: 'the drift vanishes at the point',
            }
          : {
              kind: 'numerical',
              value: path.displacement,
              error: path.error,
              method: 'the slow flow, integrated',
            },
        scale: plan.scale,
      },
    },
    vectors: {
      drift: {
        title: 'drift at this learning rate',
        symbol: 'b_\\alpha',
        unit: 'per slow time',
        entries: finite,
      },
      direction: {
        title: 'direction of the displacement',
        symbol: 'e',
        unit: 'none',
        entries: directionOf(plan),
      },
      limitDrift: {
        title: 'drift for small learning rates',
        symbol: 'b_0',
        unit: 'per slow time',
        entries: limit,
      },
    },
    derivation: derivation(site, plan, finite, limit),
    says: still
      ? 'The drift vanishes here: the point is an equilibrium of label noise.'
      : `Label noise with learning rate ${decimal(plan.learningRate.value)} drifts along the set with velocity ` +
        `$(${shortVector(finite)})$ per unit of $k\\alpha^2\\sigma^2$.`,
    uses: ['hairer-norsett-wanner-1993'],
    rangeOfValidity:
      'small $\\sigma$ at fixed $\\alpha < 2/\\lambda_{\\max}$; times up to the exit from a compact piece of the set',
  }
}

function isStill({ drift, unprojected }: DriftPlan): boolean {
  return norm(drift) === 0 || norm(drift) < 1e-9 * norm(unprojected)
}

// A closed form that is longer says less than its value.
const longestClosedForm = 100

function directionOf(plan: DriftPlan): Estimate[] {
  const method = 'direction of the integrated flow'
  return Array.from(plan.direction, (value) => ({ kind: 'numerical', value, error: 1e-8, method }))
}

function driftEstimates(site: Site, exactRate: Expression, rate: number): Estimate[] {
  const exact = exactLabelNoiseDrift(site, exactRate)?.map(exactEstimate)
  if (exact?.every(({ text }) => text.length <= longestClosedForm)) return exact
  const { point, landscape } = site
  const { drift, unprojected } = labelNoiseDrift(landscape, point.rank.rank, rate, point.coordinates)
  const condition = point.sharpness / (point.normalEigenvalues[0] ?? point.sharpness)
  const error = 1e-12 * condition * norm(unprojected)
  return Array.from(drift, (value) => ({
    kind: 'numerical',
    value,
    error,
    method: 'third derivative contracted with the inverse of I − αH/2, projected to the tangent space',
  }))
}

function derivation(
  site: Site,
  plan: DriftPlan,
  finite: readonly Estimate[],
  limit: readonly Estimate[],
): DerivationStep[] {
  const { model, point } = site
  const n = model.loss.count
  const closed = closedFormDrift(site)
  const steps: DerivationStep[] = [
    {
      says:
        `The noise enters the gradient as $-\\frac{\\sigma}{n} J^\\top\\eta$ with $n = ${n}$; on the set its covariance is ` +
        'proportional to the Hessian, so that nothing diffuses along the set:',
      formula: ['\\Sigma = \\tfrac{1}{n^2} J^\\top J = \\tfrac1n \\nabla^2 L, \\qquad P\\,\\Sigma = 0'],
    },
    {
      says: 'The second derivative of the limit map of gradient descent turns the normal fluctuations into a drift along the set:',
      formula: [
        'b_\\alpha = \\tfrac12 D^2\\Phi_\\alpha[\\Sigma] = -\\tfrac{1}{4n}\\, P\\,\\nabla^3 L\\bigl[(I - \\tfrac\\alpha2\\nabla^2 L)^{-1}\\bigr]',
      ],
    },
  ]
  if (closed !== undefined)
    steps.push({
      says: 'The set has codimension one: the Hessian has a single non-zero eigenvalue $\\lambda$ on it, and the flow in the model\u2019s own symbols is',
      formula: [
        `\\lambda = ${toLatex(closed.eigenvalue)}`,
        ...model.symbols.map(
          (symbol, i) =>
            `\\dot ${braced(toLatex(symbol))} = \\frac{1}{1 - \\alpha\\lambda/2}\\left(${toLatex(closed.field[i]!)}\\right)`,
        ),
      ],
    })
  if (closed !== undefined && isStill(plan)) steps.push(...driftOnSet(site, closed))
  steps.push({
    says:
      'The displacement is that of $\\Phi_\\alpha(w_k)$, the point at which gradient descent without noise ends when it is ' +
      'started from $w_k$, along the direction $e$ in which the flow moves:',
    formula: [`e = (${shortVector(directionOf(plan))})`],
  })
  steps.push({
    says: `At ${point.name}, for $\\alpha \\to 0$ and for $\\alpha = ${toLatex(plan.learningRate.exact)}$:`,
    formula: [
      `b_0 = (${limit.map(shortLatex).join(',\\; ')})`,
      `b_\\alpha = (${finite.map(shortLatex).join(',\\; ')})`,
    ],
  })
  return steps
}

function experiment(site: Site): DisplacementExperiment {
  const plan = planDrift(site)
  const path = driftPath(site, plan, plan.learningRate.value)
  const { point } = site
  return {
    kind: 'displacement',
    optimiser: 'gradient-descent',
    noise: exampleOf(site.model, 'labels')!,
    start: point.coordinates,
    levels: halvedVariance(plan),
    slowTime: plan.slowTime,
    timeScale: 'k\\alpha^2\\sigma^2',
    landingRate: plan.learningRate.value,
    replicas: 4000,
    direction: plan.direction,
    predictedPath: path.points,
    contraction: contractionOf(site, plan.learningRate.value),
    length: plan.length,
    scale: plan.scale,
  }
}

function braced(latex: string): string {
  return latex.length === 1 ? latex : `{${latex}}`
}

// Twice the steps for half the variance: the same slow time.
function halvedVariance({ learningRate: { value }, noiseStrength, steps }: DriftPlan): DisplacementLevel[] {
  return [
    { learningRate: value, noiseStrength, steps },
    { learningRate: value, noiseStrength: noiseStrength / Math.SQRT2, steps: 2 * steps },
  ]
}
