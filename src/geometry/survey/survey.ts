import { begin, type Budget, spent, unlimited, within } from '../../base/budget.js'
import { toLatex, toText } from '../../expression/index.js'
import { type KernelMeaning, kernelMeaning } from '../kernel.js'
import type { Landscape } from '../landscape.js'
import { type LimitMapRecord, limitMapRecord } from '../limit-map/record.js'
import type { ParametriseOptions } from '../parametrisation/parametrise.js'
import { describeSet, type ParametrisationRecord, type WrittenFormula } from '../parametrisation/record.js'
import type { ZeroLossPoint } from '../point.js'
import { type PointRecord, pointRecord } from '../record.js'
import { uncleanness } from '../shape/clean.js'
import { type FlattestMinimum, flattestMinimum } from '../shape/flattest.js'
import { eigenvalueError } from '../shape/rounding.js'
import { shapeAt, type Shape } from '../shape/shape.js'
import { type CurveSurvey, surveyCurve } from './curve.js'
import { type Missing, missing, orMissing, outOfTime } from './missing.js'
import { type SpacesSurvey, surveySpaces } from './spaces.js'

/** Everything known of the zero-loss set at a point, as plain data. What is missing has its reason in its place. */
export interface GeometrySurvey {
  /** The scalar parameters, in the order of all vectors. */
  readonly parameters: readonly WrittenFormula[]
  readonly point: PointRecord
  readonly kernel: KernelMeaning
  /** Estimate of the rounding error of the point's normal eigenvalues. */
  readonly eigenvalueError: number
  readonly spaces: SpacesSurvey | Missing
  readonly parametrisation: ParametrisationRecord | Missing
  /** Derivatives of the limit map of gradient flow. */
  readonly limitMap: LimitMapRecord | Missing
  /** Of gradient descent, where a learning rate was given. */
  readonly descentMap: LimitMapRecord | Missing | undefined
  readonly shape: Shape | Missing
  readonly flattest: FlattestMinimum | Missing
  /** For a one-dimensional set in two or three parameters. */
  readonly curve: CurveSurvey | Missing
}

export interface SurveyOptions {
  /** α of gradient descent, for the finite-step form of the limit map. */
  readonly learningRate?: number | undefined
  /** A computer-algebra system for the parametrisation. */
  readonly proposer?: ParametriseOptions['proposer']
  /** Up to how many parameters a parametrisation is tried (default 8): the time it takes grows fast. */
  readonly mostParametrised?: number | undefined
  /** Up to how many parameters the flattest minimum is sought (default: any number, for some seconds). */
  readonly mostDescended?: number | undefined
  readonly budget?: Budget | undefined
}

// Milliseconds for what can take long.
const patience = { parametrisation: 8000, flattest: 4000, curve: 4000 }

/**
 * Surveys the zero-loss set at a point. Where the point is singular or on a kink nothing that needs a tangent space is
 * given, but the reason. Without a deadline in the budget it ends within about 20 seconds, for small models within two.
 */
export async function surveyAt(
  landscape: Landscape,
  point: ZeroLossPoint,
  options: SurveyOptions = {},
): Promise<GeometrySurvey> {
  const { learningRate, mostDescended = Infinity, budget = unlimited } = options
  begin(budget, 'whether the set is regular at the point')
  const kernel = kernelMeaning(point)
  const { regularity, kinks } = kernel
  const isSingular = regularity.state === 'singular' || kinks.length > 0
  const obstacle = isSingular ? kernel.reason : uncleanness(point)
  /** A part that needs a clean point and time. */
  const part = <T>(what: string, done: number, compute: () => T | Promise<T>): Promise<T | Missing> => {
    budget.progress?.(what, done)
    if (obstacle !== undefined) return Promise.resolve(missing(obstacle))
    if (spent(budget)) return Promise.resolve(missing(outOfTime))
    return orMissing(compute)
  }
  return {
    parameters: landscape.model.symbols.map((e) => ({ text: toText(e), latex: toLatex(e) })),
    point: pointRecord(point),
    kernel,
    eigenvalueError: eigenvalueError(landscape, point, 'all'),
    spaces: await part('tangent and normal space', 0.1, () => surveySpaces(point)),
    limitMap: await part('derivatives of the limit map', 0.2, () =>
      limitMapRecord(landscape, point, { regularity }),
    ),
    descentMap:
      learningRate === undefined
        ? undefined
        : await part('derivatives of the limit map', 0.25, () =>
            limitMapRecord(landscape, point, { regularity, learningRate }),
          ),
    shape: await part('the shape of the set', 0.3, () => shapeAt(landscape, point)),
    flattest: await part('the flattest minimum', 0.4, () =>
      landscape.dimension > mostDescended
        ? missing(`there are ${landscape.dimension} parameters: it is not sought here`)
        : flattestMinimum(landscape, point, { budget: within(budget, patience.flattest) }),
    ),
    curve: await part('tracing the set', 0.5, () => curveOrReason(landscape, point, budget)),
    parametrisation: await parametrisation(landscape, point, options, budget),
  }
}

/** Whether the budget ended before all parts were made. */
export function isCutShort(survey: GeometrySurvey): boolean {
  return Object.values(survey).some(
    (part: unknown) =>
      typeof part === 'object' && part !== null && 'missing' in part && part.missing === outOfTime,
  )
}

function curveOrReason(landscape: Landscape, point: ZeroLossPoint, budget: Budget): CurveSurvey | Missing {
  const d = landscape.dimension
  if (point.dimension !== 1) return missing(`the set has dimension ${point.dimension}, not 1`)
  if (d > 3) return missing(`there are ${d} parameters, more than can be drawn`)
  return surveyCurve(landscape, point, within(budget, patience.curve))
}

// The set has a parametrisation whatever it is like at the point.
function parametrisation(
  landscape: Landscape,
  point: ZeroLossPoint,
  { proposer, mostParametrised = 8 }: SurveyOptions,
  budget: Budget,
): Promise<ParametrisationRecord | Missing> {
  budget.progress?.('parametrising the set', 0.6)
  const d = landscape.dimension
  if (d > mostParametrised)
    return Promise.resolve(missing(`there are ${d} parameters, too many for a closed form to be sought`))
  if (spent(budget)) return Promise.resolve(missing(outOfTime))
  return orMissing(() =>
    describeSet(landscape, { proposer, through: point, budget: within(budget, patience.parametrisation) }),
  )
}
