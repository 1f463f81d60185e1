import { type Budget, unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { type OdeEvent, type OdeEventFound, watchEvents } from './ode-events.js'
import { integrate, type Interpolation, type Progress, type Task, timeResolution } from './ode-segment.js'

/** Writes the time derivative of the state `y` at time `t` into `dy`. It may throw; what it throws is passed on. */
export type Derivative = (t: number, y: Float64Array, dy: Float64Array) => void

export interface OdeOptions {
  /** Error allowed per step, relative to each component (default 10⁻⁹). */
  readonly tolerance?: number
  /** Error allowed per step for components near zero (default: the same number as `tolerance`). */
  readonly absoluteTolerance?: number
  /** Steps after which to give up (default 20 000); the derivative is evaluated at most 50 times as often. */
  readonly maxSteps?: number
  /** Times at which the state is wanted, in the order of integration (default: only the end). */
  readonly outputAt?: readonly number[]
  /** Functions of time and state whose changes of sign are to be found. */
  readonly events?: readonly OdeEvent[]
  readonly budget?: Budget
}

/** States at the requested times; after a terminal event only at those up to it. */
export interface OdeSolution {
  readonly at: number[]
  readonly states: Float64Array[]
  /** In the order in which the integration meets them; the last one is terminal if `end.event` names it. */
  readonly events: readonly OdeEventFound[]
  /** Where the integration ended: at `to`, or at the terminal event that is named. */
  readonly end: { readonly time: number; readonly state: Float64Array; readonly event: string | undefined }
  /** Accepted steps. */
  readonly steps: number
  /** Evaluations of the derivative. */
  readonly evaluations: number
}

/**
 * Solves y′ = f(t, y), y(from) = y0, up to `to` (which may be the smaller) by extrapolation of the midpoint rule with
 * adaptive order and step (ODEX: Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.9). It is
 * explicit: stiff systems are refused, not solved.
 *
 * Either all requested states are returned, finite and from accepted steps, or one of these is thrown: `ode-failed`
 * (too many steps or evaluations, or steps below rounding: a singularity), `not-finite` (the derivative has no finite
 * value, however short the step), `out-of-budget`, `cancelled`. A `RangeError` for times or tolerances out of order.
 *
 * Changes of sign of `events` are found on the interpolant of each step, see `OdeEvent`. The derivative is asked for states
 * beyond a terminal event, up to the end of the step it lies in. An event function without a finite value is `not-finite`,
 * one that jumps over 0 `misuse`.
 */
export function solveOde(
  f: Derivative,
  y0: ArrayLike<number>,
  from: number,
  to: number,
  options: OdeOptions = {},
): OdeSolution {
  const outputAt = checkedTimes(from, to, options.outputAt ?? [to])
  const tolerance = options.tolerance ?? 1e-9
  const absoluteTolerance = options.absoluteTolerance ?? tolerance
  if (!(tolerance >= 1e-15 && tolerance < 1 && absoluteTolerance > 0)) {
    throw new RangeError(`tolerances ${tolerance} and ${absoluteTolerance}`)
  }
  const initial = Float64Array.from(y0)
  if (!initial.every(Number.isFinite)) {
    throw failure('not-finite', { what: 'the initial state', where: `at time ${from}` })
  }

  const wanted = outputAt.map((t) => t - from)
  const states: Float64Array[] = []
  const found: OdeEventFound[] = []
  let end: OdeSolution['end'] | undefined
  const deliver = (upTo: number, here: Progress, interpolate: Interpolation): void => {
    const resolution = timeResolution(task)
    for (let next = wanted[states.length]; next !== undefined; next = wanted[states.length]) {
      if (Math.sign(task.span) * (next - upTo) > resolution) return
      const before = Math.sign(task.span) * (next - here.time) < -resolution
      states.push(before ? checked(interpolate(next), from + next) : here.state.slice())
    }
  }
  const task: Task = {
    derivative: f,
    from,
    span: to - from,
    tolerance,
    absoluteTolerance,
    maxSteps: options.maxSteps ?? 20_000,
    budget: options.budget ?? unlimited,
    onStep: (here, interpolate) => {
      const { passed, endsAt } = watch(here, interpolate)
      found.push(...passed)
      deliver(endsAt?.elapsed ?? here.time, here, interpolate)
      if (endsAt !== undefined) end = { time: endsAt.time, state: endsAt.state, event: endsAt.name }
      return endsAt !== undefined
    },
  }
  const watch = watchEvents(task, options.events ?? [], initial)
  const progress: Progress = { time: 0, state: initial, steps: 0, evaluations: 0, ended: false }
  deliver(0, progress, () => initial)
  integrate(task, progress)
  end ??= { time: to, state: progress.state.slice(), event: undefined }
  const at = outputAt.slice(0, states.length)
  return { at, states, events: found, end, steps: progress.steps, evaluations: progress.evaluations }
}

/**
 * As `solveOde`, with a tolerance that is tightened until the states hardly change: two solutions, the second with a
 * hundredth of the tolerance, must agree to `accuracy` (absolute, in every component at every requested time and at the
 * end, and in the number and the times of events). `error` is how far they were apart, an estimate of the error of the first and an overestimate for the second, which is returned.
 *
 * Throws what `solveOde` throws, and `no-convergence` when `accuracy` is not reached at the smallest tolerance.
 */
export function solveOdeTo(
  accuracy: number,
  f: Derivative,
  y0: ArrayLike<number>,
  from: number,
  to: number,
  options: OdeOptions = {},
): OdeSolution & { readonly error: number } {
  const smallest = 1e-14
  let tolerance = Math.max(options.tolerance ?? accuracy, smallest * 100)
  let coarse = solveOde(f, y0, from, to, { ...options, tolerance })
  for (;;) {
    tolerance = Math.max(tolerance / 100, smallest)
    const fine = solveOde(f, y0, from, to, { ...options, tolerance })
    const error = difference(coarse, fine)
    if (error <= accuracy) return { ...fine, error }
    if (tolerance === smallest) {
      throw failure('no-convergence', {
        what: 'the solution of a differential equation',
        tried: `tolerances down to ${smallest}`,
        reached: `an agreement of ${error.toPrecision(3)} where ${accuracy} was wanted`,
        suggest: 'Ask for less accuracy or a shorter time.',
      })
    }
    coarse = fine
  }
}

/** The output times; a `RangeError` unless they are finite and go from `from` to `to`. */
export function checkedTimes(from: number, to: number, outputAt: readonly number[]): readonly number[] {
  const times = [from, ...outputAt, to]
  const ordered = times.every((t, i) => i === 0 || (to >= from ? t >= times[i - 1]! : t <= times[i - 1]!))
  if (!times.every(Number.isFinite) || !ordered) {
    throw new RangeError(`output times must be finite and go from ${from} to ${to}`)
  }
  return outputAt
}

function checked(state: Float64Array, time: number): Float64Array {
  if (state.every(Number.isFinite)) return state
  throw failure('not-finite', { what: 'the solution', where: `at time ${time}` })
}

function difference(a: OdeSolution, b: OdeSolution): number {
  if (a.events.some(({ name }, i) => name !== b.events[i]?.name) || a.events.length !== b.events.length)
    return Infinity
  if (a.states.length !== b.states.length) return Infinity
  const states = (s: OdeSolution): Float64Array[] => [
    ...s.states,
    s.end.state,
    Float64Array.from(s.events, ({ time }) => time),
  ]
  return largestDifference(states(a), states(b))
}

function largestDifference(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  let largest = 0
  a.forEach((state, i) => state.forEach((x, j) => (largest = Math.max(largest, Math.abs(x - b[i]![j]!)))))
  return largest
}
