import { type Budget, spent, unlimited } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { checkedTimes, type Derivative } from './ode.js'
import { radauRule } from './radau-rule.js'
import { type FactoredStep, factored, inWeights, type Slope, stiffStep } from './stiff-step.js'

export interface StiffOdeOptions {
  /** Error allowed per step, relative to each component (default 10⁻⁹). */
  readonly tolerance?: number
  /** Error allowed per step for components near zero (default: the same number as `tolerance`). */
  readonly absoluteTolerance?: number
  /** Accepted and refused steps after which to give up (default 20 000). */
  readonly maxSteps?: number
  /** Times at which the state is wanted, in the order of integration (default: only the end). Steps end there. */
  readonly outputAt?: readonly number[]
  /**
   * Writes ∂f/∂y at (t, y) row by row into `out`, of length d². By differences when left out. It does not enter the
   * solution, only how fast it is found.
   */
  readonly jacobian?: (t: number, y: Float64Array, out: Float64Array) => void
  readonly budget?: Budget
}

/** States at the requested times. */
export interface StiffOdeSolution {
  readonly at: number[]
  readonly states: Float64Array[]
  /** Accepted steps. */
  readonly steps: number
  readonly refused: number
  /** Evaluations of the derivative, those for Jacobians by differences included. */
  readonly evaluations: number
  readonly jacobians: number
}

const stages = 5

/**
 * Solves y′ = f(t, y), y(from) = y0, up to `to` (which may be the smaller) by the implicit Runge–Kutta method Radau IIA of
 * order 9 with step control (Hairer & Wanner, Solving Ordinary Differential Equations II, IV.8): for stiff systems, of up
 * to about a hundred unknowns, since systems of 5d linear equations are solved directly.
 *
 * Either all requested states are returned, finite and from accepted steps, or one of these is thrown: `ode-failed`
 * (too many steps, or steps below rounding), `not-finite`, `out-of-budget`, `cancelled`. A `RangeError` for times or
 * tolerances out of order.
 */
export function solveStiffOde(
  f: Derivative,
  y0: ArrayLike<number>,
  from: number,
  to: number,
  options: StiffOdeOptions = {},
): StiffOdeSolution {
  const { tolerance = 1e-9, maxSteps = 20_000, budget = unlimited } = options
  const absoluteTolerance = options.absoluteTolerance ?? tolerance
  const outputAt = checkedTimes(from, to, options.outputAt ?? [to])
  if (!(tolerance >= 1e-14 && tolerance < 1 && absoluteTolerance > 0))
    throw new RangeError(`tolerances ${tolerance} and ${absoluteTolerance}`)
  const rule = radauRule(stages)
  const d = y0.length
  const way = to >= from ? 1 : -1
  const length = Math.abs(to - from)
  const count = { steps: 0, refused: 0, evaluations: 0, jacobians: 0 }
  // Time counts upwards from 0.
  const slopeAt: Slope = (time, y, out) => {
    count.evaluations++
    if (count.evaluations % 16 === 0) checkBudget(budget, from + way * time, count.steps)
    out.fill(NaN)
    f(from + way * time, y, out)
    if (way < 0) for (let i = 0; i < d; i++) out[i] = -out[i]!
  }
  const weightsAt = (y: Float64Array): Float64Array => y.map((x) => absoluteTolerance + tolerance * Math.abs(x)) // prettier-ignore
  const jacobianAt = (time: number, y: Float64Array, slope: Float64Array): Float64Array => {
    count.jacobians++
    const given = options.jacobian
    const result =
      given === undefined
        ? byDifferences(slopeAt, time, y, slope, absoluteTolerance / tolerance)
        : new Float64Array(d * d)
    given?.(from + way * time, y, result)
    const jacobian = given !== undefined && way < 0 ? result.map((x) => -x) : result
    if (!jacobian.every(Number.isFinite)) throw failure('not-finite', { what: 'the Jacobian', where: `at time ${from + way * time}` }) // prettier-ignore
    return jacobian
  }
  const stopped = (reason: string): Error => failure('ode-failed', { reason, time: from + way * time, steps: count.steps }) // prettier-ignore

  let time = 0
  let state: Float64Array = Float64Array.from(y0)
  let slope: Float64Array = new Float64Array(d)
  if (!state.every(Number.isFinite)) throw failure('not-finite', { what: 'the initial state', where: `at time ${from}` }) // prettier-ignore
  const states: Float64Array[] = []
  const wanted = outputAt.map((t) => Math.abs(t - from))
  const deliver = (): void => {
    while (states.length < wanted.length && wanted[states.length]! <= time) states.push(state.slice())
  }
  deliver()
  if (time < length) slopeAt(time, state, slope)
  if (time < length && !slope.every(Number.isFinite)) throw failure('not-finite', { what: 'the derivative', where: `at time ${from}` }) // prettier-ignore
  let jacobian = time < length ? jacobianAt(time, state, slope) : new Float64Array(0)
  let isFresh = true
  let careful = true
  let operators: FactoredStep | undefined
  let step = Math.min(length, firstStep(state, slope, weightsAt(state)))
  while (time < length) {
    if (count.steps + count.refused >= maxSteps) throw stopped('The limit of steps was reached')
    checkBudget(budget, from + way * time, count.steps)
    const target = wanted.find((t) => t > time) ?? length
    const rest = target - time
    const isLast = step >= rest * (1 - 1e-9)
    // Two equal steps rather than a long one and a tiny rest.
    const taken = isLast ? rest : 2 * step > rest ? rest / 2 : step
    if (operators?.step !== taken) operators = factored(rule, jacobian, d, taken)
    const weights = weightsAt(state)
    const accuracy = Math.max(0.01, 4 * Number.EPSILON * inWeights(state, weights))
    const trial = operators === undefined ? 'no-convergence' : stiffStep(rule, operators, slopeAt, time, state, slope, weights, { accuracy, careful }) // prettier-ignore
    if (typeof trial === 'string' || trial.error > 1) {
      count.refused++
      careful = true
      const factor = typeof trial !== 'string' ? Math.max(0.1, 0.8 * trial.error ** (-1 / (stages + 1))) : isFresh ? 0.25 : 1 // prettier-ignore
      step = taken * factor
      if (!isFresh) {
        jacobian = jacobianAt(time, state, slope)
        isFresh = true
        operators = undefined
      }
      if (step > 1e-15 * time && step > 1e-300) continue
      if (trial === 'not-finite') throw failure('not-finite', { what: 'the derivative', where: `at time ${from + way * time}` }) // prettier-ignore
      throw stopped('The steps became shorter than rounding allows, as they do near a singularity,')
    }
    time = isLast ? target : time + taken
    count.steps++
    careful = false
    state = trial.state
    slope = new Float64Array(d)
    slopeAt(time, state, slope)
    if (!slope.every(Number.isFinite)) throw failure('not-finite', { what: 'the derivative', where: `at time ${from + way * time}` }) // prettier-ignore
    deliver()
    const growth = Math.min(8, 0.8 * Math.max(trial.error, 1e-12) ** (-1 / (stages + 1)))
    // Changing the step by little is not worth a new factorisation; a step cut short for its end says nothing against a longer one.
    if (growth > 1.2 || growth < 1) step = Math.max(taken * growth, taken < step ? step : 0)
    if (trial.iterations > 4) {
      jacobian = jacobianAt(time, state, slope)
      operators = undefined
    }
    isFresh = trial.iterations > 4
  }
  return { at: [...outputAt], states, ...count }
}

function byDifferences(
  f: Slope,
  t: number,
  y: Float64Array,
  slope: Float64Array,
  typical: number,
): Float64Array {
  const d = y.length
  const result = new Float64Array(d * d)
  const moved = y.slice()
  const there = new Float64Array(d)
  for (let j = 0; j < d; j++) {
    const width = Math.sqrt(Number.EPSILON) * Math.max(Math.abs(y[j]!), typical)
    moved[j] = y[j]! + width
    f(t, moved, there)
    const apart = moved[j]! - y[j]!
    for (let i = 0; i < d; i++) result[i * d + j] = (there[i]! - slope[i]!) / apart
    moved[j] = y[j]!
  }
  return result
}

// Over this step the state moves by a hundredth of itself, or by the error that is allowed in small components.
function firstStep(y: Float64Array, slope: Float64Array, weights: Float64Array): number {
  let step = Infinity
  for (let i = 0; i < y.length; i++) {
    const room = Math.max(0.01 * Math.abs(y[i]!), weights[i]!)
    if (slope[i] !== 0) step = Math.min(step, room / Math.abs(slope[i]!))
  }
  return step
}

function checkBudget(budget: Budget, time: number, steps: number): void {
  if (!spent(budget)) return
  const what = 'solving a stiff differential equation'
  if (budget.signal?.aborted === true) throw failure('cancelled', { what })
  const reached = `time ${time.toPrecision(6)} after ${steps} steps`
  throw failure('out-of-budget', { what, budget: 'the time given', reached })
}
