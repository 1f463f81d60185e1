import type { Estimate } from '../../base/estimate.js'
import { toText } from '../../expression/index.js'
import { identity, type Matrix, norm, toRows } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { type Identity, limitMapIdentities } from './identities.js'
import { limitMapDerivative, type LimitMapOptions, limitMapOrReason } from './limit-map.js'
import { type DerivativePart, limitMapSecondDerivative } from './second-derivative.js'

/** The derivatives of a limit map at a point as plain data for printing. What is missing is explained in `notes`. */
export interface LimitMapRecord {
  readonly of: 'gradient flow' | 'gradient descent'
  /** α; 0 for the flow. */
  readonly learningRate: number
  readonly point: string
  /** The parameters, in the order of all vectors and matrices here. */
  readonly symbols: readonly string[]
  readonly available: boolean
  /** Why it may be differentiated there, or why not. */
  readonly evidence: string
  readonly certainty: 'exact' | 'enclosed' | 'numerical' | undefined
  /** DΦ = P, d × d; left out for more than 20 parameters. */
  readonly derivative?: { readonly rows: readonly (readonly number[])[]; readonly error: number }
  /** ½D²Φ[S], the drift that noise of covariance S causes per step, S = I unless given. */
  readonly drift?: DriftParts
  readonly identities: readonly Identity[]
  readonly notes: readonly string[]
}

export interface DriftParts {
  /** What S is. */
  readonly of: string
  readonly tangentTangent: PrintedVector
  readonly mixed: PrintedVector
  readonly normalNormal: PrintedVector
  readonly total: PrintedVector
}

export interface PrintedVector {
  /** One entry per parameter. */
  readonly entries: readonly Estimate[]
  readonly length: Estimate
}

export interface LimitMapRecordOptions extends LimitMapOptions {
  /** A symmetric d × d matrix and its name, such as a noise covariance; the identity when left out. */
  readonly covariance?: { readonly name: string; readonly matrix: Matrix }
}

const mostPrinted = 20

/** Everything about a limit map at a point. At a point where it has no derivatives only why not. */
export function limitMapRecord(
  landscape: Landscape,
  point: ZeroLossPoint,
  options: LimitMapRecordOptions = {},
): LimitMapRecord {
  const { learningRate = 0 } = options
  const about = {
    of: learningRate > 0 ? ('gradient descent' as const) : ('gradient flow' as const),
    learningRate,
    point: point.name,
    symbols: landscape.model.symbols.map(toText),
  }
  const found = limitMapOrReason(landscape, point, options)
  if (found.map === undefined) {
    const { hypothesis, reason } = found
    const notes = [`no derivative is given: the hypothesis “${hypothesis}” fails, ${reason}`]
    return { ...about, available: false, evidence: reason, certainty: undefined, identities: [], notes }
  }
  const { map } = found
  const s = options.covariance ?? { name: 'I', matrix: identity(landscape.dimension) }
  const second = limitMapSecondDerivative(map, s.matrix)
  const drift = {
    of: s.name,
    tangentTangent: printed(second.tangentTangent),
    mixed: printed(second.mixed),
    normalNormal: printed(second.normalNormal),
    total: printed(second.total),
  }
  const isSmall = landscape.dimension <= mostPrinted
  const notes = isSmall ? second.notes : [...second.notes, `DΦ is left out: it has ${landscape.dimension}² entries`]
  return {
    ...about,
    available: true,
    evidence: map.regularity.reason,
    certainty: map.regularity.certainty,
    ...(isSmall ? { derivative: { rows: toRows(limitMapDerivative(map)), error: projectorError(point) } } : {}),
    drift,
    identities: limitMapIdentities(map),
    notes,
  }
} // prettier-ignore

const method = 'contractions of the third derivative of the loss in the eigenbasis of its Hessian'

function printed({ vector, error }: DerivativePart): PrintedVector {
  const half = (value: number): Estimate => ({
    kind: 'numerical',
    value: value / 2,
    error: error / 2,
    method,
  })
  return { entries: Array.from(vector, half), length: half(norm(vector)) }
}

// Rounding of the singular vectors: by Davis and Kahan's theorem the error of J over its smallest singular value.
function projectorError({ rank }: ZeroLossPoint): number {
  const smallest = rank.singularValues[rank.rank - 1] ?? 0
  return smallest > 0 ? rank.singularValueError / smallest : 0
}
