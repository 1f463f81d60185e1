import { ProblemError } from '../../base/problem.js'
import type { Prose } from '../../base/prose.js'
import { exampleOf, type NoiseChoice, type NoiseExample, refusesBatchNoise } from '../../dynamics/index.js'
import type { Site } from '../contract.js'
import type { DisplacementExperiment, DisplacementLevel, SideBySidePart } from '../experiment.js'
import { type ChosenNoise, chosenNoise } from './chosen-noise.js'
import { noiseOrLabelNoise } from './default-noise.js'
import { replicasForDrops } from './jump-plan.js'
import { type OrderPlan, planOrder } from './order-plan.js'
import { contractionOf } from './spread.js'

/** A noise with what its class says of it here, and the ensemble that shows it. */
export interface TimeScalePart extends SideBySidePart {
  readonly noise: ChosenNoise
  /** After the time of the experiment. */
  readonly displacement: number
}

export interface TimeScalesPlan {
  readonly learningRate: number
  readonly parts: readonly TimeScalePart[]
  /** Noises that the model can have and that are left out, and why. */
  readonly left: readonly Prose[]
}

const fractions = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]

/** In squares, the strength of a noise that should not move anything. */
const stillVariance = 0.01

/**
 * Label noise first, random batches where there are samples, and Dropout, or DropConnect where no layer is defined. A noise that
 * was chosen takes the place of the one of its kind.
 */
export function planTimeScales(site: Site): TimeScalesPlan {
  const { model, point, inputs, noise: given } = site
  const asked = (example: NoiseExample): ChosenNoise | undefined =>
    given?.model.example === example ? given : undefined
  const chosen = (example: NoiseExample, choice: NoiseChoice): ChosenNoise =>
    asked(example) ?? chosenNoise(model, choice, point)
  const label = noiseOrLabelNoise({ ...site, noise: asked('labels') })
  const first = planOrder({ ...site, noise: label }, { halvings: 1, fractions })
  const learningRate = first.largestRate.value
  const same = { ...site, inputs: { ...inputs, learningRate: first.largestRate } }
  const others = [
    ['minibatch', 'batches', exampleOf(model, 'batches', inputs.batch)],
    ['dropout', 'masks', exampleOf(model, 'masks')],
  ] as const
  const moving: TimeScalePart[] = [movingPart(site, 'labelNoise', first)]
  const still: [quantity: string, noise: ChosenNoise][] = []
  const left: Prose[] =
    given === undefined || given.model.example !== undefined
      ? []
      : [`${given.model.title} is left out: it is none of the three that are compared`]
  for (const [quantity, example, choice] of others) {
    if (choice === undefined) {
      const reason =
        quantity === 'minibatch' && inputs.batch?.probabilities && refusesBatchNoise(model, inputs.batch)
      if (reason) left.push(`random batches are left out: ${reason}`)
      continue
    }
    const noise = chosen(example, choice)
    const { kind, diffuses, timeScales } = noise.classified(site.budget)
    if (kind === 'trivial') still.push([quantity, noise])
    else if (diffuses || timeScales.length === 0)
      left.push(`${noise.model.title} is left out: its limit ${diffuses ? 'diffuses' : 'is not known'}`)
    else {
      const plan = planned({ ...same, noise })
      if ('missing' in plan) left.push(`${noise.model.title} is left out: ${plan.missing}`)
      else moving.push(movingPart(site, quantity, plan))
    }
  }
  const parts = [
    ...moving,
    ...still.map(([quantity, noise]) => stillPart(site, first, quantity, noise, moving)),
  ]
  return { learningRate, parts, left }
}

/** The plan for one noise, or which hypothesis of its limit fails. */
function planned(site: Site): OrderPlan | { readonly missing: string } {
  try {
    return planOrder(site, { halvings: 1, fractions })
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'not-applicable')
      return { missing: error.problem.facts.witness }
    throw error
  }
}

// Where σ can stay fixed the equation with finite steps is compared, for σ → 0; else the limit, for α and σ² → 0 together.
function movingPart(site: Site, quantity: string, plan: OrderPlan): TimeScalePart {
  const [coarse, fine] = [plan.levels[0]!, plan.levels[1]!]
  const isFixed = plan.ratio === undefined
  const path = isFixed ? coarse.finiteStep : plan.path.map(({ displacement }) => displacement)
  const levels: DisplacementLevel[] = isFixed
    ? [levelOf(coarse), { ...levelOf(coarse), noiseStrength: coarse.noiseStrength / Math.SQRT2, steps: 2 * coarse.steps }]
    : [levelOf(coarse), levelOf(fine)]
  const displacement = path.at(-1)!
  return {
    quantity,
    label: plan.noise.model.shortTitle,
    noise: plan.noise,
    displacement: plan.moves ? displacement : 0,
    commonTime: plan.time === 'fast' ? coarse.learningRate : 1,
    experiment: {
      ...ensemble(site, plan, path),
      noise: plan.noise.choice,
      fewestReplicas: replicasForDrops(plan.noise, levels),
      levels,
      slowTime: plan.slowTime,
      timeScale: plan.time === 'fast' ? 'k\\alpha\\sigma^2' : 'k\\alpha^2\\sigma^2',
      scale: plan.moves ? Math.abs(displacement) : plan.length / 4,
    },
  }
} // prettier-ignore

function levelOf({ learningRate, noiseStrength, steps }: DisplacementLevel): DisplacementLevel {
  return { learningRate, noiseStrength, steps }
}

// As many steps as the slowest of the others takes, and at least the slow time of label noise; looked at where label noise
// moves, from the first place on at which any of the others is.
function stillPart(site: Site, plan: OrderPlan, quantity: string, noise: ChosenNoise, others: readonly TimeScalePart[]): TimeScalePart {
  const { largestRate: { value: learningRate }, length, moves, path } = plan
  const noiseStrength = noise.model.fixedStrength ?? Math.sqrt(stillVariance)
  const perStep = (learningRate * noiseStrength) ** 2
  const most = Math.max(...others.flatMap(({ experiment }) => experiment.levels.map((level) => level.steps)))
  const steps = Math.max(most, Math.ceil(plan.slowTime / perStep))
  const slowTime = steps * perStep
  const soonest = Math.min(...others.map(({ experiment, commonTime }) => experiment.slowTime * commonTime * fractions[0]!))
  const ratio = Math.max(1 / steps, Math.min(fractions[0]!, soonest / slowTime))
  const places = fractions.map((_, k) => ratio ** (1 - k / (fractions.length - 1)))
  return {
    quantity,
    label: noise.model.shortTitle,
    noise,
    displacement: 0,
    commonTime: 1,
    experiment: {
      ...ensemble(site, plan, []),
      predictedPath: places.map((fraction) => ({ fraction, displacement: 0 })),
      noise: noise.choice,
      levels: [{ learningRate, noiseStrength, steps }],
      slowTime,
      timeScale: 'k\\alpha^2\\sigma^2',
      scale: moves ? Math.abs(path.at(-1)!.displacement) : length / 4,
    },
  }
} // prettier-ignore

function ensemble(site: Site, { largestRate: { value: rate }, direction, length }: OrderPlan, path: readonly number[]) {
  return {
    kind: 'displacement',
    optimiser: 'gradient-descent',
    start: site.point.coordinates,
    landingRate: rate,
    replicas: 4000,
    direction,
    predictedPath: path.map((displacement, k) => ({ fraction: fractions[k]!, displacement })),
    contraction: contractionOf(site, rate),
    length,
  } satisfies Partial<DisplacementExperiment>
} // prettier-ignore
