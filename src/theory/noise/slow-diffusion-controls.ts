import { limitCoefficients, type LimitCoefficientOptions } from '../../geometry/index.js'
import { dot, normalCdf } from '../../numeric/index.js'
import type { Control, Prediction, Site } from '../contract.js'
import { noiseFactorOf } from './limit/index.js'
import { slowLaw } from './slow-diffusion-law.js'
import { type DiffusionPlan, planDiffusion } from './slow-diffusion-plan.js'

/** Wrong limits that are easily taken for the right one. */
export const lawControls: readonly Control[] = [
  {
    id: 'time-scale-of-non-degenerate-noise',
    title: 'the same diffusion on the time scale $k\\alpha\\sigma^2$',
    quantity: 'deviation',
    wrong: (prediction, site) =>
      prediction.quantities['deviation']!.estimate.value /
      Math.sqrt(planOf(prediction, site).learningRate.value),
  },
  {
    id: 'no-normal-fluctuations',
    title: 'the drift without the part of normal fluctuations, $-\\tfrac12 P\\nabla^3L[X]$',
    quantity: 'mean',
    wrong: (prediction, site) => meanOf(prediction, site, { without: ['normalNormal'] }),
  },
  {
    id: 'no-mixed-part',
    title: 'the drift without the mixed part, $-P\\nabla^3L[H^+\\Sigma_{NT}]$',
    quantity: 'mean',
    wrong: (prediction, site) => meanOf(prediction, site, { without: ['mixed'] }),
  },
  {
    id: 'no-finite-step-correction',
    title: 'the drift for $\\alpha \\to 0$, without the finite-step correction',
    quantity: 'mean',
    wrong: (prediction, site) => meanOf(prediction, site, { learningRate: 0 }),
  },
  {
    id: 'no-diffusion',
    title: 'no diffusion: all runs end at the mean',
    quantity: 'distance',
    wrong({ law, quantities }) {
      const mean = quantities['mean']!.estimate.value
      return distanceTo(law, (x) => (x < mean ? 0 : 1))
    },
  },
  {
    id: 'normal-law-of-the-start',
    title: 'the normal law with the drift and the diffusion of the start',
    quantity: 'distance',
    wrong(prediction, site) {
      const plan = planOf(prediction, site)
      const { spread, slowTime, direction } = plan
      const mean = slowTime * dot(direction, driftOf(site, plan, {}))
      return distanceTo(prediction.law, (x) => normalCdf((x - mean) / spread))
    },
  },
]

// In units of the scale: where the drift at the start says that a part moves the mean by less, an ensemble is not worth it.
const worthAnEnsemble = 0.03

function planOf({ law }: Prediction, site: Site): DiffusionPlan {
  return planDiffusion(site, law?.halvings ?? 0)
}

function meanOf(prediction: Prediction, site: Site, variant: LimitCoefficientOptions): number | undefined {
  const plan = planOf(prediction, site)
  if (site.point.dimension > 1) {
    const [right, wrong] = [driftOf(site, plan, {}), driftOf(site, plan, variant)]
    const difference = plan.slowTime * dot(plan.direction, right.map((x, i) => x - wrong[i]!)) // prettier-ignore
    if (Math.abs(difference) < worthAnEnsemble * prediction.quantities['mean']!.scale) return undefined
  }
  return slowLaw(site, plan, variant).mean.value
}

/** The drift at the start, at the learning rate of the plan. */
function driftOf(
  { landscape, point }: Site,
  { noise, learningRate }: DiffusionPlan,
  variant: LimitCoefficientOptions,
): Float64Array {
  const drift = new Float64Array(landscape.dimension)
  const options = { learningRate: learningRate.value, ...variant }
  limitCoefficients(landscape, point.rank.rank, noiseFactorOf(noise.objects), options).drift(
    point.coordinates,
    drift,
  )
  return drift
}

/** Between the predicted law, at its points, and another. */
function distanceTo(law: Prediction['law'], other: (x: number) => number): number {
  return Math.max(0, ...(law?.points ?? []).map(({ at, probability }) => Math.abs(probability - other(at))))
}
