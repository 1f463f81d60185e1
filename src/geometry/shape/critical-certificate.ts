import type { Estimate } from '../../base/estimate.js'
import {
  columnRange,
  fromRows,
  type Matrix,
  multiply,
  multiplyVector,
  norm,
  rankOf,
  stream,
  svd,
  symmetricEigen,
  type SymmetricEigen,
  transpose,
} from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { type ZeroLossPoint, zeroLossPointAt } from '../point.js'
import { retract } from '../walk/retraction.js'
import { criticalStep, type CriticalStep, lengthScale } from './critical-step.js'
import { eigenvalueError, numerical, rounding } from './rounding.js'
import { equalEigenvalues } from './sharpness-along.js'
import { topEigenspace } from './top-eigenspace.js'

/** How it is known that a point is a critical point of the sharpness along the set, and of which kind. */
export interface CriticalCertificate {
  /** Whether the slope is below the tolerance. */
  readonly critical: boolean
  /** r, the number of eigenvalues that equal the largest to 10⁻⁸. */
  readonly multiplicity: number
  /** |gradient|; for r > 1 the length of the shortest convex combination of subgradients. */
  readonly slope: Estimate
  /** What |slope| may be: a relative tolerance times sharpness over |w|. */
  readonly tolerance: number
  /** Eigenvalues of the weights Y of that combination, ascending; 1 alone for a simple eigenvalue. */
  readonly weights: Float64Array
  readonly secondOrder: SecondOrder
  readonly bound: CriticalBound
}

/** The test of second order: eigenvalues of the Hessian of the sharpness along the set. */
export interface SecondOrder {
  readonly kind: 'strict minimum' | 'minimum with flat directions' | 'saddle' | 'maximum' | 'undecided'
  /** Eigenvalues, ascending; for r > 1 on the directions in which the r eigenvalues stay equal to first order. */
  readonly eigenvalues: Float64Array
  /** How many of them count as zero. */
  readonly flat: number
  readonly says: string
}

/** A posteriori: how far the exact critical point and its sharpness can be. */
export interface CriticalBound {
  /** In parameter space; to the nearest critical point where there are flat directions. */
  readonly distance: number
  readonly sharpness: number
  /** Whether the assumption behind the bound (Newton's method contracts there) was measured. */
  readonly measured: boolean
  readonly evidence: string
}

/** The certificate at a clean point, with the relative tolerance for the slope. */
export function certifyCritical(
  landscape: Landscape,
  point: ZeroLossPoint,
  relative: number,
): { certificate: CriticalCertificate; curvature: SymmetricEigen } {
  const r = topEigenspace(point, equalEigenvalues).values.length
  const found = criticalStep(landscape, point, r)
  const unit = rounding(point)
  const size = Math.max(...found.slopes.flat().map(norm), point.sharpness / lengthScale(point.coordinates))
  const tolerance = (relative * point.sharpness) / lengthScale(point.coordinates)
  const curvature = symmetricEigen(found.hessian)
  const weights = symmetricEigen(found.weights).values
  const secondOrder = secondOrderTest(point, found, curvature)
  return {
    certificate: {
      critical: found.slope <= tolerance,
      multiplicity: r,
      slope: numerical(
        found.slope,
        unit.conditioned * size,
        'contractions of the third derivative with the top eigenvectors',
      ),
      tolerance,
      weights,
      secondOrder,
      bound: boundAt(landscape, point, found, secondOrder.kind === 'strict minimum'),
    },
    curvature,
  }
}

// Curvatures below this, relative to sharpness over |w|², count as flat.
const flatCurvature = 1e-7

function secondOrderTest(point: ZeroLossPoint, found: CriticalStep, whole: SymmetricEigen): SecondOrder {
  const r = found.slopes.length
  const threshold = (flatCurvature * point.sharpness) / lengthScale(point.coordinates) ** 2
  const together = r === 1 ? undefined : directionsTogether(found, point)
  const values = together === undefined ? whole.values : symmetricEigen(multiply(transpose(together), multiply(found.hessian, together))).values // prettier-ignore
  const flat = values.filter((value) => Math.abs(value) <= threshold).length
  const negative = values.filter((value) => value < -threshold).length
  const active = symmetricEigen(found.weights).values[0]! > 1e-6
  const all = values.length
  const given = { eigenvalues: values, flat }
  if (negative === all && all > 0 && all === point.dimension) return { kind: 'maximum', says: 'the sharpness curves down in every direction', ...given } // prettier-ignore
  if (negative > 0)
    return { kind: 'saddle', says: `the sharpness curves down in ${negative} of ${all} directions`, ...given }
  // Where eigenvalues part to first order, λmax rises if every one of them has a positive weight.
  if (together !== undefined && together.columns < point.dimension && !active)
    return { kind: 'undecided', says: 'some of the equal eigenvalues have no weight in the convex combination', ...given } // prettier-ignore
  const parting = point.dimension - all
  const rises =
    parting > 0
      ? ` and rises to first order in ${parting === 1 ? 'the other' : `the ${parting} others`}, in which the eigenvalues part`
      : ''
  if (flat > 0)
    return { kind: 'minimum with flat directions', says: `the sharpness curves up in ${all - flat} directions and is flat to second order in ${flat}${rises}: a local minimum if it is constant in those`, ...given } // prettier-ignore
  const up =
    all === 0
      ? ''
      : `the sharpness curves up in ${all === 1 ? 'the only direction' : `all ${all} directions`}`
  const says = all === 0 ? 'the sharpness rises to first order in every direction' : `${up}${rises}`
  return { kind: 'strict minimum', says, ...given }
}

// A basis of the v for which the block (v·c_ij) is a multiple of the identity, m × q.
function directionsTogether(
  { slopes }: CriticalStep,
  { dimension, coordinates, sharpness }: ZeroLossPoint,
): Matrix {
  const first = slopes[0]![0]!
  const rows = slopes.flatMap((row, i) =>
    row
      .slice(0, i + 1)
      .flatMap((v, j) => (i === j ? (i === 0 ? [] : [v.map((x, a) => x - first[a]!)]) : [v])),
  )
  const { singularValues, V } = svd(fromRows(rows, dimension), { left: 'thin' })
  const { rank } = rankOf(singularValues, { relative: 1e-8, absolute: (1e-7 * sharpness) / lengthScale(coordinates) }) // prettier-ignore
  return columnRange(V, rank, dimension)
}

// How far away Newton's method is started to see that it comes back, relative to |w|.
const probe = 1e-4

function boundAt(
  landscape: Landscape,
  point: ZeroLossPoint,
  found: CriticalStep,
  isStrict: boolean,
): CriticalBound {
  const { top, hessian, slope, step } = found
  const ownStep = norm(step)
  const returns = isStrict && point.dimension > 0 ? comeBack(landscape, point, top.values.length) : undefined
  const last = returns?.at(-1) ?? 0
  const contraction = returns === undefined ? Infinity : returns[0]! / (probe * lengthScale(point.coordinates)) ** 2 // prettier-ignore
  const measured = returns !== undefined && returns[0]! <= (probe * lengthScale(point.coordinates)) / 4 && contraction * ownStep <= 0.25 // prettier-ignore
  const distance = 2 * ownStep + 2 * last
  const curving = symmetricEigen(hessian).values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const spread = top.values[0]! - top.values.at(-1)!
  const sharpness =
    slope * distance + (curving * distance ** 2) / 2 + spread + eigenvalueError(landscape, point)
  const from = (probe * lengthScale(point.coordinates)).toPrecision(2)
  const evidence =
    returns === undefined
      ? isStrict
        ? 'a single point, or Newton’s method could not be started nearby'
        : `twice the length ${ownStep.toPrecision(2)} of the next step of Newton’s method; that it contracts was not measured, since the critical point is not isolated or no minimum`
      : `twice the length ${ownStep.toPrecision(2)} of the next step of Newton’s method; started ${from} away it came back to within ${returns.map((x) => x.toPrecision(2)).join(', ')}`
  return { distance, sharpness, measured, evidence }
}

/** Distances to the point after each of three steps of Newton's method from a place nearby; nothing when that fails. */
function comeBack(landscape: Landscape, point: ZeroLossPoint, r: number): number[] | undefined {
  const weights = new Float64Array(point.dimension)
  stream(1, 'a place near a critical point', 0).normals(weights)
  const size = probe * lengthScale(point.coordinates)
  let current = point
  let move = multiplyVector(point.tangent, weights.map((x) => (x * size) / norm(weights))) // prettier-ignore
  const distances: number[] = []
  for (let i = 0; i <= 3; i++) {
    const arrived = retract(landscape, current, move)
    if (arrived.outcome === 'refused') return undefined
    current = zeroLossPointAt(landscape, arrived.coordinates, point.name)
    if (current.rank.rank !== point.rank.rank) return undefined
    if (i > 0) distances.push(norm(current.coordinates.map((x, k) => x - point.coordinates[k]!)))
    if (i < 3) move = multiplyVector(current.tangent, criticalStep(landscape, current, r).step)
  }
  return distances
}
