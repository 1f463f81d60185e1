import type { Estimate } from '../../base/estimate.js'
import { toLatex } from '../../expression/index.js'
import { type DerivationStep, type Prediction, type Site, theorem } from '../contract.js'
import { decimal } from '../decimal.js'
import type { DisplacementExperiment, OrderExperiment } from '../experiment.js'
import {
  cleanMinimum,
  interpolates,
  jumpsReturn,
  noiseChosen,
  noiseClassIs,
  positiveDimension,
  smooth,
  smoothNoise,
  subcriticalWithBatches,
} from '../hypotheses/index.js'
import { learningRate, noise } from '../inputs.js'
import { ofDefaultNoise } from './default-noise.js'
import { replicasForDrops } from './jump-plan.js'
import { type OrderPlan, planOrder } from './order-plan.js'

const deterministicLimit = noiseClassIs(
  'deterministic-limit',
  'The limit moves along the set without diffusion: $P\\nabla\\mathrm{Reg} \\not\\equiv 0$, or $P G C^{1/2} = 0$ on the set.',
  ({ kind, diffuses }) => kind !== 'trivial' && !diffuses,
)

/** The order at which noisy gradient descent tends to its limit along the set; Shalova, Schlichting & Peletier, arXiv 2404.12293. */
export const convergenceOrder = theorem({
  id: 'noise/convergence-order',
  title: 'Noisy gradient descent tends to its limit equation with the first power of the learning rate',
  statement:
    'Let $W$ be the limit of noisy gradient descent along the zero-loss set: on $t = k\\alpha\\sigma^2$ with ' +
    '$\\sigma^2 = \\rho\\alpha$ the flow of $-P\\nabla\\mathrm{Reg}$ where that is not 0 on the set, and otherwise, on ' +
    '$t = k\\alpha^2\\sigma^2$, the flow of $\\frac12 D^2\\Phi[\\Sigma]$; there $\\sigma$ may stay fixed where the mean ' +
    'gradient has no bias, and with $\\sigma^2 = \\rho\\alpha$ the drift $-\\rho P\\nabla V_4$ is added where it has. Then the ' +
    'mean of $\\Phi_\\alpha(w_k)$ after the time $t$ differs from $W(t)$ by $O(\\alpha)$, in general not by less.',
  formula: ['E\\,\\Phi_\\alpha(w_{k(t)}) = W(t) + c(t)\\,\\alpha + O(\\alpha^2)'],
  cite: ['shalova-schlichting-peletier-2024', 'li-wang-arora-2021', 'katzenberger-1991'],
  inputs: { learningRate, noise },
  // Four ensembles that are resolved to a hundredth of their error take longer than all else.
  takesLong: true,
  hypotheses: [
    interpolates,
    smooth,
    cleanMinimum,
    positiveDimension,
    ofDefaultNoise(noiseChosen),
    ofDefaultNoise(smoothNoise),
    ofDefaultNoise(deterministicLimit),
    ofDefaultNoise(subcriticalWithBatches),
    ofDefaultNoise(jumpsReturn),
  ],
  predict,
  experiment,
  compare: { order: { relevant: 0.15 } },
  controls: [
    { id: 'order-two', title: 'the second order', quantity: 'order', wrong: () => 2 },
    { id: 'order-one-half', title: 'the order one half', quantity: 'order', wrong: () => 0.5 },
    { id: 'order-zero', title: 'no convergence at all, the order 0', quantity: 'order', wrong: () => 0 },
  ],
})

function predict(site: Site): Prediction {
  const plan = planOrder(site)
  return {
    quantities: {
      order: {
        title: 'order of convergence in the learning rate',
        symbol: 'p',
        unit: 'none',
        estimate: { kind: 'numerical', value: 1, error: 0, method: 'first term of the expansion in the learning rate' },
        scale: 1,
      },
    },
    vectors: {
      direction: {
        title: 'direction of the displacement',
        symbol: 'e',
        unit: 'none',
        entries: numerical(plan.direction, 1e-7),
      },
    },
    derivation: derivation(site, plan),
    says: `With ${plan.noise.model.title} the error of the limit falls in proportion to the learning rate.`,
    rangeOfValidity:
      'small learning rates, and times up to the exit from a compact piece of the set; where the first-order term happens to vanish the error falls faster, and no order is claimed',
    uses: ['hairer-norsett-wanner-1993'],
  }
} // prettier-ignore

function numerical(values: Float64Array, error: number): Estimate[] {
  return Array.from(values, (value) => ({ kind: 'numerical', value, error, method: 'the flow of the limit, integrated' })) // prettier-ignore
}

function derivation(site: Site, plan: OrderPlan): DerivationStep[] {
  const { time, ratio, levels, noise } = plan
  const [coarsest, finest] = [levels[0]!, levels[levels.length - 1]!]
  const equation =
    time === 'fast'
      ? '\\dot W = -P\\,\\nabla\\mathrm{Reg}(W), \\qquad t = k\\alpha\\sigma^2'
      : `\\dot W = \\tfrac12 D^2\\Phi(W)[\\Sigma(W)]${ratio === undefined ? '' : ' - \\rho\\,P\\,\\nabla V_4(W)'}, \\qquad t = k\\alpha^2\\sigma^2`
  return [
    { says: `The limit of ${noise.model.title} is here`, formula: [equation] },
    {
      says:
        `At ${levels.length} learning rates, from ${decimal(coarsest.learningRate)} to ${decimal(finest.learningRate)}, ` +
        `${ratio === undefined ? `with the noise strength ${decimal(coarsest.noiseStrength, 3)}` : `with $\\sigma^2 = \\rho\\alpha$, $\\rho$ = ${decimal(ratio, 3)},`} ` +
        `each run takes the same slow time ${decimal(plan.slowTime, 3)}. By the limit it ends at the displacement ` +
        `${decimal(plan.path.at(-1)!.displacement)} along the direction $e$; by the equation with finite steps, which keeps the ` +
        'part of the error that comes from the length of the steps, at these:',
      formula: levels.map(
        (level) =>
          `\\alpha = ${plain(level.learningRate)}: \\quad ${plain(level.finiteStep.at(-1)!)}, \\qquad \\sigma = ${plain(level.noiseStrength)}`,
      ),
    },
    {
      says: 'Both the length of a step and the fluctuation across the set, whose variance is in proportion to $\\alpha\\sigma^2$, change the mean in the first power of the learning rate:',
      formula: [`p = 1 \\quad\\text{at } \\alpha \\le ${toLatex(plan.largestRate.exact)}`],
    },
  ]
}

const plain = (value: number): string => decimal(value).replaceAll('$', '')

function experiment(site: Site): OrderExperiment {
  const plan = planOrder(site)
  const limit = plan.path.at(-1)!.displacement
  return {
    kind: 'order',
    runs: plan.levels.map(({ learningRate: alpha, noiseStrength, steps, finiteStep }) => ({
      finiteStep: finiteStep.at(-1)!,
      experiment: ensembleAt(site, plan, { learningRate: alpha, noiseStrength, steps }),
    })),
    limit,
    predicted: 1,
  }
}

function ensembleAt({ point }: Site, plan: OrderPlan, level: DisplacementExperiment['levels'][number]): DisplacementExperiment {
  const size = Math.abs(plan.path.at(-1)!.displacement)
  return {
    kind: 'displacement',
    optimiser: 'gradient-descent',
    noise: plan.noise.choice,
    start: point.coordinates,
    levels: [level],
    slowTime: plan.slowTime,
    timeScale: plan.time === 'fast' ? 'k\\alpha\\sigma^2' : 'k\\alpha^2\\sigma^2',
    landingRate: level.learningRate,
    replicas: 16_384,
    fewestReplicas: replicasForDrops(plan.noise, [level]),
    direction: plan.direction,
    predictedPath: plan.path,
    contraction: Math.max(...Array.from(point.normalEigenvalues, (value) => Math.abs(1 - level.learningRate * value))),
    length: plan.length,
    scale: plan.moves ? size : plan.length,
  }
} // prettier-ignore
