import { type Budget, spent, unlimited } from '../../base/budget.js'
import type { RandomFactors } from './batch-law.js'
import type { Computed } from './closed-form.js'
import { finestAngle, planeFactor } from './plane-factor.js'
import { type DirectionGrid, directionGrid, growthOf, pressureOf, uniformMeasure } from './direction-grid.js'

/** How the grid is refined. */
export interface GridOptions {
  /** Refinement stops when the error is judged to be at most this; 10⁻⁷ when left out. */
  readonly tolerance?: number
  /** The most nodes; 32 000 when left out. */
  readonly mostNodes?: number
  readonly budget?: Budget
}

/**
 * λ for factors of the plane: mass on directions is carried along by the factors until it is stationary, on grids of 500,
 * 1000, … directions with linear interpolation, and λ is the mean of the growth over it. The error is judged from how the
 * value changes between grids, by twice the last change or half the one before it: where factors are singular or expand
 * the stationary mass is rough, and changes shrink irregularly. Only grids finer than the angles between the directions
 * that up to 16 factors keep are used: coarser ones agree with each other on a wrong value. Nothing for another dimension,
 * or when less than three grids could be used.
 */
export function gridExponent(given: RandomFactors, options: GridOptions = {}): Computed | undefined {
  return refinedOverGrids(given, options, 'transfer of mass', growthOf)
}

/** Λ(p) for real p > 0 likewise, the mass being multiplied by |Au|^p. */
export function gridPressure(
  given: RandomFactors,
  p: number,
  options: GridOptions = {},
): Computed | undefined {
  return refinedOverGrids(given, options, 'weighted transfer of mass', (grid, mass) =>
    pressureOf(grid, mass, p),
  )
}

type Solve = (
  grid: DirectionGrid,
  mass: Float64Array,
) => { value: number; unsettled: number; mass: Float64Array }

function refinedOverGrids(
  given: RandomFactors,
  { tolerance = 1e-7, mostNodes = 32_000, budget = unlimited }: GridOptions,
  what: string,
  solve: Solve,
): Computed | undefined {
  if (given.dimension !== 2) return undefined
  const { factors } = given
  const finest = factors.length <= 16 ? finestAngle(factors.map(planeFactor)) : Math.PI / 2
  const first = 500 * 2 ** Math.max(0, Math.ceil(Math.log2(Math.PI / finest / 500)))
  // Before the mass is laid out: for directions closer than rounding it would not fit into memory.
  if (!(first <= mostNodes)) return undefined
  let best: Computed | undefined
  let mass = uniformMeasure(first)
  let [value, change] = [NaN, NaN]
  for (let nodes = first; nodes <= mostNodes && !spent(budget); nodes *= 2) {
    const solved = solve(directionGrid(given, nodes), mass)
    if (solved.value === -Infinity) return { value: -Infinity, error: 0, method: `${what} on directions` }
    const next = Math.abs(solved.value - value)
    const error = Math.max(2 * next, change / 2) + solved.unsettled + 1e-13
    if (error >= 0 && (best === undefined || error < best.error))
      best = { value: solved.value, error, method: `${what} on a grid of ${nodes} directions` }
    if (best !== undefined && best.error <= tolerance) return best
    ;[value, change, mass] = [solved.value, next, refinedMass(solved.mass)]
  }
  return best
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
