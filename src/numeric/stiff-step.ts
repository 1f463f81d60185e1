import { factorInPlace, solveFactored } from './lu.js'
import type { RadauRule } from './radau-rule.js'

/** y′ = f(t, y) for d unknowns: writes f into the array it is given. */
export type Slope = (t: number, y: Float64Array, out: Float64Array) => void

/** A step of the implicit method as linear operators: I − hA⊗J and I − γhJ, factored. */
export interface FactoredStep {
  readonly step: number
  readonly stages: Float64Array
  readonly stageExchanges: Int32Array
  readonly filter: Float64Array
  readonly filterExchanges: Int32Array
}

/** Factors both for a Jacobian given row by row; nothing when one is singular. */
export function factored(
  rule: RadauRule,
  jacobian: Float64Array,
  d: number,
  step: number,
): FactoredStep | undefined {
  const { stages: s, coefficients, gamma } = rule
  const size = s * d
  const stages = new Float64Array(size * size)
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++) {
      const factor = -step * coefficients.data[i * s + j]!
      for (let k = 0; k < d; k++)
        for (let l = 0; l < d; l++) stages[(i * d + k) * size + j * d + l] = factor * jacobian[k * d + l]!
    }
  for (let i = 0; i < size; i++) stages[i * (size + 1)]! += 1
  const filter = jacobian.map((x, i) => (i % (d + 1) === 0 ? 1 : 0) - gamma * step * x)
  const result = {
    step,
    stages,
    stageExchanges: new Int32Array(size),
    filter,
    filterExchanges: new Int32Array(d),
  }
  const done =
    factorInPlace(stages, size, result.stageExchanges) && factorInPlace(filter, d, result.filterExchanges)
  return done ? result : undefined
}

/** What is allowed as an error in each component. */
export type Weights = Float64Array

/** The largest component in units of what is allowed. */
export function inWeights(v: ArrayLike<number>, weights: Weights): number {
  let largest = 0
  for (let i = 0; i < v.length; i++) {
    const size = Math.abs(v[i]! / weights[i % weights.length]!)
    if (!(size <= largest)) largest = size
    if (largest !== largest) return NaN
  }
  return largest
}

export interface StiffTrial {
  readonly state: Float64Array
  /** Of the embedded method of order s, in units of what is allowed; more than that of the step itself. */
  readonly error: number
  readonly iterations: number
}

const mostIterations = 12

/**
 * One step from (t, y), where f has the value `slope`, by a simplified Newton iteration to `accuracy` in units of the
 * weights. `no-convergence` when it does not converge, `not-finite` when it leaves the region where f is finite.
 */
export function stiffStep(
  rule: RadauRule,
  operators: FactoredStep,
  f: Slope,
  t: number,
  y: Float64Array,
  slope: Float64Array,
  weights: Weights,
  options: { readonly accuracy: number; readonly careful: boolean },
): StiffTrial | 'no-convergence' | 'not-finite' {
  const { stages: s, nodes, coefficients } = rule
  const d = y.length
  const h = operators.step
  const z = new Float64Array(s * d)
  const slopes = new Float64Array(s * d)
  const change = new Float64Array(s * d)
  const place = new Float64Array(d)
  const evaluate = (): boolean => {
    for (let i = 0; i < s; i++) {
      for (let k = 0; k < d; k++) place[k] = y[k]! + z[i * d + k]!
      f(t + nodes[i]! * h, place, slopes.subarray(i * d, (i + 1) * d))
    }
    return slopes.every(Number.isFinite)
  }
  if (!evaluate()) return 'not-finite'
  let previous = Infinity
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    for (let i = 0; i < s; i++)
      for (let k = 0; k < d; k++) {
        let sum = 0
        for (let j = 0; j < s; j++) sum += coefficients.data[i * s + j]! * slopes[j * d + k]!
        change[i * d + k] = h * sum - z[i * d + k]!
      }
    solveFactored(operators.stages, s * d, operators.stageExchanges, change)
    for (let i = 0; i < z.length; i++) z[i]! += change[i]!
    const size = inWeights(change, weights)
    if (!Number.isFinite(size) || !evaluate()) return 'not-finite'
    // At the level of rounding the changes stop falling.
    if (size <= options.accuracy || (size >= previous && size <= 100 * options.accuracy)) {
      const state = y.map((x, k) => x + z[(s - 1) * d + k]!)
      const error = errorOf(rule, operators, f, t, y, slope, slopes, weights, options.careful)
      return Number.isFinite(error) ? { state, error, iterations: iteration } : 'not-finite'
    }
    if (size > 2 * previous) return 'no-convergence'
    previous = size
  }
  return 'no-convergence'
}

// The embedded method has γf(y₀) as an additional stage. Its difference to the step is filtered by (I − γhJ)⁻¹, so that
// stiff components do not count for more than they are; where it is too large and the step is in a transient, once more
// (Hairer & Wanner, Solving Ordinary Differential Equations II, IV.8).
function errorOf(
  rule: RadauRule,
  operators: FactoredStep,
  f: Slope,
  t: number,
  y: Float64Array,
  slope: Float64Array,
  slopes: Float64Array,
  weights: Weights,
  careful: boolean,
): number {
  const d = y.length
  const estimate = (start: Float64Array): Float64Array => {
    const result = new Float64Array(d)
    for (let k = 0; k < d; k++) {
      let sum = start[k]!
      for (let j = 0; j < rule.stages; j++) sum -= rule.atStart[j]! * slopes[j * d + k]!
      result[k] = rule.gamma * operators.step * sum
    }
    solveFactored(operators.filter, d, operators.filterExchanges, result)
    return result
  }
  const first = estimate(slope)
  const size = inWeights(first, weights)
  if (!(size > 1) || !careful) return size
  const moved = new Float64Array(d)
  f(
    t,
    y.map((x, k) => x + first[k]!),
    moved,
  )
  return moved.every(Number.isFinite) ? inWeights(estimate(moved), weights) : size
}
