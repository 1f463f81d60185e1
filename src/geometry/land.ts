import { spent, unlimited, type Budget } from '../base/budget.js'
import { failure } from '../base/wording.js'
import { norm, symmetricEigen } from '../numeric/index.js'
import { unreached } from './diagnose.js'
import { type FlowLimit, followFlow } from './flow-to-set.js'
import type { Landscape } from './landscape.js'
import { finiteOrNothing, polishToSet, separation } from './polish.js'
import { checkStart } from './start.js'

/** Where a start point ended on the zero-loss set, and how it was brought there. */
export interface Landed {
  readonly coordinates: Float64Array
  /** Euclidean distance from the start, 0 when the start was already on the set. */
  readonly distance: number
  /** `gradient flow`: the limit Φ; `polished`: the limit of Gauss–Newton steps, another point at second order. */
  readonly method: 'none' | 'polished' | 'gradient flow' | 'damped Gauss–Newton'
  /** How far the point may be from the limit that `method` names; nothing when it was not estimated. */
  readonly error: number | undefined
  /** The method that followed the gradient flow, where it was followed. */
  readonly integrator: FlowLimit['integrator'] | undefined
}

// Distances are relative to 1 + |w|. A start this close is on the set as far as doubles can tell; one a little further
// off (a coordinate typed with few digits) is polished; beyond that the gradient flow decides where it belongs.
const onSet = 1e-13
const polishable = 1e-3
// With more parameters a second integration to estimate the error takes too long to be done unasked.
const mostForError = 40

/**
 * Moves `start` (length d) onto the zero-loss set: along the gradient flow, the limit map Φ of which the theories speak
 * (see Li, Wang & Arora 2021). A start within 10⁻³ of the set is only polished; where the flow does not arrive, damped
 * Gauss–Newton steps are tried from the place it reached.
 *
 * @throws `not-finite-at-start`, `no-zero-loss-set` with the lowest loss found, `no-convergence` at a saddle,
 *   `out-of-budget`
 */
export function land(landscape: Landscape, start: Float64Array, budget: Budget = unlimited): Landed {
  checkStart(landscape, start)
  const direct = polishToSet(landscape, start)
  if (direct !== undefined) {
    const { coordinates, distance, error } = direct
    if (distance <= onSet * (1 + norm(start)))
      return { coordinates: start.slice(), distance: 0, method: 'none', error, integrator: undefined }
    if (distance <= polishable * (1 + norm(start)))
      return { coordinates, distance, method: 'polished', error, integrator: undefined }
  }
  const estimateError = landscape.dimension <= mostForError
  const flow = followFlow(landscape, start, { budget, estimateError })
  if (flow.arrived) {
    const { coordinates, distance, error, integrator } = flow
    return { coordinates, distance, method: 'gradient flow', error, integrator }
  }
  const damped = dampedGaussNewton(landscape, flow.coordinates, budget)
  // Steps that were cut short end somewhere else: the point must not depend on how fast the machine is.
  if (spent(budget)) throw outOfTime(landscape, damped)
  const last = polishToSet(landscape, damped)
  if (last !== undefined) {
    const distance = separation(last.coordinates, start)
    const { coordinates, error } = last
    return { coordinates, distance, method: 'damped Gauss–Newton', error, integrator: undefined }
  }
  const tried = `gradient flow up to time ${flow.time.toPrecision(3)}, then damped Gauss–Newton steps, from the given start`
  throw unreached(landscape, damped, tried)
}

function outOfTime(landscape: Landscape, w: Float64Array): Error {
  return failure('out-of-budget', {
    what: 'moving the start onto the zero-loss set',
    budget: 'the time given',
    reached: `loss ${landscape.loss(w).toPrecision(6)}`,
  })
}

// Levenberg–Marquardt: always downhill, so that it ends at the lowest loss it can find.
function dampedGaussNewton(landscape: Landscape, start: Float64Array, budget: Budget): Float64Array {
  let current = start
  let loss = landscape.loss(current)
  const first = Math.abs(loss)
  let damping = 1e-3
  for (let iteration = 0; iteration < 400 && !spent(budget); iteration++) {
    const step = finiteOrNothing(() => dampedStep(landscape, current, damping))
    const next = step && current.map((x, i) => x - step[i]!)
    const nextLoss = next === undefined ? NaN : landscape.loss(next)
    if (next !== undefined && nextLoss < loss) {
      const gain = loss - nextLoss
      ;[current, loss, damping] = [next, nextLoss, damping / 4]
      // Below 0 it is no zero-loss set that is approached, and the loss may fall for ever.
      if (gain <= 1e-14 * loss || loss < -1e-9 * first) break
    } else {
      damping *= 8
      if (damping > 1e16) break
    }
  }
  return current
}

// (∇²L + μ)⁻¹∇L with the negative part of the Hessian turned round, μ relative to the sharpness.
function dampedStep(landscape: Landscape, w: Float64Array, damping: number): Float64Array {
  const gradient = landscape.gradient(w)
  const { values, vectors } = symmetricEigen(landscape.hessian(w))
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-300)
  const step = new Float64Array(w.length)
  values.forEach((value, k) => {
    let component = 0
    for (let i = 0; i < w.length; i++) component += vectors.data[i * w.length + k]! * gradient[i]!
    const length = component / (Math.abs(value) + damping * largest)
    for (let i = 0; i < w.length; i++) step[i]! += vectors.data[i * w.length + k]! * length
  })
  return step
}
