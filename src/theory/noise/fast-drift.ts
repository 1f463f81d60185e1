import type { Perturbation } from '../../dynamics/index.js'
import { toLatex } from '../../expression/index.js'
import { type Control, type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { jumpsReturn, noiseClassIs, subcriticalLearningRate } from '../hypotheses/index.js'
import { aboutNoise, noiseHypotheses } from './about-noise.js'
import { noiseOf } from './chosen-noise.js'
import {
  directionVector,
  displacementExperiment,
  displacementQuantity,
  shortVector,
  slowVector,
} from './displacement-prediction.js'
import { pathAlong } from './drift-plan.js'
import { fastPlan } from './fast-plan.js'
import { noiseCoefficients, noiseObjects } from './limit/index.js'
import { noiseSteps } from './noise-derivation.js'
import { regulariserFlow } from './slow-fields.js'

/**
 * The fast motion of noisy gradient descent along the zero-loss set, for noise whose mean changes the loss along it: a
 * gradient flow of the regulariser on t = kασ². Shalova, Schlichting & Peletier, arXiv 2404.12293.
 */
export const fastDrift = theorem({
  id: 'noise/fast-drift',
  title:
    'Non-degenerate noise makes gradient descent follow the gradient flow of its regulariser on the zero-loss set',
  statement:
    'Let $w_{k+1} = w_k - \\alpha \\nabla_w \\hat L(w_k, \\eta_k)$ with independent $\\eta_k$ of mean 0 and covariance ' +
    '$\\sigma^2 C$, started on the zero-loss set $\\Gamma$, and let $P\\nabla\\mathrm{Reg}$ not vanish on $\\Gamma$. As ' +
    '$\\alpha, \\sigma \\to 0$, on the time scale $t = k\\alpha\\sigma^2$, the iterate follows the flow below along ' +
    '$\\Gamma$. With masks, that jump, $\\mathrm{Reg}$ is the mean of what single masks do.',
  formula: [
    '\\dot W = -P\\,\\nabla\\mathrm{Reg}(W),\\qquad \\mathrm{Reg} = \\lim_{\\sigma\\to0} \\sigma^{-2}\\bigl(E\\,\\hat L(w, \\eta) - L(w)\\bigr)',
  ],
  cite: ['shalova-schlichting-peletier-2024', 'katzenberger-1991'],
  ...aboutNoise,
  hypotheses: [
    ...noiseHypotheses,
    subcriticalLearningRate,
    jumpsReturn,
    noiseClassIs(
      'non-degenerate-noise',
      'The noise is non-degenerate: $P\\nabla\\mathrm{Reg} \\not\\equiv 0$ on $\\Gamma$.',
      ({ kind }) => kind === 'non-degenerate',
    ),
  ],
  predict,
  experiment(site) {
    const noise = noiseOf(site)
    const landingRate = 0.5 / site.point.sharpness
    return displacementExperiment(site, noise, fastPlan(site, noise), { timeScale, landingRate })
  },
  compare: { displacement: { relevant: 0.025 } },
  controls: [
    scaled('displacement', 1.05),
    scaled('displacement', 0.95),
    scaled('displacement', 2),
    shifted('displacement', 0.1),
    {
      id: 'nothing-moves',
      title: 'no motion on this time scale, as for degenerate noise',
      quantity: 'displacement',
      wrong: ({ quantities }) => (quantities['displacement']!.estimate.value === 0 ? undefined : 0),
    },
    taylorRegulariser(),
  ],
})

const timeScale = 'k\\alpha\\sigma^2'

/** With masks: as if they were Gaussian with the same variance. */
function taylorRegulariser(): Control {
  return {
    id: 'taylor-regulariser',
    title: 'the regulariser from second derivatives, as if the masks did not jump',
    quantity: 'displacement',
    wrong(prediction, site) {
      const noise = noiseOf(site)
      const smoothed = withoutJumps(noise.perturbation)
      if (smoothed === undefined) return undefined
      const plan = fastPlan(site, noise)
      const path = pathAlong(site, regulariserFlow(site, noiseObjects(smoothed)), plan.slowTime, plan.direction)
      return path[path.length - 1]!.displacement
    },
  }
} // prettier-ignore

function withoutJumps(perturbation: Perturbation): Perturbation | undefined {
  const { shared, own } = perturbation
  if (![...shared.laws, ...own.laws].includes('bernoulli')) return undefined
  const gaussian = <G extends Perturbation['shared']>(group: G): G => ({ ...group, laws: group.laws.map(() => 'gaussian' as const) }) // prettier-ignore
  return { ...perturbation, shared: gaussian(shared), own: gaussian(own) }
}

function predict(site: Site): Prediction {
  const noise = noiseOf(site)
  const plan = fastPlan(site, noise)
  const { model, point } = site
  const { learningRate: rate } = plan
  const coefficients = noiseCoefficients(noise.objects, point, { learningRate: rate })
  const { fastDrift: drift } = coefficients
  return {
    quantities: { displacement: displacementQuantity(plan) },
    vectors: {
      drift: slowVector('drift on the fast time', '-P\\nabla\\mathrm{Reg}', drift),
      direction: directionVector(plan),
    },
    derivation: [
      ...noiseSteps(noise),
      {
        says: 'The component of $\\nabla\\mathrm{Reg}$ along the set is the drift; that across it only moves the minimum by $O(\\sigma^2)$:',
        formula: ['\\dot W = -P\\,\\nabla\\mathrm{Reg}(W),\\qquad t = k\\alpha\\sigma^2'],
      },
      {
        says: `At ${point.name}, for ${model.symbols.length} parameters and a set of dimension ${point.dimension}:`,
        formula: [`-P\\nabla\\mathrm{Reg} = (${shortVector(drift)})`],
      },
      {
        says: `The algorithm runs with $\\alpha = ${toLatex(rate.exact)}$ and with half of it, with half of $\\sigma^2$ too; both corrections, of order $\\alpha$ and of order $\\sigma^2$, are extrapolated away.`,
      },
    ],
    says: plan.isStill
      ? 'The drift vanishes here: the point is an equilibrium of the regulariser on the set.'
      : `The noise moves the iterate along the set with velocity $(${shortVector(drift)})$ per unit of the fast time $k\\alpha\\sigma^2$.`,
    uses: ['hairer-norsett-wanner-1993'],
    rangeOfValidity:
      'the limit of small $\\alpha$ and small $\\sigma$; times up to the exit from a compact piece of the set',
  }
}
