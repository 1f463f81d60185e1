import { type Budget, unlimited } from '../../../src/base/budget.js'
import type { BatchChoice } from '../../../src/dynamics/index.js'
import { landscapeOf, linearReach, zeroLossPoint } from '../../../src/geometry/index.js'
import { type Model, modelFrom, resolvePoint } from '../../../src/model/index.js'
import type {
  AccumulationExperiment,
  ExcursionExperiment,
  GrowthExperiment,
  NearMinimum,
} from '../../../src/theory/index.js'
import { effortCalled, type EffortName } from '../../../src/verify/effort.js'
import { runExperiment } from '../../../src/verify/experiments/index.js'
import type { Measurement } from '../../../src/verify/index.js'

/** Two residuals whose gradients at (1, 1, 1) have the Gram matrix [[2, 0.6], [0.6, 1]]. */
export const twoResiduals = modelFrom({
  title: 'two residuals',
  parameters: ['a', 'b', 'c'],
  residuals: ['a*b - 1', '3/5*a + 4/5*c - 7/5'],
  points: { p: { a: 1, b: 1, c: 1 } },
})

/** One residual: everything is a closed form. */
export const oneResidual = modelFrom({
  title: 'one residual',
  parameters: ['x', 'y'],
  residuals: ['x*y - 1'],
  points: { p: { x: 2, y: '1/2' } },
})

/** Gradients that are orthogonal: the Gram matrix is diag(4.25, 2). */
export const orthogonal = modelFrom({
  title: 'orthogonal',
  parameters: ['x', 'y', 'u', 'v'],
  residuals: ['x*y - 1', 'u*v - 1'],
  points: { p: { x: 2, y: '1/2', u: 1, v: 1 } },
})

/** Three samples of Σ uⱼvⱼxⱼ: the Gram matrix is [[8.25, 1.25, 5.25], [1.25, 3.75, 0], [5.25, 0, 10.5]]. */
export const threeSamples = modelFrom({
  title: 'three samples',
  parameters: ['u1', 'u2', 'u3', 'u4', 'v1', 'v2', 'v3', 'v4'],
  residuals: ['u1*v1 + 2*u2*v2 + u4*v4 - 5/2', 'u2*v2 + u3*v3 - u4*v4 + 1/2', '2*u1*v1 + u3*v3 + u4*v4 - 2'],
  points: { p: { u1: 1, u2: '1/2', u3: 1, u4: '1/2', v1: 1, v2: 1, v3: '-1/2', v4: 1 } },
})

export const one: BatchChoice = { size: 1, replacement: false }

export function near(model: Model, at: string, learningRate: number, batch?: BatchChoice): NearMinimum {
  const point = zeroLossPoint(landscapeOf(model), resolvePoint(model, at))
  return {
    optimiser: 'gradient-descent',
    ...(batch && { batch }),
    learningRate,
    start: point.coordinates,
    normal: point.normal,
    curvatures: point.normalEigenvalues,
    reach: linearReach(point)!,
  }
}

export function growth(place: NearMinimum, more: Partial<GrowthExperiment> = {}): GrowthExperiment {
  return { kind: 'growth', ...place, replicas: 256, from: 100, to: 1100, predicted: 0, ...more }
}

export function accumulation(
  place: NearMinimum,
  more: Partial<AccumulationExperiment> = {},
): AccumulationExperiment {
  const distances = [1e-1, 1e-2, 1e-3]
  return { kind: 'accumulation', ...place, distances, radius: 0.3, replicas: 1024, mostSteps: 20_000, predicted: 1, ...more } // prettier-ignore
}

export function excursions(place: NearMinimum, more: Partial<ExcursionExperiment> = {}): ExcursionExperiment {
  return { kind: 'excursions', ...place, from: 2, to: 32, largestStep: 0.5, down: 1e-3, replicas: 65_536, mostSteps: 10_000, predicted: 2, ...more } // prettier-ignore
}

export function run(
  model: Model,
  experiment: GrowthExperiment | AccumulationExperiment | ExcursionExperiment,
  {
    seed = 1,
    effort = 'standard' as EffortName,
    precision = {} as Record<string, number>,
    budget = unlimited as Budget,
    host = undefined as Parameters<typeof runExperiment>[1]['host'],
  } = {},
): Promise<Measurement> {
  return runExperiment(experiment, { model, seed, budget, effort: effortCalled(effort), precision, host })
}
