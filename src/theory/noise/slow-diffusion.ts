import type { Estimate } from '../../base/estimate.js'
import { ProblemError } from '../../base/problem.js'
import { type Prediction, type Site, theorem } from '../contract.js'
import { scaled, shifted } from '../controls.js'
import { decimal } from '../decimal.js'
import { noiseClassIs, scaledNoise, subcriticalLearningRate } from '../hypotheses/index.js'
import { aboutNoise, noiseHypotheses } from './about-noise.js'
import type { LawExperiment } from '../law.js'
import { type NoiseCoefficients, noiseCoefficients } from './limit/index.js'
import { lawControls } from './slow-diffusion-controls.js'
import { diffusionDerivation } from './slow-diffusion-derivation.js'
import { type SlowLaw, slowLaw } from './slow-diffusion-law.js'
import { type DiffusionPlan, planDiffusion } from './slow-diffusion-plan.js'

/**
 * The slow diffusion along the zero-loss set of degenerate noise that has a tangential part. Katzenberger, Ann. Probab. 19
 * (1991); Li, Wang & Arora, arXiv 2110.06914; Shalova, Schlichting & Peletier, arXiv 2404.12293. The law at a finite learning
 * rate uses the limit map of gradient descent itself.
 */
export const slowDiffusion = theorem({
  id: 'noise/slow-diffusion',
  title: 'Degenerate noise diffuses along the zero-loss set',
  statement:
    'Let $w_{k+1} = w_k - \\alpha\\nabla_w \\hat L(w_k, \\sigma\\zeta_k)$ with independent $\\zeta_k$ of mean 0 and ' +
    'covariance $C$, started on the zero-loss set $\\Gamma$, with $P\\nabla\\mathrm{Reg} = 0$ on $\\Gamma$, where ' +
    '$\\mathrm{Reg} = \\frac12\\operatorname{tr}(C\\,\\partial_\\eta^2\\hat L)$, and $G = \\partial_w\\partial_\\eta\\hat L$. ' +
    'As $\\sigma \\to 0$, on the time scale $t = k\\alpha^2\\sigma^2$, the law of the place $\\Phi_\\alpha(w_k)$ at which ' +
    'gradient descent without noise ends when it is started from $w_k$ tends to that of the diffusion $Y$ on $\\Gamma$ below, ' +
    'with $\\Sigma = GCG^\\top$ and $P$ the projector on the tangent space.',
  formula: [
    'dY = P\\,G\\,C^{1/2}\\,dB + \\tfrac12 D^2\\Phi_\\alpha(Y)[\\Sigma(Y)]\\,dt, \\qquad \\Phi_\\alpha \\to \\Phi \\quad (\\alpha \\to 0)',
  ],
  cite: ['shalova-schlichting-peletier-2024', 'li-wang-arora-2021', 'katzenberger-1991'],
  ...aboutNoise,
  hypotheses: [
    ...noiseHypotheses,
    subcriticalLearningRate,
    noiseClassIs(
      'diffusing-noise',
      'The noise is degenerate and diffuses: $P\\nabla\\mathrm{Reg} = 0$ and $P\\,G\\,C^{1/2} \\ne 0$ on $\\Gamma$.',
      ({ kind, diffuses }) => diffuses && kind.endsWith('degenerate') && kind !== 'non-degenerate',
    ),
    scaledNoise,
  ],
  predict,
  experiment,
  compare: { mean: { relevant: 0.05 }, deviation: { relevant: 0.025 }, distance: { relevant: 0.05 } },
  controls: [scaled('deviation', 1.05), scaled('deviation', 0.95), shifted('mean', 0.1), ...lawControls],
})

function predict(site: Site): Prediction {
  const { plan, law, halvings } = lawWithinReach(site)
  const coefficients = coefficientsOf(site, plan)
  const time = decimal(plan.slowTime, 3)
  return {
    quantities: quantitiesOf(law),
    vectors: vectorsOf(plan, coefficients),
    derivation: diffusionDerivation(site, plan, coefficients, law),
    law: { points: law.points, halvings },
    says:
      `After the slow time ${time} the place on the set is spread along $e$ with standard deviation ` +
      `${decimal(law.deviation.value)} around a mean displacement of ${decimal(law.mean.value)}.`,
    uses: [site.point.dimension === 1 ? 'rannacher-1984' : 'talay-tubaro-1990', 'massart-1990'],
    rangeOfValidity:
      'small $\\sigma$ at fixed $\\alpha < 2/\\lambda_{\\max}$; times up to the exit from a compact piece of the set',
  }
}

const mostHalvings = 6

/** For the longest time, among halved ones, over which no path leaves the clean part of the set and the law is known well. */
function lawWithinReach(site: Site): { plan: DiffusionPlan; law: SlowLaw; halvings: number } {
  for (let halvings = 0; ; halvings++)
    try {
      const plan = planDiffusion(site, halvings)
      const law = slowLaw(site, plan)
      if (law.isPrecise || halvings === mostHalvings) return { plan, law, halvings }
    } catch (error) {
      const left = error instanceof ProblemError && error.problem.code === 'not-applicable'
      if (!left || halvings === mostHalvings) throw error
    }
}

function coefficientsOf(
  { point }: Site,
  { noise: { objects }, learningRate }: DiffusionPlan,
): NoiseCoefficients {
  return noiseCoefficients(objects, point, { learningRate })
}

function quantitiesOf({ mean, deviation, error, method }: SlowLaw): Prediction['quantities'] {
  return {
    mean: {
      title: 'mean displacement along the set',
      symbol: 'E\\langle Y_t - w_0,\\, e\\rangle',
      unit: 'length',
      estimate: mean,
      scale: Math.max(deviation.value, Math.abs(mean.value)),
    },
    deviation: {
      title: 'standard deviation of the displacement',
      symbol: '\\mathrm{sd}\\,\\langle Y_t - w_0,\\, e\\rangle',
      unit: 'length',
      estimate: deviation,
      scale: deviation.value,
    },
    distance: {
      title: 'Kolmogorov–Smirnov distance of the laws',
      symbol: '\\sup_x |F_{\\mathrm{run}}(x) - F_Y(x)|',
      unit: 'none',
      estimate: { kind: 'numerical', value: 0, error, method: `the laws agree; error of the law: ${method}` },
      scale: 1,
    },
  }
}

function vectorsOf(plan: DiffusionPlan, coefficients: NoiseCoefficients): NonNullable<Prediction['vectors']> {
  const { slowDrift, slowDriftAtRate } = coefficients
  const method = 'the strongest noise within the tangent space'
  return {
    drift: {
      title: 'drift at this learning rate',
      symbol: 'b_\\alpha',
      unit: 'per slow time',
      entries: (slowDriftAtRate ?? slowDrift).total,
    },
    limitDrift: {
      title: 'drift for small learning rates',
      symbol: 'b_0',
      unit: 'per slow time',
      entries: slowDrift.total,
    },
    direction: {
      title: 'direction in which the displacement is taken',
      symbol: 'e',
      unit: 'none',
      entries: Array.from(plan.direction, (value): Estimate => ({ kind: 'numerical', value, error: 1e-12, method })), // prettier-ignore
    },
  }
}

function experiment(site: Site, { law, quantities }: Prediction): LawExperiment {
  const plan = planDiffusion(site, law?.halvings ?? 0)
  return {
    kind: 'law',
    optimiser: 'gradient-descent',
    noise: plan.noise.choice,
    start: site.point.coordinates,
    levels: plan.levels,
    slowTime: plan.slowTime,
    timeScale: 'k\\alpha^2\\sigma^2',
    landingRate: plan.learningRate.value,
    replicas: 100_000,
    direction: plan.direction,
    law: law?.points ?? [],
    deviation: quantities['deviation']!.estimate.value,
    contraction: plan.contraction,
    length: plan.length,
  }
}
