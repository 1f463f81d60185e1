import { type Budget, spent, unlimited } from '../base/budget.js'
import { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import { norm, solveGradientFlow, solveOde } from '../numeric/index.js'
import { curvatureOf, curvatureSize } from './curvature.js'
import { unreached } from './diagnose.js'
import type { Landscape } from './landscape.js'
import { correctionIfFinite, polishToSet, separation } from './polish.js'
import { checkStart } from './start.js'

/** Φ(w): where the gradient flow from a start ends on the zero-loss set. */
export interface FlowLimit {
  readonly map: 'gradient flow'
  readonly coordinates: Float64Array
  /** Euclidean distance from the start. */
  readonly distance: number
  /**
   * Estimated error: how far the limit of a second integration with a hundred times the tolerance is away, what the
   * linearised end can be off, and rounding. Nothing when the second integration was not asked for or did not arrive.
   */
  readonly error: number | undefined
  /** Time up to which the flow was integrated; the rest is the linearised end. */
  readonly time: number
  readonly steps: number
  /** Distance to the set at that time. */
  readonly remaining: number
  readonly integrator: 'Radau IIA' | 'extrapolation'
}

export interface FlowOptions {
  /** Error per step of the integration, relative to |w|; 10⁻¹³ when left out. */
  readonly tolerance?: number
  /** Whether to integrate a second time to estimate the error; true when left out. */
  readonly estimateError?: boolean
  readonly budget?: Budget
}

/** Where a flow that does not arrive was given up. */
export interface Stranded {
  readonly arrived: false
  readonly coordinates: Float64Array
  readonly time: number
  readonly steps: number
  readonly reason: string
}

export type Followed = ({ readonly arrived: true } & FlowLimit) | Stranded

/**
 * The limit map Φ of the gradient flow ẇ = −∇L(w), by integration up to a relative distance of 10⁻⁸ from the set and the
 * linearised end there: a Gauss–Newton step, whose limit differs from Φ by the square of that distance.
 *
 * @throws `not-finite-at-start`; `no-zero-loss-set` with the lowest loss found when the flow ends at a minimum above 0;
 *   `no-convergence` when it ends at a saddle or does not end; `out-of-budget`, `cancelled`
 */
export function flowToSet(landscape: Landscape, start: Float64Array, options: FlowOptions = {}): FlowLimit {
  checkStart(landscape, start)
  const followed = followFlow(landscape, start, options)
  if (!followed.arrived)
    throw unreached(landscape, followed.coordinates, `the gradient flow (${followed.reason})`)
  const { arrived: _, ...limit } = followed
  return limit
}

/** As `flowToSet`; a flow that does not arrive is returned with the reason. */
export function followFlow(
  landscape: Landscape,
  start: Float64Array,
  { tolerance = 1e-13, estimateError = true, budget = unlimited }: FlowOptions = {},
): Followed {
  const fine = integrate(landscape, start, tolerance, budget)
  if (!fine.arrived) return fine
  const distance = separation(fine.coordinates, start)
  const { ending, ...known } = fine
  if (!estimateError) return { ...known, map: 'gradient flow', distance, error: undefined }
  const coarse = integrate(landscape, start, 100 * tolerance, budget)
  if (!coarse.arrived) return { ...known, map: 'gradient flow', distance, error: undefined }
  const apart = separation(coarse.coordinates, fine.coordinates)
  const error = apart + ending + 4 * Number.EPSILON * norm(fine.coordinates)
  return { ...known, map: 'gradient flow', distance, error }
}

type Integrated =
  | (Omit<FlowLimit, 'map' | 'distance' | 'error'> & { readonly arrived: true; readonly ending: number })
  | Stranded

// Relative to 1 + |w|: where the flow may be left for the linearised end, and where that end is tried for comparison.
const near = 1e-8
const nearby = 1e-4
// Beyond this many parameters a decomposition of the Hessian costs more than many explicit steps.
const large = 120

function integrate(landscape: Landscape, start: Float64Array, tolerance: number, budget: Budget): Integrated {
  const watch = watchFor(landscape)
  let state = start
  let time = 0
  let steps = 0
  let integrator: FlowLimit['integrator'] = 'Radau IIA'
  if (landscape.dimension > large && !landscape.hasResiduals) {
    const explicit = integrateExplicitly(landscape, start, tolerance, watch, budget)
    ;({ state, time, steps } = explicit)
    if (explicit.done) integrator = 'extrapolation'
  }
  let reason = ''
  const descent = {
    gradient: (w: Float64Array) => landscape.gradient(w),
    curvature: (w: Float64Array) => curvatureOf(landscape, w),
  }
  if (integrator === 'Radau IIA') {
    let at = { state, time: 0, steps: 0 }
    try {
      const longest = longestTime(landscape, start)
      const flow = solveGradientFlow(descent, state, {
        tolerance,
        time: longest,
        budget,
        until: (y, slope, now) => {
          at = { state: y, time: now, steps: at.steps + 1 }
          return watch.isNear(y, slope)
        },
      })
      if (flow.time >= longest) reason = `it has not arrived at time ${longest.toPrecision(2)}`
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (isOutOfTime(error, budget)) throw outOfTime(error, landscape, at.state)
      reason = error.message
    }
    ;({ state, time, steps } = { state: at.state, time: time + at.time, steps: steps + at.steps })
  }
  const end = reason === '' ? polishToSet(landscape, state) : undefined
  if (end === undefined || end.distance > 1e-3 * (1 + norm(state))) {
    const said = reason || 'it ends where the loss is not zero'
    return { arrived: false, coordinates: state, time, steps, reason: said }
  }
  const ending = watch.endingError(end.coordinates, end.distance)
  const { coordinates, distance: remaining } = end
  return { arrived: true, coordinates, time, steps, remaining, integrator, ending }
}

// A flow that was cut short ends somewhere else: the point must not depend on how fast the machine is.
function outOfTime(error: ProblemError, landscape: Landscape, w: Float64Array): Error {
  if (error.problem.code === 'cancelled') return error
  return failure('out-of-budget', {
    what: 'moving the start onto the zero-loss set',
    budget: 'the time given',
    reached: `loss ${landscape.loss(w).toPrecision(6)}`,
  })
}

function isOutOfTime({ problem }: ProblemError, budget: Budget): boolean {
  return problem.code === 'out-of-budget' || problem.code === 'cancelled' || spent(budget)
}

// Ten million thousand million times the shortest time scale: beyond that only an algebraic approach is still on its way.
function longestTime(landscape: Landscape, start: Float64Array): number {
  return 1e16 / Math.max(curvatureSize(landscape, start), 1e-100)
}

interface Watch {
  /** Whether the state is near enough to the set, or as good as at rest. */
  isNear(state: Float64Array, slope: Float64Array): boolean
  /** By how much the linearised end from `remaining` can be off, from what it was off further out. */
  endingError(end: Float64Array, remaining: number): number
}

function watchFor(landscape: Landscape): Watch {
  let lastSlope = Infinity
  let skipped = 0
  let earlier: { end: Float64Array; distance: number } | undefined
  return {
    isNear(state, slope) {
      const length = norm(slope)
      if (length > 0.3 * lastSlope && ++skipped < 4) return false
      ;[lastSlope, skipped] = [length, 0]
      const step = correctionIfFinite(landscape, state)
      if (step === undefined) return false
      const distance = norm(step) / (1 + norm(state))
      if (earlier === undefined && distance <= nearby) {
        const tried = polishToSet(landscape, state)
        if (tried !== undefined) earlier = { end: tried.coordinates, distance: tried.distance }
      }
      return distance <= near
    },
    endingError(end, remaining) {
      if (earlier === undefined || earlier.distance <= remaining) return remaining ** 2
      return separation(end, earlier.end) * (remaining / earlier.distance) ** 2
    },
  }
}

// Doubling stretches of time with the explicit method, as long as it does not take too many steps.
function integrateExplicitly(
  landscape: Landscape,
  start: Float64Array,
  tolerance: number,
  watch: Watch,
  budget: Budget,
): { state: Float64Array; time: number; steps: number; done: boolean } {
  let state = start
  let time = 0
  let steps = 0
  let stretch = 1 / Math.max(curvatureSize(landscape, start), 1e-12)
  for (let round = 0; round < 60; round++) {
    if (watch.isNear(state, landscape.gradient(state))) return { state, time, steps, done: true }
    try {
      const derivative = (_: number, w: Float64Array, rate: Float64Array) =>
        landscape.gradient(w).forEach((g, i) => (rate[i] = -g))
      const found = solveOde(derivative, state, 0, stretch, { tolerance, maxSteps: 1500, budget })
      state = found.states[0]!
      steps += found.steps
      time += stretch
      if (found.steps > 500) break
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (isOutOfTime(error, budget)) throw outOfTime(error, landscape, state)
      break
    }
    stretch *= 2
  }
  return { state, time, steps, done: false }
}
