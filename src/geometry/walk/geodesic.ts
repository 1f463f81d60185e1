import type { Budget } from '../../base/budget.js'
import { failure } from '../../base/wording.js'
import { norm, solveOdeTo } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { bend, type Frame, frameAt, tangential } from './frame.js'
import { retract } from './retraction.js'

/** Where a geodesic of the set arrives: the curve in it that does not turn within it. */
export interface GeodesicEnd {
  /** Length d. */
  readonly coordinates: Float64Array
  /** Tangent there, as long as at the start. */
  readonly velocity: Float64Array
  /** Estimated distance to the true end point. */
  readonly error: number
  readonly method: string
}

/** What both methods start from: a `ZeroLossPoint` or a `Frame`. */
type Start = Pick<Frame, 'coordinates' | 'tangent' | 'normal'>

/**
 * One step along the geodesic with initial velocity `v` for unit time, by the retraction, which agrees with it to second
 * order: the error is O(|v|³). Estimated from two half steps. `v` counts with its tangential part.
 *
 * @throws `no-convergence` when the retraction is refused
 */
export function geodesicStep(landscape: Landscape, start: Start, v: Float64Array): GeodesicEnd {
  const whole = oneStep(landscape, start, tangential(start, v))
  const middle = oneStep(landscape, start, tangential(start, v).map((x) => x / 2)) // prettier-ignore
  const end = oneStep(landscape, middle.frame, middle.velocity)
  // The error of two half steps is a quarter of that of a whole one.
  const difference = norm(end.frame.coordinates.map((x, i) => x - whole.frame.coordinates[i]!))
  return {
    coordinates: whole.frame.coordinates,
    velocity: whole.velocity,
    error: (4 / 3) * difference,
    method: 'one second-order step; its error from two half steps',
  }
}

function oneStep(
  landscape: Landscape,
  start: Start,
  v: Float64Array,
): { frame: Frame; velocity: Float64Array } {
  const arrived = retract(landscape, start, v)
  if (arrived.outcome === 'refused') throw tooFar(v, arrived.why)
  const frame = frameAt(landscape, arrived.coordinates, start.normal.columns)
  return { frame, velocity: ofLength(tangential(frame, v), norm(v)) }
}

/**
 * The geodesic with initial velocity `v` after unit time, by integrating w″ = II(w′, w′) to `accuracy` (default 10⁻⁹ in
 * every coordinate) and removing what rounding left of the distance to the set. `v` counts with its tangential part.
 *
 * @throws what `solveOdeTo` throws: beyond a singular point of the set no geodesic goes on
 */
export function geodesic(
  landscape: Landscape,
  start: Start,
  v: Float64Array,
  options: { readonly accuracy?: number; readonly budget?: Budget } = {},
): GeodesicEnd {
  const d = start.coordinates.length
  const rank = start.normal.columns
  const velocity = tangential(start, v)
  const initial = new Float64Array(2 * d)
  initial.set(start.coordinates)
  initial.set(velocity, d)
  const { states, error } = solveOdeTo(
    options.accuracy ?? 1e-9,
    (_, y, dy) => {
      const [w, speed] = [y.slice(0, d), y.slice(d)]
      dy.set(speed)
      dy.set(bend(landscape, frameAt(landscape, w, rank), speed, speed), d)
    },
    initial,
    0,
    1,
    options.budget === undefined ? {} : { budget: options.budget },
  )
  const end = states[0]!
  const beside = frameAt(landscape, end.slice(0, d), rank)
  const landed = retract(landscape, beside, new Float64Array(d))
  if (landed.outcome === 'refused') throw tooFar(v, landed.why)
  const frame = frameAt(landscape, landed.coordinates, rank)
  return {
    coordinates: landed.coordinates,
    velocity: ofLength(tangential(frame, end.slice(d)), norm(velocity)),
    error: error + landed.normalLength,
    method: 'differential equation of the geodesic, two tolerances compared',
  }
}

function ofLength(v: Float64Array, length: number): Float64Array {
  const own = norm(v)
  return own === 0 ? v : v.map((x) => (x * length) / own)
}

function tooFar(v: Float64Array, why: string): Error {
  return failure('no-convergence', {
    what: 'a step along the zero-loss set',
    tried: `a step of length ${norm(v).toPrecision(3)}`,
    reached: why,
    suggest: 'Take a shorter one.',
  })
}
