import type { Problem } from '../../src/base/problem.js'
import { flattestMinimum, type FlattestMinimum, kernelMeaning, limitMapRecord, type LimitMapRecord, pointRecord, type PointRecord, regularityAt, type Shape, shapeAt, type ZeroLossPoint } from '../../src/geometry/index.js' // prettier-ignore
import type { Model } from '../../src/model/index.js'
import {
  derivationOf,
  type Derivation,
  predictionOf,
  type PredictionRecord,
  situate,
} from '../../src/study/index.js'
import { type Site, siteOf, theorems } from '../../src/theory/index.js'
import { isThorough } from '../thoroughness.js'
import { closedFormDrift, type ClosedFormDrift } from '../../src/theory/noise/closed-form-drift.js'
import type { ChosenNoise } from '../../src/theory/noise/chosen-noise.js'
import { noiseOrLabelNoise } from '../../src/theory/noise/default-noise.js'
import type { DriftPlan } from '../../src/theory/noise/drift-plan.js'
import { slowPlan } from '../../src/theory/noise/slow-plan.js'
import { labelNoiseDrift } from '../theory/label-noise-reference.js'

/** Everything that is said of a model at a point without an experiment. */
export interface Observation {
  readonly model: Model
  readonly derivation: Derivation
  readonly predictions: readonly PredictionRecord[]
  readonly place: Place | { readonly problem: Problem }
}

export interface Place {
  readonly site: Site
  readonly point: ZeroLossPoint
  readonly record: PointRecord
  readonly isTangentSpace: boolean
  readonly shape: Shape
  readonly flowMap: LimitMapRecord
  readonly descentMap: LimitMapRecord
  /** Left out where it takes seconds. */
  readonly flattest: FlattestMinimum | undefined
  /** Where the theorem on label noise applies. */
  readonly drift: Drift | undefined
}

export interface Drift {
  readonly noise: ChosenNoise
  readonly plan: DriftPlan
  readonly unprojected: Float64Array
  readonly closed: ClosedFormDrift | undefined
}

export async function observe(model: Model, at: string, learningRate: string): Promise<Observation> {
  const { situation } = situate(model, { at, learningRate })
  const { landscape, landing } = situation
  const derivation = await derivationOf(landscape)
  const predictions = theorems.map((theorem) => predictionOf(theorem, situation))
  if ('problem' in landing) return { model, derivation, predictions, place: landing }
  const { point } = landing
  const site = siteOf(situation)
  const isClean = regularityAt(point).state === 'clean'
  const noise = predictions.find(({ theorem }) => theorem.id === 'noise/label-noise-drift')
  return {
    model,
    derivation,
    predictions,
    place: {
      site,
      point,
      record: pointRecord(point),
      isTangentSpace: kernelMeaning(point).isTangentSpace,
      shape: shapeAt(landscape, point),
      flowMap: limitMapRecord(landscape, point),
      descentMap: limitMapRecord(landscape, point, { learningRate: situation.inputs.learningRate!.value }),
      flattest:
        isClean && (isThorough || landscape.dimension <= 8) ? flattestMinimum(landscape, point) : undefined,
      drift: noise?.prediction === undefined ? undefined : driftOf(site),
    },
  }
}

function driftOf(site: Site): Drift {
  const noise = noiseOrLabelNoise({ ...site, noise: undefined })
  const plan = slowPlan(site, noise)
  const { landscape, point } = site
  const { unprojected } = labelNoiseDrift(
    landscape,
    point.rank.rank,
    plan.learningRate.value,
    point.coordinates,
  )
  return { noise, plan, unprojected, closed: closedFormDrift(site) }
}
