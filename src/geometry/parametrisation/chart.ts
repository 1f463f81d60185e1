import { ProblemError } from '../../base/problem.js'
import {
  columnRange,
  leastSquares,
  type Matrix,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  stream,
  svd,
  transpose,
} from '../../numeric/index.js'
import { hasZeroLoss } from '../polish.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'

/**
 * The zero-loss set near a point as a graph over its tangent space: t ↦ w₀ + T t + N c(t), with c(t) from the implicit
 * function theorem, in floating point.
 */
export interface LocalChart {
  /** w₀, length d. */
  readonly centre: Float64Array
  /** T: orthonormal columns, d × m. */
  readonly tangent: Matrix
  /** N: orthonormal columns, d × (d − m). */
  readonly normal: Matrix
  /**
   * How far it was checked: up to this |t|, in `directions` directions, the graph exists, has zero loss and is nowhere
   * close to having another tangent direction. A check at those points, not a proof for the ball.
   */
  readonly radius: number
  readonly directions: number
  /** The point over t (length m); nothing where Newton's method does not get there from the centre. */
  at(t: ArrayLike<number>): Float64Array | undefined
}

const randomDirections = 8
const steps = 8
// Directions of the set and of the chart differ by less than 60 degrees.
const leastCosine = 0.5

/**
 * The chart at a point of the set. Nothing when the point is isolated, all directions stay on the set, or the rank is not
 * clear, so that the set may not be a graph there.
 */
export function localChart(landscape: Landscape, point: ZeroLossPoint): LocalChart | undefined {
  const { coordinates: centre, tangent, normal } = point
  if (tangent.columns === 0 || normal.columns === 0 || !point.rank.clear) return undefined
  const place = (t: ArrayLike<number>, c: ArrayLike<number>): Float64Array => {
    const along = multiplyVector(tangent, Float64Array.from(t))
    const beside = multiplyVector(normal, Float64Array.from(c))
    return centre.map((x, i) => x + along[i]! + beside[i]!)
  }
  // Newton's method for c with t held, from the given c.
  const corrected = (t: ArrayLike<number>, start: Float64Array): Float64Array | undefined => {
    let c = start
    for (let iteration = 0; iteration < 20; iteration++) {
      const step = newtonStep(landscape, normal, place(t, c))
      if (step === undefined || !step.every(Number.isFinite)) return undefined
      c = c.map((x, i) => x - step[i]!)
      if (norm(step) <= 1e-12 * (1 + norm(centre) + norm(c))) return c
    }
    return undefined
  }
  // Along the ray in short steps, so that no other sheet is reached.
  const follow = (t: ArrayLike<number>): Float64Array | undefined => {
    let c: Float64Array | undefined = new Float64Array(normal.columns)
    for (let k = 1; k <= steps; k++) {
      c = corrected(
        Float64Array.from(t, (x) => (x * k) / steps),
        c,
      )
      if (c === undefined) return undefined
    }
    return hasZeroLoss(landscape, place(t, c)) ? place(t, c) : undefined
  }
  const directions = directionsFor(tangent.columns)
  const isGood = (radius: number): boolean =>
    directions.every((direction) => {
      const w = safely(() => follow(direction.map((x) => x * radius)))
      return w !== undefined && safely(() => transversality(landscape, normal, w) >= leastCosine) === true
    })
  const radius = largestGood(isGood, 1 + norm(centre))
  if (radius === 0) return undefined
  return {
    centre,
    tangent,
    normal,
    radius,
    directions: directions.length,
    at: (t) => safely(() => follow(t)),
  }
}

/** c of (JN)c ≈ r, or (NᵀHN)c = Nᵀ∇L for a general loss. */
function newtonStep(landscape: Landscape, normal: Matrix, w: Float64Array): Float64Array | undefined {
  if (landscape.hasResiduals)
    return leastSquares(multiply(landscape.jacobian(w), normal), landscape.residuals(w), { relative: 1e-9 })
  const curvature = multiply(transpose(normal), multiply(landscape.hessian(w), normal))
  return leastSquares(curvature, multiplyTransposed(normal, landscape.gradient(w)), { relative: 1e-8 })
}

/**
 * The cosine of the largest angle between N and the normal space at w: 1 at the centre, 0 where the graph turns over or the
 * rank drops.
 */
function transversality(landscape: Landscape, normal: Matrix, w: Float64Array): number {
  const decisive = landscape.hasResiduals ? landscape.jacobian(w) : landscape.hessian(w)
  const { singularValues, V } = svd(decisive, { left: 'thin' })
  const rank = normal.columns
  if (!((singularValues[rank - 1] ?? 0) > 1e-9 * singularValues[0]!)) return 0
  const cosines = svd(multiply(transpose(columnRange(V, 0, rank)), normal), { left: 'thin' }).singularValues
  return cosines[rank - 1]!
}

function directionsFor(dimension: number): Float64Array[] {
  const axes = Array.from({ length: Math.min(dimension, 8) }, (_, k) => {
    const axis = new Float64Array(dimension)
    axis[k] = 1
    return axis
  })
  const found = axes.flatMap((axis) => [axis, axis.map((x) => -x)])
  if (dimension === 1) return found
  const random = stream(1, 'directions of a chart', 0)
  for (let k = 0; k < randomDirections; k++) {
    const direction = Float64Array.from({ length: dimension }, () => random.normal())
    const length = norm(direction)
    found.push(direction.map((x) => x / length))
  }
  return found
}

/** Doubles the radius while it is good, then halves the interval four times. */
function largestGood(isGood: (radius: number) => boolean, scale: number): number {
  let good = 0
  let radius = 1e-3 * scale
  while (radius <= 8 * scale && isGood(radius)) {
    good = radius
    radius *= 2
  }
  if (good === 0 || radius > 8 * scale) return good
  let bad = radius
  for (let k = 0; k < 4; k++) {
    const middle = (good + bad) / 2
    if (isGood(middle)) good = middle
    else bad = middle
  }
  return good
}

function safely<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
