import type { Estimate } from '../../base/estimate.js'
import { norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { type Regularity, regularityAt } from '../regularity.js'
import { type AlongSet, normalSpectrum } from './normal-spectrum.js'
import { uncleanness } from './clean.js'
import { lengthScale } from './critical-step.js'
import { numerical, rounding } from './rounding.js'
import { curvatures } from './second-fundamental-form.js'
import { sharpnessAlong, type SharpnessAlong } from './sharpness-along.js'

/** The shape of the set at a point, as a record to be printed. What is missing is explained in `notes`. */
export interface Shape {
  readonly regularity: Regularity
  /** m, the dimension of the set, and d − m. */
  readonly dimension: number
  readonly codimension: number
  /** 𝒦 = tr II, length d, and |𝒦|. */
  readonly meanCurvature?: { readonly vector: Float64Array; readonly length: Estimate }
  /** |II|: the curvature itself for a curve. */
  readonly secondFundamentalForm?: Estimate
  /** |𝒦|² − |II|²; twice Gauss's curvature for a surface. */
  readonly scalarCurvature?: Estimate
  readonly logPseudoDeterminant?: AlongSet
  readonly trace?: AlongSet
  readonly sharpness?: SharpnessAlong
  readonly notes: readonly string[]
}

/** Everything about the shape of the set at a point that is cheap to know. At a point that is not regular only why not. */
export function shapeAt(landscape: Landscape, point: ZeroLossPoint): Shape {
  const found = regularityAt(point)
  const about = { regularity: found, dimension: point.dimension, codimension: point.rank.rank }
  const obstacle = found.state === 'singular' ? found.reason : uncleanness(point)
  if (obstacle !== undefined) return { ...about, notes: [`no curvature is given: ${obstacle}`] }
  const doubts =
    found.state === 'clean' ? [] : [`it is not decided that the set is a manifold here: ${found.reason}`]
  const spectrum = normalSpectrum(landscape, point)
  const sharpness = sharpnessAlong(landscape, point)
  if (point.dimension === 0)
    return {
      ...about,
      ...spectrum,
      sharpness,
      notes: ['the set is a single point here: it has no curvature'],
    }
  const bent = curvatures(landscape, point)
  // The coordinates are rounded, and the curvature changes over its own radius.
  const error = rounding(point).conditioned * (1 + bent.largest * norm(point.coordinates))
  // What cancels in second derivatives, as on a flat set, is of the size of one over the parameters.
  const size = bent.size + 1 / lengthScale(point.coordinates)
  const method = landscape.hasResiduals
    ? 'second derivatives of the residuals'
    : 'third derivatives of the loss'
  return {
    ...about,
    meanCurvature: {
      vector: bent.meanCurvature,
      length: numerical(norm(bent.meanCurvature), error * size, method),
    },
    ...(bent.norm === undefined ? {} : { secondFundamentalForm: numerical(bent.norm, error * (bent.norm + size), method) }), // prettier-ignore
    ...(bent.scalarCurvature === undefined || point.dimension === 1
      ? {}
      : { scalarCurvature: numerical(bent.scalarCurvature, 4 * error * (bent.norm! ** 2 + size ** 2), method) }), // prettier-ignore
    ...spectrum,
    sharpness,
    notes: [
      ...doubts,
      ...(bent.norm === undefined ? [`|II| is left out: the set has ${point.dimension} dimensions`] : []),
    ],
  }
}
