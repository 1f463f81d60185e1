import type { Estimate } from '../../base/estimate.js'
import { noiseNamed } from '../../dynamics/index.js'
import { type Expression, toLatex } from '../../expression/index.js'
import { type DerivationStep, type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { decimal } from '../decimal.js'
import { exactEstimate } from '../exact-estimate.js'
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
import type { ChosenNoise } from './chosen-noise.js'
import { noiseOrLabelNoise } from './default-noise.js'
import {
  directionVector,
  displacementExperiment,
  displacementQuantity,
  shortLatex,
  shortVector,
  slowVector,
} from './displacement-prediction.js'
import type { DriftPlan } from './drift-plan.js'
import { driftOnSet } from './drift-on-set.js'
import { exactLabelNoiseDrift } from './exact-drift.js'
import { noiseCoefficients } from './limit/index.js'
import { displacementOfVariant } from './slow-drift-variant.js'
import { slowPlan } from './slow-plan.js'

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
  experiment(site) {
    const noise = labelNoiseAt(site)
    const plan = slowPlan(site, noise)
    return displacementExperiment(site, noise, plan, {
      timeScale: 'k\\alpha^2\\sigma^2',
      landingRate: plan.learningRate.value,
    })
  },
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
      wrong: (_prediction, site) => displacementOfVariant(site, labelNoiseAt(site), { learningRate: 0 }),
    },
  ],
})

/** Labels with one noise of variance 1 for each residual, whatever noise was chosen besides. */
function labelNoiseAt(site: Site): ChosenNoise {
  return noiseOrLabelNoise({ ...site, noise: undefined })
}

function predict(site: Site): Prediction {
  const noise = labelNoiseAt(site)
  const plan = slowPlan(site, noise)
  const { learningRate: rate } = plan
  const { slowDrift, slowDriftAtRate } = noiseCoefficients(noise.objects, site.point, { learningRate: rate, exact: false }) // prettier-ignore
  const finite = exactly(site, rate.exact) ?? slowDriftAtRate!.total
  const limit = exactly(site, site.model.graph.zero) ?? slowDrift.total
  return {
    quantities: { displacement: displacementQuantity(plan) },
    vectors: {
      drift: slowVector('drift at this learning rate', 'b_\\alpha', finite),
      direction: directionVector(plan),
      limitDrift: slowVector('drift for small learning rates', 'b_0', limit),
    },
    derivation: derivation(site, plan, finite, limit),
    says: plan.isStill
      ? 'The drift vanishes here: the point is an equilibrium of label noise.'
      : `Label noise with learning rate ${decimal(rate.value)} drifts along the set with velocity ` +
        `$(${shortVector(finite)})$ per unit of $k\\alpha^2\\sigma^2$.`,
    uses: ['hairer-norsett-wanner-1993'],
    rangeOfValidity:
      'small $\\sigma$ at fixed $\\alpha < 2/\\lambda_{\\max}$; times up to the exit from a compact piece of the set',
  }
}

// A closed form that is longer says less than its value.
const longestClosedForm = 100

function exactly(site: Site, learningRate: Expression): readonly Estimate[] | undefined {
  const exact = exactLabelNoiseDrift(site, learningRate)?.map(exactEstimate)
  return exact?.every(({ text }) => text.length <= longestClosedForm) ? exact : undefined
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
  if (closed !== undefined && plan.isStill) steps.push(...driftOnSet(site, closed))
  steps.push({
    says:
      'The displacement is that of $\\Phi_\\alpha(w_k)$, the point at which gradient descent without noise ends when it is ' +
      'started from $w_k$, along the direction $e$ in which the flow moves:',
    formula: [`e = (${shortVector(directionVector(plan).entries)})`],
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

function braced(latex: string): string {
  return latex.length === 1 ? latex : `{${latex}}`
}
