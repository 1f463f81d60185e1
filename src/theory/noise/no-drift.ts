import { curvatureLength } from '../../geometry/index.js'
import { multiply, multiplyTransposed, multiplyVector, norm, transpose } from '../../numeric/index.js'
import { type Prediction, type Site, theorem } from '../contract.js'
import { shifted } from '../controls.js'
import { noiseClassIs, subcriticalLearningRate } from '../hypotheses/index.js'
import { aboutNoise, noiseHypotheses } from './about-noise.js'
import { type ChosenNoise, noiseOf } from './chosen-noise.js'
import { directionVector, displacementExperiment, displacementQuantity } from './displacement-prediction.js'
import { displacementAimed, type DriftPlan, driftPlan, type SlowFlow } from './drift-plan.js'
import { roundingOf } from './limit/index.js'
import { noiseSteps } from './noise-derivation.js'
import { atFixedRate } from './slow-plan.js'
import { fromBesideTheSet } from './beside-the-set.js'
import { chosenRate, spreadOf } from './spread.js'

/**
 * Noise that does nothing along the zero-loss set: batches when every sample is fitted, for example.
 * Shalova, Schlichting & Peletier, arXiv 2404.12293.
 */
export const noDrift = theorem({
  id: 'noise/no-drift',
  title: 'Trivial noise, such as that of batches, moves nothing along the zero-loss set on either time scale',
  statement:
    'Let $P\\nabla\\mathrm{Reg} \\equiv 0$, $P\\,G\\,C^{1/2} \\equiv 0$, $D^2\\Phi_\\alpha[\\Sigma] \\equiv 0$ and, where the noise has a ' +
    'mean effect near the set, $P\\nabla V_4 \\equiv 0$ on the zero-loss set $\\Gamma$. Then noisy gradient descent started on ' +
    '$\\Gamma$ has no drift and no diffusion along it on the times $k\\alpha\\sigma^2$ and $k\\alpha^2\\sigma^2$. If ' +
    '$\\nabla_w \\hat L(w, \\eta) = 0$ for all $\\eta$ on $\\Gamma$, as for batches of samples that are all fitted, every point ' +
    'of $\\Gamma$ stays where it is for all times.',
  formula: ['\\dot W = 0'],
  cite: ['shalova-schlichting-peletier-2024', 'katzenberger-1991'],
  ...aboutNoise,
  hypotheses: [
    ...noiseHypotheses,
    subcriticalLearningRate,
    noiseClassIs(
      'trivial-noise',
      'The noise is trivial: neither a drift nor a diffusion along the set on either time scale.',
      ({ kind }) => kind === 'trivial',
    ),
  ],
  predict,
  experiment(site) {
    const noise = noiseOf(site)
    const plan = stillPlan(site, noise)
    const experiment = displacementExperiment(site, noise, plan, {
      timeScale: 'k\\alpha^2\\sigma^2',
      landingRate: plan.learningRate.value,
    })
    return fromBesideTheSet(site, noise, experiment)
  },
  compare: { displacement: { relevant: 0.025 } },
  controls: [
    shifted('displacement', 0.1),
    shifted('displacement', -0.1),
    {
      id: 'as-label-noise',
      title: 'the displacement that label noise of this strength would have',
      quantity: 'displacement',
      wrong: (_, site) => displacementAimed * curvatureLength(site.landscape, site.point.coordinates),
    },
  ],
})

/**
 * The time in which noise of this size would move the point by a good part of the length of the geometry if nothing cancelled: by
 * its own Σ, or by its own ∇Reg where it has no Σ. Where it has neither, the time in which label noise, Σ = H/n, would.
 */
function stillPlan(site: Site, noise: ChosenNoise): DriftPlan {
  const { point, landscape, model } = site
  const learningRate = site.inputs.learningRate ?? chosenRate(site, 0.5 / point.sharpness)
  const trace = point.normalEigenvalues.reduce((sum, value) => sum + value, 0)
  const length = curvatureLength(landscape, point.coordinates)
  const spread = spreadOf(site, noise)
  const likely = steepest(site)
  const asLabelNoise = (10 * trace) / (4 * model.loss.count * length)
  const flow: SlowFlow = {
    velocity: (_, out) => out.fill(0),
    natural: ownDrift(site, noise, learningRate.value, length) ?? asLabelNoise,
  }
  if (noise.perturbation.batch === undefined)
    return atItsScale(atFixedRate(site, flow, spread, learningRate, { likely }), noise)
  // The strength of batches is what it is.
  const alpha = learningRate.value
  const steps = Math.min(mostSteps, Math.max(fewestSteps, Math.ceil((0.15 * length ** 2 * 4 * model.loss.count) / (trace * alpha ** 2)))) // prettier-ignore
  const levels = [{ learningRate: alpha, noiseStrength: 1, steps }]
  return atItsScale(driftPlan(site, flow, { learningRate, levels, slowTime: steps * alpha ** 2, length }, likely), noise) // prettier-ignore
}

/** ‖Σ‖ over the length, else |∇Reg|/α, per unit of kα²σ²; nothing where both are 0 to rounding. */
function ownDrift({ point }: Site, { objects, kind }: ChosenNoise, learningRate: number, length: number): number | undefined {
  if (kind.frozen) return undefined
  const w = point.coordinates
  const isSeen = (field: (w: Float64Array) => Float64Array): boolean => norm(field(w)) > roundingOf(field, w)
  const factor = (at: Float64Array): Float64Array => objects.factor(at).data
  if (isSeen(factor)) return norm(factor(w)) ** 2 / length
  if (isSeen(objects.regulariserGradient)) return norm(objects.regulariserGradient(w)) / learningRate
  return undefined
} // prettier-ignore

/** Where every point is a fixed point any motion at all matters: a ten-thousandth of the length. */
function atItsScale(plan: DriftPlan, { kind }: ChosenNoise): DriftPlan {
  return kind.frozen ? { ...plan, scale: 0.004 * plan.length } : plan
}

/** Where label noise would go, −∇_Γ tr H; any tangent direction where it would stay. */
function steepest({ point, landscape }: Site): Float64Array | undefined {
  const { normal, tangent, coordinates } = point
  const slope = landscape.thirdContraction(coordinates, multiply(normal, transpose(normal)))
  const along = multiplyVector(tangent, multiplyTransposed(tangent, slope))
  const size = norm(along)
  return size > 1e-9 * norm(slope) ? along.map((x) => -x / size) : undefined
}

const fewestSteps = 1000
const mostSteps = 100_000

function predict(site: Site): Prediction {
  const noise = noiseOf(site)
  const plan = stillPlan(site, noise)
  return {
    quantities: { displacement: displacementQuantity(plan) },
    vectors: { direction: directionVector(plan) },
    derivation: [
      ...noiseSteps(noise),
      {
        says: noise.kind.frozen
          ? 'On the set every gradient with noise vanishes: each of its points is a fixed point of every step.'
          : 'Drift and diffusion along the set vanish on it:',
        formula: noise.kind.frozen
          ? ['\\nabla_w \\hat L(w, \\eta) = 0 \\quad (w \\in \\Gamma)']
          : ['P\\nabla\\mathrm{Reg} = 0,\\qquad P\\,G\\,C^{1/2} = 0,\\qquad D^2\\Phi_\\alpha[\\Sigma] = 0'],
      },
    ],
    says: noise.kind.frozen
      ? 'Nothing moves: every point of the set is a fixed point of the noisy algorithm.'
      : 'Nothing moves along the set on either time scale.',
    rangeOfValidity: noise.kind.frozen
      ? 'exact on the set'
      : 'times of the order $1/(\\alpha^2\\sigma^2)$ for small $\\sigma$',
  }
}
