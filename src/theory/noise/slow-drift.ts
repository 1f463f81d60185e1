import { toLatex } from '../../expression/index.js'
import { type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { decimal } from '../decimal.js'
import { jumpsReturn, noiseClassIs, subcriticalWithBatches } from '../hypotheses/index.js'
import { aboutNoise, noiseHypotheses } from './about-noise.js'
import { noiseOf } from './chosen-noise.js'
import {
  directionVector,
  displacementExperiment,
  displacementQuantity,
  shortVector,
  slowVector,
} from './displacement-prediction.js'
import { hasJumps, noiseCoefficients } from './limit/index.js'
import { noiseSteps } from './noise-derivation.js'
import { displacementOfVariant } from './slow-drift-variant.js'
import { slowPlan } from './slow-plan.js'

/**
 * The slow drift of noisy gradient descent along the zero-loss set for degenerate noise that does not diffuse along it.
 * Shalova, Schlichting & Peletier, arXiv 2404.12293; Li, Wang & Arora, arXiv 2110.06914; the finite-step form uses the
 * limit map of gradient descent itself.
 */
export const slowDrift = theorem({
  id: 'noise/slow-drift',
  title: 'Degenerate noise across the zero-loss set makes gradient descent drift along it on the slow time',
  statement:
    'Let $w_{k+1} = w_k - \\alpha \\nabla_w \\hat L(w_k, \\eta_k)$ with independent $\\eta_k$ of mean 0 and covariance ' +
    '$\\sigma^2 C$, started on the zero-loss set $\\Gamma$, let $P\\nabla\\mathrm{Reg} \\equiv 0$ and $P\\,G\\,C^{1/2} ' +
    '\\equiv 0$ on $\\Gamma$, with $G = \\partial_w \\partial_\\eta \\hat L$ and $\\Sigma = GCG^\\top$. As $\\sigma \\to 0$, on the time ' +
    'scale $t = k\\alpha^2\\sigma^2$, the iterate follows the flow below along $\\Gamma$, where $\\Phi_\\alpha(w)$ is where ' +
    'gradient descent without noise ends when it starts from $w$. Masks jump, however rare they are: at a fixed $\\alpha$ their limit ' +
    'is one of jumps $Y \\to \\Phi_\\alpha(Y - \\alpha\\nabla_w\\hat L(Y, -e_i))$, and what follows the flow is its mean, with ' +
    '$\\sum_i [\\Phi_\\alpha(Y - \\alpha\\nabla_w\\hat L(Y, -e_i)) - Y]/\\alpha^2$ for the velocity.',
  formula: [
    '\\dot Y = \\tfrac12 D^2\\Phi_\\alpha(Y)[\\Sigma(Y)] \\;\\longrightarrow\\; -\\tfrac12 P\\,\\nabla^3 L\\bigl[\\mathcal L_H^{-1} \\Sigma_{NN}\\bigr] \\quad(\\alpha \\to 0)',
  ],
  cite: ['shalova-schlichting-peletier-2024', 'li-wang-arora-2021', 'katzenberger-1991'],
  ...aboutNoise,
  hypotheses: [
    ...noiseHypotheses,
    subcriticalWithBatches,
    jumpsReturn,
    noiseClassIs(
      'degenerate-noise-without-diffusion',
      'The noise is degenerate and does not diffuse along the set: $P\\nabla\\mathrm{Reg} \\equiv 0$ and $P\\,G\\,C^{1/2} \\equiv 0$ on $\\Gamma$, but $D^2\\Phi_\\alpha[\\Sigma] \\not\\equiv 0$.',
      ({ kind, diffuses, timeScales }) =>
        kind.endsWith(' degenerate') && !diffuses && timeScales.some(({ alpha }) => alpha === 2),
    ),
  ],
  predict,
  experiment(site) {
    const noise = noiseOf(site)
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
    scaled('displacement', 2),
    shifted('displacement', 0.1),
    {
      id: 'no-finite-step-correction',
      title: 'the drift for $\\alpha \\to 0$, without the finite-step correction',
      quantity: 'displacement',
      wrong: (_prediction, site) => displacementOfVariant(site, noiseOf(site), { learningRate: 0 }),
    },
    {
      id: 'no-normal-fluctuations',
      title: 'no drift from the fluctuations across the set',
      quantity: 'displacement',
      wrong: (_prediction, site) => displacementOfVariant(site, noiseOf(site), { without: ['normalNormal'] }),
    },
    {
      id: 'small-jumps',
      title: 'the second derivative of the limit map, as if the masks did not jump',
      quantity: 'displacement',
      // Leaving out what is 0 here anyway is how to ask for it.
      wrong: (_prediction, site) =>
        hasJumps(noiseOf(site).objects)
          ? displacementOfVariant(site, noiseOf(site), { without: ['mixed'] })
          : undefined,
    },
  ],
})

function predict(site: Site): Prediction {
  const noise = noiseOf(site)
  const plan = slowPlan(site, noise)
  const { point } = site
  const { learningRate: rate } = plan
  const { slowDrift: limit, slowDriftAtRate } = noiseCoefficients(noise.objects, point, { learningRate: rate }) // prettier-ignore
  if (slowDriftAtRate === undefined)
    throw new TypeError('a hypothesis was to see to jumps that do not come back')
  const finite = slowDriftAtRate
  return {
    quantities: { displacement: displacementQuantity(plan) },
    vectors: {
      drift: slowVector('drift at this learning rate', 'b_\\alpha', finite.total),
      limitDrift: slowVector('drift for small learning rates', 'b_0', limit.total),
      direction: directionVector(plan),
    },
    derivation: [
      ...noiseSteps(noise),
      {
        says: 'Nothing of the noise points along the set. The second derivative of the limit map of gradient descent turns the fluctuations across it into a drift:',
        formula: [
          'b_\\alpha = \\tfrac12 D^2\\Phi_\\alpha[\\Sigma] = -\\tfrac12 P\\,\\nabla^3 L[X],\\qquad HX + XH - \\alpha HXH = \\Sigma_{NN}',
        ],
      },
      ...(finite.jumps === undefined
        ? []
        : [
            {
              says: 'Rare masks jump by lengths of order $\\alpha$, of which the second derivative is only the beginning. Their part of $b_\\alpha$ is where gradient descent takes each jump:',
              formula: [
                'b_\\alpha = \\alpha^{-2} \\sum_i \\bigl[\\Phi_\\alpha\\bigl(y - \\alpha\\nabla_w\\hat L(y, -e_i)\\bigr) - y\\bigr] \\;\\longrightarrow\\; b_0 = \\tfrac12 D^2\\Phi[\\Sigma] \\quad (\\alpha \\to 0)',
              ],
            },
          ]),
      ...(noise.perturbation.batch === undefined
        ? []
        : [
            {
              says: 'That batches differ does not go away with the noise: it makes the fluctuations larger. With $H_B$ the Hessian of a batch,',
              formula: ['HX + XH - \\alpha\\, E[H_B X H_B] = \\Sigma_{NN}'],
            },
          ]),
      {
        says: `At ${point.name}, for $\\alpha \\to 0$ and for $\\alpha = ${toLatex(rate.exact)}$:`,
        formula: [`b_0 = (${shortVector(limit.total)})`, `b_\\alpha = (${shortVector(finite.total)})`],
      },
    ],
    says: plan.isStill
      ? 'The drift vanishes here: the point is an equilibrium of this noise.'
      : `With learning rate ${decimal(rate.value)} the noise drifts along the set with velocity $(${shortVector(finite.total)})$ ` +
        'per unit of the slow time $k\\alpha^2\\sigma^2$.',
    uses: ['hairer-norsett-wanner-1993'],
    rangeOfValidity:
      noise.kind.kind === 'conditionally degenerate'
        ? 'small $\\sigma$ at fixed $\\alpha < 2/\\lambda_{\\max}$; where $\\sigma^2$ is not small against $\\alpha$ a second potential adds to the drift'
        : 'small $\\sigma$ at fixed $\\alpha < 2/\\lambda_{\\max}$; times up to the exit from a compact piece of the set',
  }
}
