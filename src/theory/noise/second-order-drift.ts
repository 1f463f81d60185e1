import { type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { decimal } from '../decimal.js'
import { jumpsReturn, noiseClassIs, subcriticalLearningRate } from '../hypotheses/index.js'
import { aboutNoise, noiseHypotheses } from './about-noise.js'
import { noiseOf } from './chosen-noise.js'
import {
  directionVector,
  displacementExperiment,
  displacementQuantity,
  numericalVector,
  shortVector,
  slowVector,
} from './displacement-prediction.js'
import { pathAlong, type SlowFlow } from './drift-plan.js'
import { noiseCoefficients, secondPotential } from './limit/index.js'
import { noiseSteps } from './noise-derivation.js'
import { type SecondOrderPlan, secondOrderPlan } from './second-order-plan.js'
import { fluctuationFlow } from './slow-fields.js'
import { spreadOf } from './spread.js'

/**
 * The drift of order σ⁴ for noise whose regulariser is constant on the zero-loss set but not near it. The minima of the mean
 * loss are σ²H⁺∇Reg away from the set, and a second potential remains. Derived for Thalweg; see docs/theory/noise-limits.md.
 */
export const secondOrderDrift = theorem({
  id: 'noise/second-order-drift',
  title: 'Conditionally degenerate noise drifts down a second potential, of fourth order in its strength',
  statement:
    'Let $P\\nabla\\mathrm{Reg} \\equiv 0$ on the zero-loss set $\\Gamma$ but not near it, let the noise have a symmetric law or be one of masks and ' +
    'not diffuse along $\\Gamma$, and $E\\,\\hat L = L + \\sigma^2\\mathrm{Reg} + \\sigma^4 R_4 + \\dots$ As $\\alpha \\to 0$ ' +
    'with $\\sigma^2 = \\rho\\,\\alpha$, on the time scale $t = k\\alpha\\sigma^4$, noisy gradient descent follows the flow below along $\\Gamma$.',
  formula: [
    '\\dot Y = -P\\,\\nabla V_4(Y) + \\tfrac{1}{2\\rho}\\, D^2\\Phi(Y)[\\Sigma(Y)],\\qquad V_4 = R_4 - \\tfrac12\\,\\nabla\\mathrm{Reg}^\\top H^+ \\nabla\\mathrm{Reg}',
  ],
  cite: ['shalova-schlichting-peletier-2024', 'katzenberger-1991'],
  ...aboutNoise,
  hypotheses: [
    ...noiseHypotheses,
    subcriticalLearningRate,
    jumpsReturn,
    noiseClassIs(
      'conditionally-degenerate-noise',
      'The noise is conditionally degenerate and does not diffuse along the set: $P\\nabla\\mathrm{Reg} \\equiv 0$ on $\\Gamma$, but $P\\nabla V_4 \\not\\equiv 0$.',
      ({ kind, diffuses, timeScales }) =>
        kind === 'conditionally degenerate' && !diffuses && timeScales.some(({ sigma }) => sigma === 4),
    ),
  ],
  predict,
  experiment(site) {
    const noise = noiseOf(site)
    const landingRate = 0.5 / site.point.sharpness
    return displacementExperiment(site, noise, secondOrderPlan(site, noise), { timeScale, landingRate })
  },
  compare: { displacement: { relevant: 0.05 } },
  controls: [
    scaled('displacement', 1.1),
    scaled('displacement', 0.9),
    shifted('displacement', 0.2),
    {
      id: 'no-second-potential',
      title: 'no second potential: the drift of order $\\alpha^2\\sigma^2$ alone',
      quantity: 'displacement',
      wrong: (_prediction, site) =>
        withPotential(site, () => new Float64Array(site.point.coordinates.length)),
    },
    {
      id: 'no-shift',
      title: 'the second potential without the shift of the minimum, $R_4$ alone',
      quantity: 'displacement',
      wrong: (_prediction, site) => withPotential(site, (w) => noiseOf(site).objects.fourthOrderGradient(w)!),
    },
  ],
})

const timeScale = 'k\\alpha\\sigma^4'

/** The displacement when the gradient of the second potential were another. */
function withPotential(site: Site, slope: (w: Float64Array) => Float64Array): number {
  const noise = noiseOf(site)
  const plan = secondOrderPlan(site, noise)
  const slow = fluctuationFlow(site, noise, spreadOf(site, noise), 0)
  const flow: SlowFlow = {
    natural: slow.natural,
    velocity(w, out) {
      slow.velocity(w, out)
      const wrong = slope(w)
      for (let i = 0; i < out.length; i++) out[i] = out[i]! / plan.ratio - wrong[i]!
    },
  }
  const path = pathAlong(site, flow, plan.slowTime, plan.direction)
  return path[path.length - 1]!.displacement
}

function predict(site: Site): Prediction {
  const noise = noiseOf(site)
  const plan = secondOrderPlan(site, noise)
  const { point, landscape } = site
  const climb = secondPotential(landscape, point.rank.rank, noise.objects, point.coordinates)!
  const error = 1e-10 * climb.scale
  const descent = numericalVector(climb.vector.map((x) => -x), error, 'derivatives of the loss with noise') // prettier-ignore
  const { slowDrift } = noiseCoefficients(noise.objects, point, {})
  return {
    quantities: { displacement: { ...displacementQuantity(plan), title: `mean displacement along the set at $\\rho = ${decimal(plan.ratio)}$` } }, // prettier-ignore
    vectors: {
      drift: slowVector('drift of the second potential', '-P\\nabla V_4', descent),
      slowDrift: slowVector('drift of the fluctuations', '\\tfrac12 D^2\\Phi[\\Sigma]', slowDrift.total),
      direction: directionVector(plan),
    },
    derivation: [
      ...noiseSteps(noise),
      {
        says: 'The minimum of the mean loss across the set is at $-\\sigma^2 H^+\\nabla\\mathrm{Reg}$, and the mean loss there is $\\sigma^4 V_4$:',
        formula: ['V_4 = R_4 - \\tfrac12\\,\\nabla\\mathrm{Reg}^\\top H^+\\nabla\\mathrm{Reg}'],
      },
      {
        says: `At ${point.name}, with $\\sigma^2 = \\rho\\alpha$ and $\\rho = ${decimal(plan.ratio)}$:`,
        formula: [
          `-P\\nabla V_4 = (${shortVector(descent)})`,
          `\\tfrac12 D^2\\Phi[\\Sigma] = (${shortVector(slowDrift.total)})`,
        ],
      },
    ],
    says: saysOf(plan, shortVector(descent), shortVector(slowDrift.total)),
    uses: ['hairer-norsett-wanner-1993'],
    rangeOfValidity: `the limit of small $\\alpha$ with $\\sigma^2/\\alpha = \\rho$ fixed, here $\\rho = ${decimal(plan.ratio)}$, symmetric laws or masks; times up to the exit from a compact piece of the set`,
  }
}

function saysOf({ ratio, isStill, isEquilibrium }: SecondOrderPlan, descent: string, slow: string): string {
  if (isEquilibrium) return 'Both drifts vanish here, each by itself: the point is an equilibrium at every $\\rho = \\sigma^2/\\alpha$.'
  const rho = `$\\rho = \\sigma^2/\\alpha = ${decimal(ratio)}$`
  if (isStill) return `At ${rho} both drifts cancel at the point; at other $\\rho$ they do not.`
  return `At ${rho} the second potential moves the iterate with velocity $(${descent})$ per unit of $k\\alpha\\sigma^4$, besides the drift $(${slow})/\\rho$ of the fluctuations.`
} // prettier-ignore
