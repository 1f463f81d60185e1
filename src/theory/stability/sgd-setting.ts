import { type Budget, unlimited } from '../../base/budget.js'
import { readable } from '../../calculus/index.js'
import type { BatchChoice } from '../../dynamics/index.js'
import { add, type Expression, constantValue, multiply, type Rational } from '../../expression/index.js'
import {
  type ExactProduct,
  matrix,
  type Matrix,
  meanSquareThreshold,
  multiply as product,
  type SampledProduct,
} from '../../numeric/index.js'
import type { Site } from '../contract.js'
import { exactCurvatures } from './exact-curvatures.js'
import { defaultBatch, type ExactInput } from '../inputs.js'
import { drawing } from './drawing.js'
import { isPlain, rootsOfCurvatures } from './sample-derivatives.js'

/** What stochastic gradient descent looks like at a place: its batches, its step size, and its linearisation. */
export interface SgdSetting {
  readonly batch: BatchChoice
  readonly learningRate: ExactInput
  /** Whether the learning rate was chosen here and not given. */
  readonly isChosen: boolean
  readonly product: SampledProduct
  /** The same in exact arithmetic, where the place is exact and everything rational. */
  readonly exact: ExactProduct | undefined
  /** What computing with it may use. */
  readonly budget: Budget
}

/** The setting at a site. A learning rate that is not given is four fifths of the mean-square threshold. */
export function sgdSetting(site: Site): SgdSetting {
  const batch = site.inputs.batch ?? defaultBatch
  const product = sampledGradients(site, batch)
  const given = site.inputs.learningRate
  return {
    batch,
    product,
    learningRate: given ?? rateOf(site, 0.8 * meanSquareThreshold(product).value),
    isChosen: given === undefined,
    exact: exactGradients(site, batch),
    budget: site.budget ?? unlimited,
  }
}

/** A learning rate in two digits, so that it can be read and typed again. */
export function rateOf({ model }: Site, rate: number): ExactInput {
  const value = Number(rate.toPrecision(2))
  return { value, exact: model.graph.constant(String(value)) }
}

/**
 * The gradients of the residuals at a point, in the eigenvectors of the Hessian on the normal space; for a plain loss vectors
 * of which the squares make up the Hessians of the samples.
 */
export function sampledGradients(
  { point, landscape, model }: Pick<Site, 'point' | 'landscape' | 'model'>,
  batch: BatchChoice,
): SampledProduct {
  if (isPlain(model))
    return {
      dimension: point.normal.columns,
      samples: rootsOfCurvatures(model, point.coordinates, point.normal),
      ...drawing(batch),
    }
  const gradients = product(landscape.jacobian(point.coordinates), point.normal)
  const outputs = gradients.rows / model.loss.count
  return {
    dimension: gradients.columns,
    samples: Array.from({ length: model.loss.count }, (_, i) =>
      rowRange(gradients, i * outputs, (i + 1) * outputs),
    ),
    ...drawing(batch),
  }
}

function rowRange({ data, columns }: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, columns, data.subarray(from * columns, to * columns))
}

// Beyond this many residuals exact elimination is slower than it is worth.
const mostExact = 12

function exactGradients({ point, landscape, model }: Site, batch: BatchChoice): ExactProduct | undefined {
  const { exact } = point
  if (isPlain(model)) return exact && exactCurvatures(model, exact, batch)
  const { jacobian } = landscape.symbolic
  if (exact === undefined || landscape.perSample !== undefined || jacobian === undefined) return undefined
  if (jacobian.length > mostExact) return undefined
  const rows = jacobian.map((row) => exact.at(row))
  const gram = rows.map((a) => rows.map((b) => rationalDot(a, b)))
  if (gram.some((row) => row.includes(undefined))) return undefined
  return {
    gram: gram as Rational[][],
    outputs: Array.from({ length: model.loss.count }, () => jacobian.length / model.loss.count),
    ...drawing(batch),
  }
}

// √2 · √2 is rational though its factors are not: products first.
function rationalDot(a: readonly Expression[], b: readonly Expression[]): Rational | undefined {
  return constantValue(readable(a.map((x, i) => multiply(x, b[i]!)).reduce(add)))
}
