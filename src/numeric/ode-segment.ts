import { Solver } from 'odex'
import { type Budget, spent } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { norm } from './matrix.js'

/** Where an integration stands. Time is counted from its start. */
export interface Progress {
  time: number
  state: Float64Array
  /** Accepted steps. */
  steps: number
  evaluations: number
  /** Whether `onStep` ended the integration. */
  ended: boolean
}

/** What stays the same over one integration. */
export interface Task {
  readonly derivative: (t: number, y: Float64Array, dy: Float64Array) => void
  /** The user's time at the start. */
  readonly from: number
  /** Signed length of the whole interval. */
  readonly span: number
  readonly tolerance: number
  readonly absoluteTolerance: number
  readonly maxSteps: number
  readonly budget: Budget
  /**
   * Told after each accepted step; `interpolate` is valid from the time before it to `progress.time`. True ends the
   * integration there.
   */
  readonly onStep: (progress: Progress, interpolate: Interpolation) => boolean
}

/** The state at a time, counted from the start of the integration. */
export type Interpolation = (time: number) => Float64Array

/** Times closer than this count as equal. */
export function timeResolution(task: Task): number {
  return 8 * Number.EPSILON * Math.abs(task.span)
}

/**
 * Integrates from `progress.time` up to the span of the task, or until `onStep` ends it. Trial steps may leave the region
 * where the derivative is finite. The integration then goes on from the last accepted state with steps a quarter as long
 * as the failed one, and after a few of those as long as error control likes.
 */
export function integrate(task: Task, progress: Progress): void {
  const { span, from } = task
  let longestStep = Infinity
  let failures = 0
  while (progress.time !== span && !progress.ended) {
    const ahead = Math.abs(span - progress.time)
    const end =
      16 * longestStep < ahead ? progress.time + 16 * Math.sign(span - progress.time) * longestStep : span
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

// Thrown through the library when the derivative at a trial state is not finite. Left alone, the library would accept
// the step, because every comparison with NaN is false.
class NotFiniteTrial {
  constructor(readonly time: number) {}
}

/**
 * One run of the library from `progress.time` to `end`, with steps no longer than `longestStep`. Moves `progress` along
 * the accepted steps. Returns nothing when `end` is reached, and the time of the trial when a trial state had no finite
 * derivative: a shorter step may help. Everything else is thrown.
 *
 * The library counts time from the start of the segment, because it takes an interval shorter than 10⁻¹⁵ of the time for
 * one that is over, and returns the initial state as the solution.
 */
function advance(task: Task, progress: Progress, end: number, longestStep: number): number | undefined {
  const start = progress.time
  const dimension = progress.state.length
  const solver = new Solver(dimension)
  solver.denseOutput = true
  solver.maxSteps = task.maxSteps
  solver.relativeTolerance = task.tolerance
  solver.absoluteTolerance = task.absoluteTolerance
  solver.maxStepSize = Math.min(longestStep, Math.abs(end - start))

  const dy = new Float64Array(dimension)
  const derivative = (s: number, y: number[]): Float64Array => {
    checkEffort(task, progress)
    progress.evaluations++
    if (!y.every(Number.isFinite)) throw new NotFiniteTrial(start + s)
    dy.fill(NaN)
    task.derivative(task.from + start + s, Float64Array.from(y), dy)
    if (!dy.every(Number.isFinite)) throw new NotFiniteTrial(start + s)
    solver.stabilityCheckCount = isAtRest(task, y, dy) ? 0 : 1
    return dy
  }

  const observe = (
    call: number,
    before: number,
    now: number,
    y: number[],
    dense?: (component: number, s: number) => number,
  ): boolean => {
    if (call === 1) return true
    if (!y.every(Number.isFinite)) throw new NotFiniteTrial(start + now)
    const finished = Math.abs(start + now - end) <= timeResolution(task)
    if (!finished && Math.abs(now - before) <= 4 * Number.EPSILON * Math.abs(start + now)) {
      throw stopped(
        task,
        progress,
        'The steps became shorter than rounding allows, as they do near a singularity,',
      )
    }
    progress.time = finished ? end : start + now
    progress.state = Float64Array.from(y)
    progress.steps++
    progress.ended = task.onStep(progress, (time) =>
      Float64Array.from(y, (last, i) => dense?.(i, time - start) ?? last),
    )
    return !progress.ended
  }

  try {
    const { outcome } = solver.solve(derivative, 0, [...progress.state], end - start, observe)
    if (progress.ended) return undefined
    if (outcome !== 0) throw stopped(task, progress, 'The limit of steps was reached')
  } catch (signal) {
    if (signal instanceof NotFiniteTrial) return signal.time
    throw signal
  }
  if (progress.time !== end) throw stopped(task, progress, 'The integration ended before its time')
  return undefined
}

// The library compares the derivative at the start of a step with that after a first part of it, and halves the step where
// they differ much, however little either moves the state. Where a derivative is 0 but for rounding it would do so until no
// step is left.
function isAtRest({ span }: Task, y: readonly number[], dy: Float64Array): boolean {
  return norm(dy) * Math.abs(span) <= 64 * Number.EPSILON * norm(y)
}

// The library's own step cap is not consulted on the first and the last step, whose rejections can go on for ever.
function checkEffort(task: Task, progress: Progress): void {
  if (progress.steps >= task.maxSteps || progress.evaluations >= 50 * task.maxSteps) {
    throw stopped(task, progress, 'The limit of steps was reached, as happens for stiff systems,')
  }
  if (progress.evaluations % 16 === 0 && spent(task.budget)) {
    const what = 'solving a differential equation'
    if (task.budget.signal?.aborted === true) throw failure('cancelled', { what })
    const reached = `time ${(task.from + progress.time).toPrecision(6)} after ${progress.steps} steps`
    throw failure('out-of-budget', { what, budget: 'the time given', reached })
  }
}

function stopped(task: Task, progress: Progress, reason: string): Error {
  return failure('ode-failed', { reason, time: task.from + progress.time, steps: progress.steps })
}
