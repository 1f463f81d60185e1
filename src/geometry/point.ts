import type { Budget } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { evaluate } from '../expression/index.js'
import type { NamedPoint } from '../model/index.js'
import { type Matrix, norm, svd } from '../numeric/index.js'
import { coordinatesText } from './coordinates.js'
import { type ExactPoint, exactPoint } from './exact-point.js'
import type { FlowLimit } from './flow-to-set.js'
import { land, type Landed } from './land.js'
import type { Landscape } from './landscape.js'
import { correction, hasZeroLoss } from './polish.js'
import { type Enclosure, type RankEvidence, rankEvidence } from './rank.js'
import { refuseCrossing } from './slope.js'
import { spacesFrom } from './tangent.js'

/** A place on the zero-loss set with the evidence for it. d is the number of parameters, k the codimension. */
export interface ZeroLossPoint {
  readonly name: string
  readonly landscape: Landscape
  /** Length d. */
  readonly coordinates: Float64Array
  /** The same place exactly, when the point was given exactly and its residuals are proved to vanish. */
  readonly exact: ExactPoint | undefined
  /** How the start was brought here; `distance` 0 when it was already on the set. */
  readonly moved: {
    readonly from: Float64Array
    readonly distance: number
    readonly method: string
    /** How far the point may be from the limit that `method` names; nothing when that was not estimated. */
    readonly error?: number | undefined
    /** The method that followed the gradient flow, where it was followed. */
    readonly integrator?: FlowLimit['integrator'] | undefined
  }
  readonly loss: number
  /** Largest |rᵢ|, or |∇L| for a general loss; 0 at an exact point, as the loss is. */
  readonly residual: number
  readonly certainty: 'exact' | 'numerical'
  /** For a numerical point: a true zero of all residuals is proved to lie this near, where that was tried and succeeded. */
  readonly enclosure?: Enclosure | undefined
  readonly rank: RankEvidence
  /** d − rank: the dimension of the set, provided its minimum is clean. */
  readonly dimension: number
  /** Orthonormal columns: d × (d − k), a basis of ker J. */
  readonly tangent: Matrix
  /** Orthonormal columns: d × k, eigenvectors of the Hessian on the row space of J, ordered as `normalEigenvalues`. */
  readonly normal: Matrix
  /** ∇²L, d × d. */
  readonly hessian: Matrix
  /** Eigenvalues of the Hessian on the normal space, ascending, length k. */
  readonly normalEigenvalues: Float64Array
  /** The largest of them, 0 when there is none. */
  readonly sharpness: number
}

export interface LandingOptions {
  /** Refuse a point that is not on the set instead of moving it. */
  readonly stay?: boolean
  readonly budget?: Budget
}

/**
 * The point of the zero-loss set that belongs to a named point: the point itself when it is there, otherwise where the
 * gradient flow takes it.
 *
 * @throws `point-not-on-set` with `stay`, `loss-crosses-zero` where a plain loss is 0 with a slope, and whatever `land` throws
 */
export function zeroLossPoint(
  landscape: Landscape,
  at: NamedPoint,
  options: LandingOptions = {},
): ZeroLossPoint {
  const { symbols } = landscape.model
  const start = Float64Array.from(at.coordinates, (coordinate) => evaluate(coordinate, new Map()))
  const exact = exactPoint(landscape, at)
  if (exact !== undefined) {
    checkDerivatives(landscape, start)
    const here = { coordinates: start, distance: 0, method: 'none' as const, error: 0, integrator: undefined }
    return describePoint(landscape, at.name, start, here, { exact, prove: true })
  }
  refuseCrossing(landscape, start, at.coordinates)
  if (options.stay === true && !isOnSet(landscape, start)) {
    const residual = residualSize(landscape, start)
    throw failure('point-not-on-set', {
      point: `${at.name} (${coordinatesText(landscape.model, start)})`,
      residual,
      loss: landscape.loss(start),
    })
  }
  const landed = land(landscape, start, options.budget)
  if (landed.distance > 0) refuseCrossing(landscape, landed.coordinates)
  const point = describePoint(landscape, at.name, start, landed, { exact: undefined, prove: true })
  if (point.coordinates.length !== symbols.length)
    throw new RangeError('a point must have one coordinate per parameter')
  return point
}

/**
 * The description of a point already known to lie on the set, such as one that `polish` returned. With `prove`, its rank is
 * tried to be proved by interval arithmetic.
 */
export function zeroLossPointAt(
  landscape: Landscape,
  w: Float64Array,
  name = 'a point of the set',
  options: { readonly prove?: boolean } = {},
): ZeroLossPoint {
  const landed: Landed = {
    coordinates: w,
    distance: 0,
    method: 'none',
    error: undefined,
    integrator: undefined,
  }
  return describePoint(landscape, name, w, landed, { exact: undefined, prove: options.prove ?? false })
}

// On the edge of a domain (√u at 0) the loss may be zero and its derivatives infinite.
function checkDerivatives(landscape: Landscape, w: Float64Array): void {
  const matrices = [landscape.hessian(w), ...(landscape.hasResiduals ? [landscape.jacobian(w)] : [])]
  if (matrices.every(({ data }) => data.every(Number.isFinite))) return
  const point = coordinatesText(landscape.model, w)
  throw failure('not-finite-at-start', {
    what: 'a derivative of the loss',
    value: 'infinite or undefined',
    point,
  })
}

// A coordinate typed as a decimal is a rounded one: a place within 10⁻⁸ of the set counts as on it.
function isOnSet(landscape: Landscape, w: Float64Array): boolean {
  const step = correction(landscape, w)
  return norm(step) <= 1e-8 * (1 + norm(w)) && hasZeroLoss(landscape, w.map((x, i) => x - step[i]!)) // prettier-ignore
}

function describePoint(
  landscape: Landscape,
  name: string,
  start: Float64Array,
  landed: Landed,
  { exact, prove }: { exact: ExactPoint | undefined; prove: boolean },
): ZeroLossPoint {
  const w = landed.coordinates
  const hessian = landscape.hessian(w)
  const decisive = landscape.hasResiduals ? landscape.jacobian(w) : hessian
  const decomposition = svd(decisive, { left: 'thin' })
  const { rank, enclosure } = rankEvidence(landscape, w, decisive, decomposition, { exact, prove })
  const { tangent, normal, eigenvalues } = spacesFrom(decomposition.V, rank.rank, hessian)
  return {
    name,
    landscape,
    coordinates: w,
    exact,
    moved: {
      from: start,
      distance: landed.distance,
      method: landed.method,
      error: landed.error,
      integrator: landed.integrator,
    },
    // In doubles √2·√2 − 2 is not 0.
    loss: exact === undefined ? landscape.loss(w) : 0,
    residual: exact === undefined ? residualSize(landscape, w) : 0,
    certainty: exact === undefined ? 'numerical' : 'exact',
    enclosure,
    rank,
    dimension: landscape.dimension - rank.rank,
    tangent,
    normal,
    hessian,
    normalEigenvalues: eigenvalues,
    sharpness: eigenvalues[eigenvalues.length - 1] ?? 0,
  }
}

function residualSize(landscape: Landscape, w: Float64Array): number {
  if (!landscape.hasResiduals) return norm(landscape.gradient(w))
  return landscape.residuals(w).reduce((most, r) => Math.max(most, Math.abs(r)), 0)
}
