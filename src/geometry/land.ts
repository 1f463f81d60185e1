import { spent, unlimited, type Budget } from '../base/budget.js'
import { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import { leastSquares, norm, solveOde, svd, symmetricEigen } from '../numeric/index.js'
import { coordinatesText } from './coordinates.js'
import type { Landscape } from './landscape.js'

/** Where a start point ended on the zero-loss set, and how it was brought there. */
export interface Landed {
  readonly coordinates: Float64Array
  /** Euclidean distance from the start, 0 when the start was already on the set. */
  readonly distance: number
  readonly method: 'none' | 'polished' | 'gradient flow' | 'damped Gauss–Newton'
}

// Distances are relative to 1 + |w|. A start this close is on the set as far as doubles can tell; one a little further
// off (a coordinate typed with few digits) is polished; beyond that the gradient flow decides where it belongs.
const onSet = 1e-13
const polishable = 1e-3

/**
 * Moves `start` (length d) onto the zero-loss set: along the gradient flow, the limit map Φ of which the theories speak
 * (see Li, Wang & Arora 2021), and then by Gauss–Newton steps that remove the last error. A start within 10⁻³ of the
 * set is only polished.
 *
 * @throws `not-finite-at-start`, `no-zero-loss-set` with the lowest loss found, `no-convergence`, `out-of-budget`
 */
export function land(landscape: Landscape, start: Float64Array, budget: Budget = unlimited): Landed {
  checkStart(landscape, start)
  const direct = polish(landscape, start)
  if (direct !== undefined) {
    const distance = separation(direct, start)
    if (distance <= onSet * (1 + norm(start)))
      return { coordinates: start.slice(), distance: 0, method: 'none' }
    if (distance <= polishable * (1 + norm(start)))
      return { coordinates: direct, distance, method: 'polished' }
  }
  const flowed = followFlow(landscape, start, budget)
  // A flow that was cut short ends somewhere else: the point must not depend on how fast the machine is.
  if (spent(budget)) throw outOfTime(landscape, flowed)
  const landed = polish(landscape, flowed)
  if (landed !== undefined && isNear(landed, flowed))
    return { coordinates: landed, distance: separation(landed, start), method: 'gradient flow' }
  const damped = dampedGaussNewton(landscape, flowed, budget)
  if (spent(budget)) throw outOfTime(landscape, damped)
  const last = polish(landscape, damped)
  if (last !== undefined)
    return { coordinates: last, distance: separation(last, start), method: 'damped Gauss–Newton' }
  throw failure('no-zero-loss-set', {
    lowestLoss: landscape.loss(damped),
    at: coordinatesText(landscape.model, damped),
    tried: 'gradient flow, then damped Gauss–Newton steps, from the given start',
  })
}

function outOfTime(landscape: Landscape, w: Float64Array): Error {
  return failure('out-of-budget', {
    what: 'moving the start onto the zero-loss set',
    budget: 'the time given',
    reached: `loss ${landscape.loss(w).toPrecision(6)}`,
  })
}

/**
 * The correction that moves `w` to first order onto the set: J⁺r for a sum of squares, (∇²L)⁺∇L otherwise. Its length
 * estimates the distance to the set.
 */
export function correction(landscape: Landscape, w: Float64Array): Float64Array {
  if (landscape.hasResiduals)
    return leastSquares(landscape.jacobian(w), landscape.residuals(w), { relative: 1e-9 })
  return leastSquares(landscape.hessian(w), landscape.gradient(w), { relative: 1e-7 })
}

/**
 * Gauss–Newton steps (Newton steps for a general loss) from `w`. The end point when they converge to zero loss, nothing
 * when they do not: the length of the correction must fall below 10⁻¹³(1 + |w|) or stop falling at rounding level.
 */
export function polish(landscape: Landscape, w: Float64Array): Float64Array | undefined {
  let current = w
  let previous = Infinity
  for (let iteration = 0; iteration < 60; iteration++) {
    const step = finiteOrNothing(() => correction(landscape, current))
    if (step === undefined) return undefined
    const length = norm(step)
    const scale = 1 + norm(current)
    if (length <= onSet * scale || (length >= previous && length <= 1e-11 * scale))
      return hasZeroLoss(landscape, current) ? current : undefined
    if (length > 10 * scale) return undefined
    current = current.map((x, i) => x - step[i]!)
    previous = length
  }
  return undefined
}

/** Whether the loss is zero to rounding at a point where the correction is negligible. */
export function hasZeroLoss(landscape: Landscape, w: Float64Array): boolean {
  const scale = 1 + norm(w)
  if (landscape.hasResiduals) {
    const largest = svd(landscape.jacobian(w), { left: 'thin' }).singularValues[0] ?? 0
    return norm(landscape.residuals(w)) <= Math.max(1e-10 * largest * scale, 1e-15)
  }
  const { values } = symmetricEigen(landscape.hessian(w))
  const sharpness = Math.max(0, values[values.length - 1] ?? 0)
  return Math.abs(landscape.loss(w)) <= Math.max(1e-11 * sharpness * scale * scale, 1e-15)
}

function checkStart(landscape: Landscape, start: Float64Array): void {
  const loss = landscape.loss(start)
  const point = coordinatesText(landscape.model, start)
  if (!Number.isFinite(loss))
    throw failure('not-finite-at-start', { what: 'the loss', value: valueText(loss), point })
  if (!landscape.gradient(start).every(Number.isFinite))
    throw failure('not-finite-at-start', {
      what: 'the gradient of the loss',
      value: 'outside its domain',
      point,
    })
}

function valueText(value: number): string {
  return Number.isNaN(value) ? 'outside its domain' : 'infinite'
}

// The flow is followed over doubling stretches of time until a Gauss–Newton step is short. A stretch that the solver
// cannot finish ends the attempt where it stands: the damped steps go on from there.
function followFlow(landscape: Landscape, start: Float64Array, budget: Budget): Float64Array {
  let current = start
  const { values } = symmetricEigen(landscape.hessian(start))
  const curvature = Math.max(Math.abs(values[0] ?? 1), Math.abs(values[values.length - 1] ?? 1), 1e-12)
  let stretch = 1 / curvature
  for (let round = 0; round < 40 && !spent(budget); round++) {
    const step = finiteOrNothing(() => correction(landscape, current))
    if (step !== undefined && norm(step) <= 1e-7 * (1 + norm(current))) break
    try {
      const { states } = solveOde(
        (_, w, derivative) => landscape.gradient(w).forEach((g, i) => (derivative[i] = -g)),
        current,
        0,
        stretch,
        { tolerance: 1e-10, maxSteps: 2000, budget },
      )
      const next = states[states.length - 1]!
      if (separation(next, current) <= 1e-15 * (1 + norm(current))) break
      current = next
    } catch (error) {
      if (error instanceof ProblemError) break
      throw error
    }
    stretch *= 2
  }
  return current
}

// Levenberg–Marquardt: always downhill, so that it ends at the lowest loss it can find.
function dampedGaussNewton(landscape: Landscape, start: Float64Array, budget: Budget): Float64Array {
  let current = start
  let loss = landscape.loss(current)
  let damping = 1e-3
  for (let iteration = 0; iteration < 400 && !spent(budget); iteration++) {
    const step = finiteOrNothing(() => dampedStep(landscape, current, damping))
    const next = step && current.map((x, i) => x - step[i]!)
    const nextLoss = next === undefined ? NaN : landscape.loss(next)
    if (next !== undefined && nextLoss < loss) {
      const gain = loss - nextLoss
      ;[current, loss, damping] = [next, nextLoss, damping / 4]
      if (gain <= 1e-14 * loss) break
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

function finiteOrNothing(compute: () => Float64Array): Float64Array | undefined {
  try {
    const result = compute()
    return result.every(Number.isFinite) ? result : undefined
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

function isNear(a: Float64Array, b: Float64Array): boolean {
  return separation(a, b) <= 1e-3 * (1 + norm(b))
}

function separation(a: Float64Array, b: Float64Array): number {
  return norm(a.map((x, i) => x - b[i]!))
}
