import { type Budget, spent } from '../../base/budget.js'
import type { Prose } from '../../base/prose.js'
import { type BatchChoice, compiledSampler } from '../../dynamics/index.js'
import type { Landscape, ZeroLossPoint } from '../../geometry/index.js'
import {
  gradientDescentThreshold,
  meanSquareThreshold,
  productRegularity,
  type SampledProduct,
  stabilityThresholds,
} from '../../numeric/index.js'
import { sampledGradients, smooth } from '../../theory/index.js'
import type { MapPlan } from './plan.js'
import type { Boundaries } from './record.js'

/** What boundaries are computed for. */
export interface BoundaryTask {
  readonly landscape: Landscape
  readonly batch: BatchChoice
  /** Of the point asked for, which every position must have. */
  readonly rank: number
  readonly plan: MapPlan
  readonly budget: Budget
}

/** The gap of a position for which there was no time. */
export const overTime: Prose = 'the time given was over'

export interface BoundariesFound {
  readonly boundaries: Boundaries | undefined
  /** Why something is missing. */
  readonly gap: Prose | undefined
}

// Beyond this dimension a scan of learning rates takes minutes, and the check of regularity seconds.
const largestScanned = 24
const largestChecked = 10

/** Whether a step sees all samples, so that stochastic gradient descent is gradient descent. */
export function isWholeBatch({ model }: Landscape, { size, replacement }: BatchChoice): boolean {
  return model.loss.count === 1 || (size === model.loss.count && !replacement)
}

/** The linearised steps at a position. */
export function productAt(point: ZeroLossPoint, batch: BatchChoice): SampledProduct {
  return sampledGradients({ point, landscape: point.landscape, model: point.landscape.model }, batch)
}

/**
 * The boundaries of the three notions at a position, each with its error, and what keeps them from being there: the rank of
 * the point asked for is lost, a kink, or matrices that are not regular, for which the theorem of the almost-sure one is
 * not available.
 */
export function boundariesAt(point: ZeroLossPoint, task: BoundaryTask): BoundariesFound {
  const reason = unclean(point, task)
  if (reason !== undefined) return { boundaries: undefined, gap: reason }
  const product = productAt(point, task.batch)
  const gradientDescent = gradientDescentThreshold(product)
  const sure = {
    gradientDescent: {
      kind: 'numerical',
      value: gradientDescent,
      error: 1e-12 * gradientDescent,
      method: 'largest eigenvalue of the Hessian',
    },
    meanSquare: meanSquareThreshold(product),
  } as const
  const without = (gap: Prose): BoundariesFound => ({
    boundaries: { ...sure, almostSure: undefined, isComplete: false },
    gap,
  })
  if (spent(task.budget)) return without(overTime)
  if (product.dimension > largestScanned)
    return without(
      `the normal space has dimension ${product.dimension}: λ is scanned up to ${largestScanned}`,
    )
  if (!isWholeBatch(task.landscape, task.batch)) {
    const irregular = irregularity(product, sure.meanSquare.value)
    if (irregular !== undefined) return without(irregular)
  }
  const { crossings, scan } = stabilityThresholds(product, scanOptions(product, task))
  if (spent(task.budget)) return without(overTime)
  return { boundaries: { ...sure, almostSure: crossings, isComplete: scan.isComplete }, gap: undefined }
}

function scanOptions({ dimension, batchSize }: SampledProduct, { plan, budget }: BoundaryTask) {
  const { scanSteps, refineSteps } = plan
  const quietly = { ...budget, progress: undefined }
  if (dimension === 1) return { budget: quietly }
  // Fewer factors where one takes longer.
  const cost = Math.max(1, (dimension * (dimension + batchSize)) / 64)
  return {
    sampler: compiledSampler(),
    budget: quietly,
    level: 0.99,
    points: dimension === 2 ? 32 : 24,
    // As the control variate of a simulation a grid like this gives six digits in a second. Where samples hardly interact only
    // finer ones would do, which take a minute: there λ is only simulated.
    mostNodes: 2000,
    scanSteps: scanSteps / cost,
    refineSteps: refineSteps / cost,
  }
}

function unclean(point: ZeroLossPoint, { rank }: BoundaryTask): Prose | undefined {
  const { state, evidence } = smooth.check({
    model: point.landscape.model,
    landscape: point.landscape,
    landing: { point },
    inputs: {},
  })
  if (state === 'refuted') return evidence
  if (point.rank.rank !== rank)
    return `the rank of the ${point.rank.of} is ${point.rank.rank} there and ${rank} at the point`
  if (!point.rank.clear) return `the rank of the ${point.rank.of} is not clear there`
  return point.normalEigenvalues[0]! > 0 ? undefined : 'the Hessian is not positive across the set there'
}

// At single learning rates a factor is singular or a reflection; what fails at two that are not related fails everywhere.
function irregularity(product: SampledProduct, rate: number): Prose | undefined {
  if (product.dimension > largestChecked) return undefined
  const [below, above] = [0.953, 1.037].map((factor) => productRegularity(product, factor * rate))
  if (below!.outcome !== 'refuted' || above!.outcome !== 'refuted') return undefined
  return `the point is not regular there: ${below!.reason.replace(/\.$/, '')}`
}

export { largestChecked as largestRegularityChecked }
