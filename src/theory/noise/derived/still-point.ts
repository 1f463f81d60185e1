import { ProblemError } from '../../../base/problem.js'
import {
  curvatureLength,
  type FieldOnSet,
  frameAt,
  type Landscape,
  setStepper,
} from '../../../geometry/index.js'
import {
  frobeniusNorm,
  leastSquares,
  matrix,
  type Matrix,
  multiplyTransposed,
  multiplyVector,
  norm,
  subtract,
} from '../../../numeric/index.js'

/** A place of the set at which a tangential field vanishes. */
export interface StillPoint {
  /** Length d. */
  readonly coordinates: Float64Array
  /** How far the last step of Newton's method went, with rounding. */
  readonly error: number
  /** The derivative of the field there in an orthonormal basis of the tangent space, m × m, by central differences. */
  readonly derivative: Matrix
  /** In the Frobenius norm, from two steps of difference. */
  readonly derivativeError: number
}

const rounds = 12
/** In units of the length of the geometry. */
const difference = 3e-4
const furthest = 0.5
/** Directions in which the field hardly changes are left alone: there may be a family. */
const leastSlope = 1e-6

/**
 * Newton's method within the set for the zero of a field near a point of it, each step retracted; the derivative is taken by
 * differences along the set. The reason where it does not converge nearby.
 */
export function stillPointNear(
  landscape: Landscape,
  rank: number,
  field: FieldOnSet,
  from: Float64Array,
): StillPoint | string {
  // prettier-ignore
  const stepper = setStepper(landscape, rank, field, 'retracted')
  const length = curvatureLength(landscape, from)
  const h = difference * length
  const moved = (y: Float64Array, tangent: Matrix, t: Float64Array): Float64Array | string => {
    const z = multiplyVector(tangent, t).map((x, i) => x + y[i]!)
    return stepper.settle(y, z) ?? z
  }
  const along = (at: Float64Array, tangent: Matrix): Float64Array | string => {
    const slope = stepper.slope(at)
    return typeof slope === 'string' ? slope : multiplyTransposed(tangent, slope)
  }
  const derivativeAt = (y: Float64Array, tangent: Matrix, step: number): Matrix | string => {
    const m = tangent.columns
    const found = matrix(m, m)
    for (let j = 0; j < m; j++) {
      const sides: Float64Array[] = []
      for (const side of [1, -1]) {
        const z = moved(y, tangent, new Float64Array(m).fill(side * step, j, j + 1))
        const f = typeof z === 'string' ? z : along(z, tangent)
        if (typeof f === 'string') return f
        sides.push(f)
      }
      for (let i = 0; i < m; i++) found.data[i * m + j] = (sides[0]![i]! - sides[1]![i]!) / (2 * step)
    }
    return found
  }
  let y = from
  let previous = Infinity
  for (let k = 0; k < rounds; k++) {
    const { tangent } = frameAt(landscape, y, rank)
    const f = along(y, tangent)
    if (typeof f === 'string') return f
    const derivative = derivativeAt(y, tangent, h)
    if (typeof derivative === 'string') return derivative
    const step = newtonStep(derivative, f)
    if (step === undefined) return 'Newton’s method has no step'
    const size = norm(step)
    const scale = 1 + norm(y)
    const next = moved(y, tangent, step)
    if (typeof next === 'string') return next
    if (!(norm(next.map((x, i) => x - from[i]!)) <= furthest * length)) return 'Newton’s method leads away'
    const isDone = size <= 1e-13 * scale || (size <= 1e-7 * scale && size >= 0.2 * previous)
    if (isDone) {
      const wider = derivativeAt(y, tangent, 2 * h)
      if (typeof wider === 'string') return wider
      const better = { ...derivative, data: derivative.data.map((x, i) => (4 * x - wider.data[i]!) / 3) }
      const derivativeError = frobeniusNorm(subtract(derivative, wider)) / 3 + 1e-9 * frobeniusNorm(derivative) // prettier-ignore
      return { coordinates: next, error: Math.max(size, 8 * Number.EPSILON * scale), derivative: better, derivativeError } // prettier-ignore
    }
    previous = size
    y = next
  }
  return 'Newton’s method does not converge'
}

function newtonStep(derivative: Matrix, f: Float64Array): Float64Array | undefined {
  try {
    return leastSquares(derivative, f, { relative: leastSlope }).map((x) => -x)
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
