import { type Budget, spent, unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'
import type { SymmetricEigen } from './linear-algebra.js'
import { norm } from './matrix.js'
import { type RadauRule, radauRule } from './radau-rule.js'
import { type Linearisation, linearise, radauStep, type Trial } from './radau-step.js'

/** A function by its gradient and curvature: what a gradient flow needs to know. */
export interface Descent {
  gradient(y: Float64Array): Float64Array
  /**
   * The Hessian by its eigenvalues, ascending, and eigenvectors, or an approximation of low rank: where there are fewer
   * vectors than dimensions, it counts as 0 on the rest. It speeds the iteration up and does not enter the solution.
   */
  curvature(y: Float64Array): SymmetricEigen
}

export interface GradientFlowOptions {
  /** Error allowed per step, relative to the length of the state (default 10⁻¹²). */
  readonly tolerance?: number
  /** Accepted and refused steps after which to give up (default 5000). */
  readonly maxSteps?: number
  /** The flow ends here; without it only `until` ends it. */
  readonly time?: number
  /** Asked after every accepted step whether the flow may end. */
  readonly until?: (state: Float64Array, slope: Float64Array, time: number) => boolean
  readonly budget?: Budget
}

export interface GradientFlow {
  readonly state: Float64Array
  readonly time: number
  /** Accepted steps. */
  readonly steps: number
  readonly refused: number
  /** How often the curvature was asked for. */
  readonly decompositions: number
  readonly evaluations: number
}

const stages = 7

/**
 * Follows y′ = −∇f(y) from `start` with the implicit Runge–Kutta method Radau IIA of order 13 and step control: for stiff
 * flows, and for non-stiff ones to high accuracy. Because the Hessian is symmetric, its eigenvectors split the equations
 * of a step into one small system per eigenvalue (cf. Hairer & Wanner, Solving Ordinary Differential Equations II, IV.8).
 *
 * Throws `ode-failed` (too many steps, or steps below rounding), `not-finite` at a start without finite gradient,
 * `out-of-budget`, `cancelled`.
 */
export function solveGradientFlow(
  descent: Descent,
  start: Float64Array,
  options: GradientFlowOptions = {},
): GradientFlow {
  const { tolerance = 1e-12, maxSteps = 5000, time: end = Infinity, until, budget = unlimited } = options
  const rule = radauRule(stages)
  const counted = { evaluations: 0, decompositions: 0 }
  const gradient = (y: Float64Array): Float64Array => {
    counted.evaluations++
    return descent.gradient(y)
  }
  const decompose = (y: Float64Array): SymmetricEigen => {
    counted.decompositions++
    return descent.curvature(y)
  }
  let state: Float64Array = start.slice()
  let slope: Float64Array = gradient(state)
  if (!slope.every(Number.isFinite)) throw failure('not-finite', { what: 'the gradient', where: 'at the start of its flow' }) // prettier-ignore
  let eigen = decompose(state)
  let isFresh = true
  let step = Math.min(end, firstStep(eigen, state, slope))
  let linearisation: Linearisation | undefined
  let time = 0
  let steps = 0
  let refused = 0
  while (time < end) {
    if (steps + refused >= maxSteps) throw stopped('The limit of steps was reached', time, steps)
    checkBudget(budget, time, steps)
    step = Math.min(step, end - time, longestStep(eigen))
    if (linearisation?.eigen !== eigen || linearisation.step !== step)
      linearisation = linearise(rule, eigen, step)
    const scale = norm(state) || norm(slope) * step || 1
    const trial = tryStep(rule, linearisation, gradient, state, slope, tolerance * scale)
    const ratio = trial === undefined ? Infinity : trial.error / (tolerance * scale)
    if (trial === undefined || ratio > 1) {
      refused++
      step *= trial === undefined ? (isFresh ? 0.25 : 1) : Math.max(0.1, 0.8 * ratio ** (-1 / (stages + 1)))
      if (!isFresh) {
        eigen = decompose(state)
        isFresh = true
      }
      if (!(step > 1e-15 * time) || step < 1e-280) throw stopped('The steps became shorter than rounding allows', time, steps) // prettier-ignore
      continue
    }
    time = step >= end - time ? end : time + step
    steps++
    state = trial.state
    slope = gradient(state)
    if (until?.(state, slope, time) === true) break
    // Changing the step by little is not worth a new factorisation, nor is a new decomposition while a few iterations do.
    const growth = Math.min(8, 0.8 * Math.max(ratio, 1e-12) ** (-1 / (stages + 1)))
    if (growth > 1.2 || growth < 1) step *= growth
    isFresh = trial.iterations > 5
    if (isFresh) eigen = decompose(state)
  }
  return { state, time, steps, refused, ...counted }
}

function tryStep(
  rule: RadauRule,
  linearisation: Linearisation | undefined,
  gradient: (y: Float64Array) => Float64Array,
  state: Float64Array,
  slope: Float64Array,
  allowed: number,
): Trial | undefined {
  if (linearisation === undefined) return undefined
  // Below some units of rounding the iteration cannot go.
  const accuracy = Math.max(0.02 * allowed, 4 * Number.EPSILON * norm(state))
  return radauStep(rule, linearisation, gradient, state, slope, accuracy)
}

function firstStep({ values }: SymmetricEigen, state: Float64Array, slope: Float64Array): number {
  const curvature = Math.max(Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0))
  const length = norm(slope)
  const byLength = length > 0 ? (0.01 * (norm(state) || 1)) / length : Infinity
  const byCurvature = curvature > 0 ? 0.1 / curvature : Infinity
  const step = Math.min(byLength, byCurvature)
  return Number.isFinite(step) ? step : 1
}

// Where the function is concave the state grows like e^(ht): steps stay below that length.
function longestStep({ values }: SymmetricEigen): number {
  const lowest = values[0] ?? 0
  return lowest < 0 ? 1 / -lowest : Infinity
}

function stopped(reason: string, time: number, steps: number): Error {
  return failure('ode-failed', { reason, time, steps })
}

function checkBudget(budget: Budget, time: number, steps: number): void {
  if (!spent(budget)) return
  const what = 'following the gradient flow'
  if (budget.signal?.aborted === true) throw failure('cancelled', { what })
  const reached = `time ${time.toPrecision(6)} after ${steps} steps`
  throw failure('out-of-budget', { what, budget: 'the time given', reached })
}
