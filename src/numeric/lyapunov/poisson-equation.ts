import { factorInPlace, solveFactored } from '../lu.js'
import { minimalResidual } from './generalised-minimal-residual.js'

/** What factors do to functions on the nodes of a grid of directions. */
export interface Transfer {
  readonly nodes: number
  /** φ = E log |Au| at the nodes. */
  readonly meanGrowth: Float64Array
  /** ψ ↦ Pψ = E ψ(A · u). */
  readonly carriedBack: (values: Float64Array) => Float64Array
}

/** λ and ψ on a grid. */
export interface PoissonSolution {
  readonly value: number
  readonly values: Float64Array
  /** The largest entry of what is left of the equation, by modulus. */
  readonly unsettled: number
}

/** How functions get to a coarse grid, where the equation is solved, and back. */
export interface CoarseGrid {
  readonly restricted: (values: Float64Array) => Float64Array
  readonly prolonged: (values: Float64Array) => Float64Array
  readonly solve: (right: Float64Array) => Float64Array
}

export interface PoissonOptions {
  readonly start?: Float64Array | undefined
  /** Relative to the largest |φ|. Solving ends at `tolerance`; a solution worse than `accepted` is none. */
  readonly tolerance: number
  readonly accepted: number
}

/**
 * Solves ψ − Pψ + λ = φ. With the mean of ψ over the nodes in the place of λ it has one solution. It is solved iteratively;
 * what is smooth, and so changes slowly where factors are close to the identity, by the way of a coarse grid, on which the
 * equation is factored (the method of two grids: Brakhage, Numer. Math. 2, 1960). Nothing where no solution was found.
 */
export function poissonSolution(
  transfer: Transfer,
  coarse: CoarseGrid,
  { start, tolerance, accepted }: PoissonOptions,
): PoissonSolution | undefined {
  const growth = transfer.meanGrowth
  const size = growth.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  const first = start ?? new Float64Array(transfer.nodes)
  const image = equation(transfer, first)
  const corrected = (v: Float64Array): Float64Array => withCoarse(v, coarse)
  const { x, residual } = minimalResidual(
    (v) => equation(transfer, corrected(v)),
    growth.map((value, m) => value - image[m]!),
    { tolerance: tolerance * size, most: 120 },
  )
  if (!(residual <= accepted * size)) return undefined
  const values = corrected(x)
  for (let m = 0; m < values.length; m++) values[m]! += first[m]!
  return { value: mean(values), values, unsettled: residual }
}

/** What solves the equation of a small grid for any right-hand side; nothing where it is singular. */
export function factoredEquation(transfer: Transfer): ((right: Float64Array) => Float64Array) | undefined {
  const n = transfer.nodes
  const [system, unit, exchanges] = [new Float64Array(n * n), new Float64Array(n), new Int32Array(n)]
  for (let j = 0; j < n; j++) {
    unit[j] = 1
    equation(transfer, unit).forEach((x, i) => (system[i * n + j] = x))
    unit[j] = 0
  }
  if (!factorInPlace(system, n, exchanges)) return undefined
  return (right) => {
    const x = right.slice()
    solveFactored(system, n, exchanges, x)
    return x
  }
}

/** ψ − Pψ + mean ψ. */
function equation(transfer: Transfer, v: Float64Array): Float64Array {
  const shift = mean(v)
  const image = transfer.carriedBack(v)
  for (let m = 0; m < image.length; m++) image[m] = v[m]! - image[m]! + shift
  return image
}

/** What solves the equation for functions that the coarse grid can hold, and leaves others as they are. */
function withCoarse(v: Float64Array, { restricted, prolonged, solve }: CoarseGrid): Float64Array {
  const right = restricted(v)
  const change = solve(right)
  for (let m = 0; m < change.length; m++) change[m]! -= right[m]!
  const result = prolonged(change)
  for (let m = 0; m < result.length; m++) result[m]! += v[m]!
  return result
}

function mean(v: Float64Array): number {
  let sum = 0
  for (let m = 0; m < v.length; m++) sum += v[m]!
  return sum / v.length
}
