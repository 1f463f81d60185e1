import { type Budget, spent, unlimited } from '../../base/budget.js'
import type { RandomFactors } from './batch-law.js'
import type { Computed } from './closed-form.js'
import { finestAngle, planeFactor } from './plane-factor.js'
import { directionGrid, pressureOf, uniformMeasure } from './direction-grid.js'
import { type ObservedLimit, observedLimit } from './observed-limit.js'
import { onFiner, planeEquation } from './plane-equation.js'

/** How the grid is refined. */
export interface GridOptions {
  /** Refinement stops when the error is judged to be at most this; 10⁻⁷ when left out. */
  readonly tolerance?: number
  /** The most nodes; 32 000 when left out. */
  readonly mostNodes?: number
  /** Refinement stops when |λ| is more than twice this many errors: its sign is what is wanted. */
  readonly decidedAt?: number
  readonly budget?: Budget
}

/** λ on the finest grid that was used, and the function of directions that belongs to it. */
export interface GridSolution {
  readonly value: number
  readonly error: number
  /** ψ at the angles mπ/M. */
  readonly values: Float64Array
}

/**
 * λ for factors of the plane from the equation ψ − Pψ + λ = φ for a function of directions, on grids of 500, 1000, …
 * directions with linear interpolation. The error is judged by how the changes between grids shrink: where factors expand
 * angles much, ψ is rough, and they shrink slowly; where they do not, the error is infinite. Only grids finer than the angles
 * between the directions that up to 16 factors keep are used: coarser ones agree with each other on a wrong value. Nothing
 * for another dimension, where the budget was spent before the first grid or the equation of no grid was solved.
 */
export function gridSolution(given: RandomFactors, options: GridOptions = {}): GridSolution | undefined {
  const { tolerance = 1e-7, mostNodes = 32_000, decidedAt = Infinity, budget = unlimited } = options
  const first = firstNodes(given)
  if (given.dimension !== 2 || !(first <= mostNodes)) return undefined
  const solve = planeEquation(given, Math.min(1e-8, Math.max(1e-12, 1e-4 * tolerance)))
  const claims: ObservedLimit[] = []
  let found: number[] = []
  let values: Float64Array | undefined
  for (let nodes = first; nodes <= mostNodes && !spent(budget); nodes *= 2) {
    const solved = solve(directionGrid(given, nodes), values && onFiner(values, nodes))
    // What is too rough for a coarse grid may do on a finer one.
    if (solved === undefined || !Number.isFinite(solved.value)) {
      found = []
      continue
    }
    found.push(solved.value)
    const { value, error } = observedLimit(found)
    const claim = { value, error: error + 2 * solved.unsettled }
    claims.push(claim)
    values = solved.values
    if (claim.error <= tolerance || Math.abs(value) > 2 * decidedAt * claim.error) break
  }
  return values && { ...upheld(claims), values }
}

/** The sharpest of several claims about one number, each widened to hold the values of those after it. */
function upheld(claims: readonly ObservedLimit[]): ObservedLimit {
  const widened = claims.map(({ value, error }, k) => ({
    value,
    error: claims.slice(k + 1).reduce((most, next) => Math.max(most, 1.5 * Math.abs(next.value - value)), error), // prettier-ignore
  }))
  return widened.reduce((best, claim) => (claim.error <= best.error ? claim : best))
}

/** λ by that equation alone; nothing where the values on grids do not show what they tend to. */
export function gridExponent(given: RandomFactors, options: GridOptions = {}): Computed | undefined {
  const found = gridSolution(given, options)
  if (found === undefined || !(found.error < Infinity)) return undefined
  const { value, error, values } = found
  return { value, error, method: `equation for directions, on a grid of ${values.length}` }
}

/** The nodes of the coarsest grid that resolves what happens between the directions that factors keep. */
function firstNodes({ factors, dimension }: RandomFactors): number {
  const finest = dimension === 2 && factors.length <= 16 ? finestAngle(factors.map(planeFactor)) : Math.PI / 2
  return 500 * 2 ** Math.max(0, Math.ceil(Math.log2(Math.PI / finest / 500)))
}

/**
 * Λ(p) for real p > 0: mass on directions is multiplied by |Au|^p and carried along until it only grows, on such grids.
 * Nothing where the values on grids do not show what they tend to.
 */
export function gridPressure(
  given: RandomFactors,
  p: number,
  { tolerance = 1e-7, mostNodes = 32_000, budget = unlimited }: GridOptions = {},
): Computed | undefined {
  const first = firstNodes(given)
  // Before the mass is laid out: for directions closer than rounding it would not fit into memory.
  if (given.dimension !== 2 || !(first <= mostNodes)) return undefined
  const found: number[] = []
  let best: Computed | undefined
  let mass = uniformMeasure(first)
  for (let nodes = first; nodes <= mostNodes && !spent(budget); nodes *= 2) {
    const solved = pressureOf(directionGrid(given, nodes), mass, p)
    if (solved.value === -Infinity) return { value: -Infinity, error: 0, method: 'weighted transfer of mass on directions' } // prettier-ignore
    found.push(solved.value)
    const { value, error } = observedLimit(found)
    best = {
      value,
      error: error + solved.unsettled + 1e-13,
      method: `weighted transfer of mass on a grid of ${nodes} directions`,
    }
    if (best.error <= tolerance) break
    mass = refinedMass(solved.mass)
  }
  return best && best.error < Infinity ? best : undefined
}

/** The same mass on a grid with twice as many nodes. */
function refinedMass(mass: Float64Array): Float64Array {
  const result = new Float64Array(2 * mass.length)
  mass.forEach((x, m) => {
    result[2 * m]! += x / 2
    result[2 * m + 1]! += x / 4
    result[m === 0 ? result.length - 1 : 2 * m - 1]! += x / 4
  })
  return result
}
