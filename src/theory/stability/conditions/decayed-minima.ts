import { type Budget, spent } from '../../../base/budget.js'
import type { Landscape } from '../../../geometry/index.js'
import { norm, symmetricEigen } from '../../../numeric/index.js'
import { unlessProblem } from './places.js'

/** A minimum of L + (ρ/2)|w|². */
export interface DecayedMinimum {
  /** w, length d. */
  readonly coordinates: Float64Array
  readonly decay: number
  /** Eigenvalues of the derivative of ∇L at w, by central differences, ascending; every one is above −ρ. */
  readonly curvatures: Float64Array
}

const mostSteps = 200

/** Where damped Newton steps on L + (ρ/2)|w|² lead from a start; nothing where that is no strict minimum. */
export function decayedMinimum(
  landscape: Landscape,
  start: Float64Array,
  decay: number,
  budget: Budget,
): DecayedMinimum | undefined {
  return unlessProblem(() => {
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
      damping = isBetter ? damping / 10 : damping * 10
      if (damping > 1e12) break
    }
    if (!(norm(slope(w)) <= 1e-9 * (1 + norm(w)))) return undefined
    const curvatures = curvaturesByDifferences(landscape, w)
    return curvatures[0]! > -decay * (1 - 1e-3) ? { coordinates: w, decay, curvatures } : undefined
  })
}

// With the absolute values of the curvatures: Newton's own step would lead to saddles, too.
function dampedStep(
  landscape: Landscape,
  w: Float64Array,
  gradient: Float64Array,
  { decay, damping }: { readonly decay: number; readonly damping: number },
): Float64Array | undefined {
  const d = w.length
  const { values, vectors } = symmetricEigen(landscape.hessian(w))
  const next = Float64Array.from(w)
  for (let j = 0; j < d; j++) {
    let slope = 0
    for (let i = 0; i < d; i++) slope += vectors.data[i * d + j]! * gradient[i]!
    const length = slope / (Math.abs(values[j]! + decay) + damping)
    for (let i = 0; i < d; i++) next[i]! -= length * vectors.data[i * d + j]!
  }
  return next.every(Number.isFinite) ? next : undefined
}

// Not the Hessian of the landscape, from which the formulas are made.
function curvaturesByDifferences(landscape: Landscape, w: Float64Array): Float64Array {
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
  return symmetricEigen({ rows: d, columns: d, data: symmetric }).values
}
