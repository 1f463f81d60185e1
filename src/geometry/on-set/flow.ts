import { type Budget, unlimited } from '../../base/budget.js'
import { inTime } from '../../base/in-time.js'
import { failure } from '../../base/wording.js'
import { norm } from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { requireClean } from '../shape/clean.js'
import { frameAt, smallestSlope } from '../walk/frame.js'
import { type FieldOnSet, notFinite, setStepper, type SetStepper, type Stages } from './runge-kutta.js'

export interface FlowOnSetOptions {
  /** Error allowed per step, relative to 1 + |w| (default 10⁻⁹). */
  readonly tolerance?: number
  /** A fixed step instead, positive, without control of the error; steps are cut at output times. */
  readonly step?: number
  /** Default `retracted`. */
  readonly stages?: Stages
  /** Times at which the state is wanted, from 0 to `time` in this order (default: only `time`). Steps end there. */
  readonly outputAt?: readonly number[]
  /** Accepted and refused steps after which to give up (default 100 000). */
  readonly maxSteps?: number
  readonly budget?: Budget
  /**
   * Asked where the speed has long been too small for the tolerance: the place at which the flow has come to rest for good, where
   * the state then stays. It goes on when nothing is given.
   */
  readonly restAt?: (state: Float64Array) => Float64Array | undefined
}

/** Points of the set at the requested times. */
export interface FlowOnSet {
  readonly at: number[]
  /** Each of length d. */
  readonly states: Float64Array[]
  readonly steps: number
  readonly refused: number
  /** Evaluations of the field. */
  readonly evaluations: number
  /** max |rᵢ| (|∇L| for a general loss) over all points before they were moved onto the set. */
  readonly largestResidual: number
  /** Sum of the errors of the steps as they were estimated; the true error may have grown or shrunk on the way. Nothing for a fixed step. */
  readonly error: number | undefined
}

/**
 * Solves ẇ = X(w) on the zero-loss set from a point of it over the signed time `time`, by the classical Runge–Kutta method
 * with every step retracted. The error is controlled by comparing a step with two of half the length, whose extrapolation
 * is what goes on.
 *
 * All states are returned, or a problem is thrown: `not-applicable` where the flow leaves the part of the set on which the
 * rank is the one at the start, with the place; `not-finite`, `ode-failed` (too many steps), `out-of-budget`, `cancelled`;
 * a `RangeError` for times, step or tolerance out of order.
 */
export function flowOnSet(
  landscape: Landscape,
  start: ZeroLossPoint,
  field: FieldOnSet,
  time: number,
  options: FlowOnSetOptions = {},
): FlowOnSet {
  requireClean(start, 'A flow on the zero-loss set')
  const { tolerance = 1e-9, outputAt = [time], maxSteps = 100_000, budget = unlimited } = options
  const way = time < 0 ? -1 : 1
  checkNumbers(time, outputAt, tolerance, options.step)
  const stepper = setStepper(landscape, start.rank.rank, field, options.stages ?? 'retracted')
  const course: Course = { landscape, rank: start.rank.rank, stepper, way, tolerance }
  let y: Float64Array = start.coordinates.slice()
  let [now, steps, refused, error] = [0, 0, 0, 0]
  const states: Float64Array[] = []
  let step = options.step ?? firstStep(course, y, Math.abs(time))
  let [rests, stillSince] = [false, Infinity]
  for (const target of outputAt.map(Math.abs)) {
    while (now < target && !rests) {
      if (options.restAt !== undefined) {
        stillSince = isStill(course, y, now) ? Math.min(stillSince, now) : Infinity
        // In as much time again what is left of an exponential approach is squared.
        const place = now > 2 * stillSince ? options.restAt(y) : undefined
        if (now > 2 * stillSince) stillSince = now
        if (place !== undefined) {
          y = place
          rests = true
          continue
        }
      }
      if (steps + refused >= maxSteps) throw failure('ode-failed', { reason: 'The limit of steps was reached', time: way * now, steps }) // prettier-ignore
      inTime(budget, 'following a flow on the zero-loss set', () => `time ${(way * now).toPrecision(6)} after ${steps} steps`) // prettier-ignore
      const rest = target - now
      const isLast = step >= rest * (1 - 1e-9)
      const taken = isLast ? rest : step
      const trial = options.step === undefined ? controlled(course, y, taken) : plain(course, y, taken)
      if (typeof trial === 'string' || trial.error > 1) {
        refused++
        step = typeof trial === 'string' ? taken / 2 : taken * Math.max(0.1, 0.9 * trial.error ** -0.2)
        const isTooShort = options.step !== undefined || step < 1e-13 * Math.max(now, Math.abs(time))
        if (typeof trial === 'string' || isTooShort)
          checkAhead(course, y, way * now, typeof trial === 'string' ? trial : 'the steps become too short', isTooShort) // prettier-ignore
        continue
      }
      y = trial.state
      now = isLast ? target : now + taken
      error += trial.error * tolerance * (1 + norm(y))
      steps++
      const growth = Math.min(5, 0.9 * Math.max(trial.error, 1e-10) ** -0.2)
      if (options.step === undefined) step = Math.max(taken * growth, taken < step ? step : 0)
    }
    states.push(y.slice())
  }
  const estimated = options.step === undefined ? error : undefined
  return { at: [...outputAt], states, steps, refused, ...stepper.seen, error: estimated }
}

/** In units of the error that is allowed for a step: an explicit method does not come closer to a place of rest. */
const unresolved = 1000

function isStill({ stepper, tolerance }: Course, y: Float64Array, now: number): boolean {
  const slope = stepper.slope(y)
  return typeof slope !== 'string' && norm(slope) * now <= unresolved * tolerance * (1 + norm(y))
}

interface Course {
  readonly landscape: Landscape
  readonly rank: number
  readonly stepper: SetStepper
  readonly way: 1 | -1
  readonly tolerance: number
}

/** `error` in units of what is allowed. */
type Trial = { readonly state: Float64Array; readonly error: number } | string

function plain({ stepper, way }: Course, y: Float64Array, h: number): Trial {
  const state = new Float64Array(y.length)
  return stepper.step(y, way * h, state) ?? { state, error: 0 }
}

// The error of two half steps is a fifteenth of their distance to the whole one.
function controlled({ stepper, way, tolerance }: Course, y: Float64Array, h: number): Trial {
  const [whole, half, state] = [y.slice(), y.slice(), y.slice()]
  const why = stepper.step(y, way * h, whole) ?? stepper.step(y, (way * h) / 2, half) ?? stepper.step(half, (way * h) / 2, state) // prettier-ignore
  if (why !== undefined) return why
  const difference = state.map((x, i) => (x - whole[i]!) / 15)
  const error = norm(difference) / (tolerance * (1 + norm(y)))
  if (error > 1) return { state, error }
  const better = state.map((x, i) => x + difference[i]!)
  return stepper.settle(y, better) ?? { state: better, error }
}

function firstStep({ stepper }: Course, y: Float64Array, time: number): number {
  const slope = stepper.slope(y)
  if (typeof slope === 'string') return time
  const speed = norm(slope)
  return Math.min(time, speed > 0 ? (0.01 * (1 + norm(y))) / speed : time / 8)
}

/** Throws when the step was refused because the set is about to lose its rank, or when it cannot be made shorter. */
function checkAhead(course: Course, y: Float64Array, time: number, why: string, isTooShort: boolean): void {
  const { landscape, rank, stepper, way } = course
  const slope = stepper.slope(y)
  if (typeof slope === 'string' || why === notFinite) {
    if (!isTooShort) return
    if (why === notFinite) throw failure('not-finite', { what: 'the field', where: `near ${coordinatesText(landscape.model, y)} at time ${time.toPrecision(6)}` }) // prettier-ignore
    throw left(landscape, y, time, why)
  }
  const speed = norm(slope)
  const direction = slope.map((x) => (way * x) / (speed || 1))
  const change = smallestSlope(landscape, frameAt(landscape, y, rank), direction)
  const distance = change < 0 ? -1 / change : Infinity
  if (distance <= 1e-6 * (1 + norm(y))) throw left(landscape, y, time, 'the rank drops ahead')
  if (isTooShort) throw left(landscape, y, time, why)
}

function left({ model }: Landscape, y: Float64Array, time: number, why: string): Error {
  const place = coordinatesText(model, y.map((x) => Number(x.toPrecision(6)))) // prettier-ignore
  return failure('not-applicable', {
    theorem: 'A flow on the zero-loss set',
    hypothesis: 'the minimum stays clean along the way',
    witness: `after time ${time.toPrecision(6)}, at ${place}, ${why}`,
  })
}

function checkNumbers(time: number, outputAt: readonly number[], tolerance: number, step?: number): void {
  const times = [0, ...outputAt, time]
  const ordered = times.every((t, i) => i === 0 || (time >= 0 ? t >= times[i - 1]! : t <= times[i - 1]!))
  if (!times.every(Number.isFinite) || !ordered)
    throw new RangeError(`output times must be finite and go from 0 to ${time}`)
  if (!(tolerance >= 1e-15 && tolerance < 1)) throw new RangeError(`a tolerance of ${tolerance}`)
  if (step !== undefined && !(step > 0 && step < Infinity)) throw new RangeError(`a step of ${step}`)
}
