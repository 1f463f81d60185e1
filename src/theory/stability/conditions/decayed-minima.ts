import { type Budget, spent } from '../../../base/budget.js'
import type { Landscape } from '../../../geometry/index.js'
import { type Matrix, norm, stream, symmetricEigen, type SymmetricEigen } from '../../../numeric/index.js'
import { unlessProblem } from './unless-problem.js'

/** A minimum of L + (ρ/2)|w|². */
export interface DecayedMinimum {
  /** w, length d. */
  readonly coordinates: Float64Array
  readonly decay: number
  /** The dimension of the set of minima through w; 0 where it is strict. */
  readonly freedom: number
  /**
   * Eigenvalues of the derivative of ∇L across that set, by central differences, ascending; every one is above −ρ. Along the set
   * they are −ρ.
   */
  readonly curvatures: Float64Array
}

/**
 * Why a search gave none: it did not come to rest in time or at all, it ended where the Hessian has an eigenvalue below −ρ, or where
 * the Hessian of L + (ρ/2)|w|² is singular though no set of minima goes the way of its kernel.
 */
export type NoMinimum = 'no rest' | 'saddle' | 'singular'

const mostSteps = 200

/** Relative to ρ and to the largest curvature: eigenvalues closer to −ρ count as equal to it. */
const nearDecay = 1e-6
const rounding = 1e-9

/**
 * Where damped Newton steps on L + (ρ/2)|w|² lead from a start, if that is a minimum: strict, or on a set of minima that has the
 * kernel of the Hessian as its tangent space, as a model with a symmetry has.
 */
export function decayedMinimum(
  landscape: Landscape,
  start: Float64Array,
  decay: number,
  budget: Budget,
): DecayedMinimum | NoMinimum {
  return unlessProblem(() => {
    const w = restFrom(landscape, start, decay, budget)
    if (w === undefined) return 'no rest'
    const { values, vectors } = curvaturesByDifferences(landscape, w)
    const zero = nearDecay * decay + rounding * Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!))
    if (values[0]! + decay < -zero) return 'saddle'
    const freedom = values.filter((value) => value + decay <= zero).length
    const minimum = { coordinates: w, decay, freedom, curvatures: values.slice(freedom) }
    if (freedom === 0) return minimum
    return freedom < w.length && isTangent(landscape, minimum, vectors, budget) ? minimum : 'singular'
  }) ?? 'no rest'
} // prettier-ignore

function restFrom(
  landscape: Landscape,
  start: Float64Array,
  decay: number,
  budget: Budget,
): Float64Array | undefined {
  let w = start
  let damping = 1e-3
  const value = (x: Float64Array): number => landscape.loss(x) + (decay / 2) * norm(x) ** 2
  const slope = (x: Float64Array): Float64Array => landscape.gradient(x).map((g, i) => g + decay * x[i]!)
  for (let step = 0; step < mostSteps && !spent(budget); step++) {
    const gradient = slope(w)
    if (norm(gradient) <= 1e-13 * (1 + norm(w))) break
    const next = dampedStep(landscape, w, gradient, { decay, damping })
    const isBetter = next !== undefined && value(next) <= value(w)
    if (isBetter) w = next
    // Where the value no longer tells, the last digits are those of the slope.
    damping = isBetter ? Math.max(damping / 10, leastDamping) : damping * 10
    if (damping > 1e12) break
  }
  return norm(slope(w)) <= 1e-9 * (1 + norm(w)) ? w : undefined
}

// Relative to the largest curvature. With less, rounding would take steps along a set of minima.
const leastDamping = 1e-10

// With the absolute values of the curvatures: Newton's own step would lead to saddles, too.
function dampedStep(
  landscape: Landscape,
  w: Float64Array,
  gradient: Float64Array,
  { decay, damping }: { readonly decay: number; readonly damping: number },
): Float64Array | undefined {
  const d = w.length
  const { values, vectors } = symmetricEigen(landscape.hessian(w))
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value + decay)), 0)
  const least = Math.max(damping, leastDamping * largest)
  const next = Float64Array.from(w)
  for (let j = 0; j < d; j++) {
    let slope = 0
    for (let i = 0; i < d; i++) slope += vectors.data[i * d + j]! * gradient[i]!
    const length = slope / (Math.abs(values[j]! + decay) + least)
    for (let i = 0; i < d; i++) next[i]! -= length * vectors.data[i * d + j]!
  }
  return next.every(Number.isFinite) ? next : undefined
}

/** How far neighbours are, relative to |w|, and what part of that they may be off the way of the kernel. */
const neighbour = 1e-3
const astray = 0.1

/**
 * Whether minima of the same kind lie in every direction of the kernel, the first `freedom` of `vectors`: in that of each, and in one
 * across all, where the set does not branch.
 */
function isTangent(landscape: Landscape, minimum: DecayedMinimum, vectors: Matrix, budget: Budget): boolean {
  const { coordinates: w, decay, freedom } = minimum
  const d = w.length
  const random = stream(1, 'a direction in the kernel of a minimum with weight decay', 0)
  const mixed = Array.from({ length: freedom }, () => random.normal())
  const combinations = mixed.map((_, j) => mixed.map((_each, k) => (k === j ? 1 : 0)))
  const all = freedom > 1 ? [...combinations, mixed.map((x) => x / norm(Float64Array.from(mixed)))] : combinations
  // A set of minima goes around 0, at a distance; what is closer has come to rest at 0 only to rounding.
  const step = neighbour * (norm(w) > neighbour ? norm(w) : 1)
  return all.every((weights) => {
    const beside = w.map((x, i) => x + step * weights.reduce((sum, weight, j) => sum + weight * vectors.data[i * d + j]!, 0))
    const rest = restFrom(landscape, beside, decay, budget)
    if (rest === undefined || norm(rest.map((x, i) => x - beside[i]!)) > astray * step) return false
    const { values } = curvaturesByDifferences(landscape, rest)
    const zero = nearDecay * decay + rounding * Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!))
    return values.every((value, j) => (j < freedom ? Math.abs(value + decay) <= zero : value + decay > zero))
  })
} // prettier-ignore

// Not the Hessian of the landscape, from which the formulas are made.
function curvaturesByDifferences(landscape: Landscape, w: Float64Array): SymmetricEigen {
  const d = w.length
  const data = new Float64Array(d * d)
  for (let j = 0; j < d; j++) {
    const step = 1e-5 * (1 + Math.abs(w[j]!))
    const at = (sign: number): Float64Array =>
      landscape.gradient(w.map((x, i) => (i === j ? x + sign * step : x)))
    // The errors of order step² cancel.
    const [up, down] = [at(1), at(-1)]
    const [further, below] = [at(2), at(-2)]
    for (let i = 0; i < d; i++)
      data[i * d + j] = (8 * (up[i]! - down[i]!) - (further[i]! - below[i]!)) / (12 * step)
  }
  const symmetric = data.map((x, at) => (x + data[(at % d) * d + Math.floor(at / d)]!) / 2)
  return symmetricEigen({ rows: d, columns: d, data: symmetric })
}
