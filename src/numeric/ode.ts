import { type Budget, unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { advance, type Progress, type Task, timeResolution } from './ode-segment.js'

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
  readonly budget?: Budget
}

/** States at the requested times. */
export interface OdeSolution {
  readonly at: number[]
  readonly states: Float64Array[]
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
 */
export function solveOde(
  f: Derivative,
  y0: ArrayLike<number>,
  from: number,
  to: number,
  options: OdeOptions = {},
): OdeSolution {
  const outputAt = options.outputAt ?? [to]
  checkTimes(from, to, outputAt)
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
  const task: Task = {
    derivative: f,
    from,
    span: to - from,
    tolerance,
    absoluteTolerance,
    maxSteps: options.maxSteps ?? 20_000,
    budget: options.budget ?? unlimited,
    onStep: (progress, interpolate) => {
      const resolution = timeResolution(task)
      for (let next = wanted[states.length]; next !== undefined; next = wanted[states.length]) {
        const ahead = Math.sign(task.span) * (next - progress.time)
        if (ahead > resolution) return
        states.push(ahead < -resolution ? checked(interpolate(next), from + next) : progress.state.slice())
      }
    },
  }
  const progress: Progress = { time: 0, state: initial, steps: 0, evaluations: 0 }
  task.onStep(progress, () => initial)
  integrate(task, progress)
  return { at: [...outputAt], states, steps: progress.steps, evaluations: progress.evaluations }
}

/**
 * As `solveOde`, with a tolerance that is tightened until the states hardly change: two solutions, the second with a
 * hundredth of the tolerance, must agree to `accuracy` (absolute, in every component at every requested time). `error` is
 * how far they were apart, an estimate of the error of the first and an overestimate for the second, which is returned.
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
    const error = largestDifference(coarse.states, fine.states)
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

// Trial steps may leave the region where the derivative is finite. The integration then goes on from the last accepted
// state with steps a quarter as long as the failed one, and after a few of those as long as error control likes.
function integrate(task: Task, progress: Progress): void {
  const { span, from } = task
  let longestStep = Infinity
  let failures = 0
  while (progress.time !== span) {
    const ahead = Math.abs(span - progress.time)
    const end = 16 * longestStep < ahead ? progress.time + 16 * Math.sign(span) * longestStep : span
    const failedAt = advance(task, progress, end, longestStep)
    if (failedAt === undefined) {
      longestStep = Infinity
      continue
    }
    const tried = Math.abs(failedAt - progress.time)
    failures++
    if (tried <= timeResolution(task) || failures > 100) {
      throw failure('not-finite', { what: 'the derivative', where: `at time ${from + failedAt}` })
    }
    longestStep = tried / 4
  }
}

function checkTimes(from: number, to: number, outputAt: readonly number[]): void {
  const times = [from, ...outputAt, to]
  const ordered = times.every((t, i) => i === 0 || (to >= from ? t >= times[i - 1]! : t <= times[i - 1]!))
  if (!times.every(Number.isFinite) || !ordered) {
    throw new RangeError(`output times must be finite and go from ${from} to ${to}`)
  }
}

function checked(state: Float64Array, time: number): Float64Array {
  if (state.every(Number.isFinite)) return state
  throw failure('not-finite', { what: 'the solution', where: `at time ${time}` })
}

function largestDifference(a: readonly Float64Array[], b: readonly Float64Array[]): number {
  let largest = 0
  a.forEach((state, i) => state.forEach((x, j) => (largest = Math.max(largest, Math.abs(x - b[i]![j]!)))))
  return largest
}
