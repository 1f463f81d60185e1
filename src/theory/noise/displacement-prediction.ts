import { type Estimate, uncertainty } from '../../base/estimate.js'
import type { PredictedQuantity, PredictedVector, Site } from '../contract.js'
import { decimal } from '../decimal.js'
import type { DisplacementExperiment } from '../experiment.js'
import type { ChosenNoise } from './chosen-noise.js'
import type { DriftPlan } from './drift-plan.js'
import { replicasForDrops } from './jump-plan.js'
import { contractionOf } from './spread.js'

/** The displacement that a plan predicts. */
export function displacementQuantity(plan: DriftPlan): PredictedQuantity {
  return {
    title: 'mean displacement along the set',
    symbol: '\\langle \\Phi_\\alpha(w_k) - w_0,\\, e\\rangle',
    unit: 'length',
    estimate: {
      kind: 'numerical',
      value: plan.displacement,
      error: plan.error,
      method: plan.isStill ? 'the drift vanishes at the point' : 'the slow flow, integrated on the set',
    },
    scale: plan.scale,
  }
}

export function directionVector(plan: DriftPlan): PredictedVector {
  const method = plan.isStill ? 'a tangent direction' : 'direction of the integrated flow'
  const entries = Array.from(plan.direction, (value): Estimate => ({ kind: 'numerical', value, error: 1e-8, method })) // prettier-ignore
  return { title: 'direction of the displacement', symbol: 'e', unit: 'none', entries }
}

export function slowVector(title: string, symbol: string, entries: readonly Estimate[]): PredictedVector {
  return { title, symbol, unit: 'per slow time', entries }
}

/** A velocity that is only known as numbers. */
export function numericalVector(v: Float64Array, error: number, method: string): Estimate[] {
  return Array.from(v, (value) => ({ kind: 'numerical', value: value === 0 ? 0 : value, error, method }))
}

/** The experiment that shows a plan. */
export function displacementExperiment(
  site: Site,
  noise: ChosenNoise,
  plan: DriftPlan,
  { timeScale, landingRate }: { readonly timeScale: string; readonly landingRate: number },
): DisplacementExperiment {
  const fewestReplicas = replicasForDrops(noise, plan.levels)
  return {
    kind: 'displacement',
    optimiser: 'gradient-descent',
    noise: noise.choice,
    start: site.point.coordinates,
    levels: plan.levels,
    slowTime: plan.slowTime,
    timeScale,
    landingRate,
    replicas: Math.max(fewestReplicas, replicasFor(plan)),
    ...(fewestReplicas > 0 && { fewestReplicas }),
    direction: plan.direction,
    predictedPath: plan.path,
    contraction: contractionOf(site, landingRate),
    length: plan.length,
    scale: plan.scale,
  }
}

/** LaTeX of the first entries of a vector; what is below its error is zero. */
export function shortVector(entries: readonly Estimate[]): string {
  const shown = entries.slice(0, 4).map(shortLatex)
  return [...shown, ...(entries.length > 4 ? ['\\ldots'] : [])].join(',\\; ')
}

export function shortLatex(estimate: Estimate): string {
  if (estimate.kind === 'exact' && estimate.latex.length <= 60)
    return estimate.latex.replaceAll('\\frac', '\\tfrac')
  const isZero = Math.abs(estimate.value) <= uncertainty(estimate)
  return isZero ? '0' : decimal(estimate.value, 6).replaceAll('$', '')
}

// An experiment ends when it is precise; where the noise spreads along the set that takes many short runs.
const fewest = 4000
const most = 200_000
const stepsInAll = 1e9

function replicasFor({ levels }: DriftPlan): number {
  const steps = levels.reduce((sum, level) => sum + level.steps, 0)
  return Math.min(most, Math.max(fewest, Math.round(stepsInAll / steps)))
}
