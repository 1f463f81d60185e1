import type { RandomFactors } from './batch-law.js'
import { type DirectionGrid, directionGrid } from './direction-grid.js'
import {
  type CoarseGrid,
  factoredEquation,
  poissonSolution,
  type PoissonSolution,
  type Transfer,
} from './poisson-equation.js'

/** Nodes of coarse grids, tried in this order; those of all grids are multiples of them. */
const coarseNodes = [125, 250, 500]

/**
 * λ and the function ψ of ψ − Pψ + λ = φ on grids of directions of the plane, φ = E log |Au| and Pψ = E ψ(A · u) with linear
 * interpolation, by way of a coarse grid. As P keeps positive functions positive, what is left of the equation bounds the
 * error of the λ of the grid. Nothing where a solution was not found.
 *
 * @param tolerance of what is left, as a part of the largest |φ|
 */
export function planeEquation(
  given: RandomFactors,
  tolerance: number,
): (grid: DirectionGrid, start?: Float64Array) => PoissonSolution | undefined {
  let tried = 0
  let solve: CoarseGrid['solve'] | undefined
  return (grid, start) => {
    const transfer = onNodes(grid)
    for (; tried < coarseNodes.length; tried++) {
      const coarse = coarseNodes[tried]!
      if (coarse >= grid.nodes) return undefined
      solve ??= factoredEquation(onNodes(directionGrid(given, coarse)))
      const found =
        solve &&
        poissonSolution(transfer, between(coarse, grid.nodes, solve), { start, tolerance, accepted: 1e-6 })
      if (found !== undefined) return found
      solve = undefined
    }
    return undefined
  }
}

/** The values of a function at the nodes of a grid with a multiple of its nodes, linearly in between. */
export function onFiner(values: Float64Array, nodes: number): Float64Array {
  const result = new Float64Array(nodes)
  const ratio = nodes / values.length
  for (let i = 0, at = 0; i < values.length; i++) {
    const from = values[i]!
    const step = (values[i + 1 === values.length ? 0 : i + 1]! - from) / ratio
    for (let j = 0; j < ratio; j++, at++) result[at] = from + j * step
  }
  return result
}

function between(coarse: number, fine: number, solve: CoarseGrid['solve']): CoarseGrid {
  const ratio = fine / coarse
  return {
    restricted: (values) => {
      const result = new Float64Array(coarse)
      for (let i = 0; i < coarse; i++) result[i] = values[i * ratio]!
      return result
    },
    prolonged: (values) => onFiner(values, fine),
    solve,
  }
}

function onNodes({ nodes, probabilities, image, beyond, growth }: DirectionGrid): Transfer {
  const meanGrowth = new Float64Array(nodes)
  for (let factor = 0, at = 0; factor < probabilities.length; factor++)
    for (let m = 0; m < nodes; m++, at++) meanGrowth[m]! += probabilities[factor]! * growth[at]!
  const carriedBack = (values: Float64Array): Float64Array => {
    const result = new Float64Array(nodes)
    for (let factor = 0, at = 0; factor < probabilities.length; factor++) {
      const probability = probabilities[factor]!
      for (let m = 0; m < nodes; m++, at++) {
        const before = image[at]!
        const value = values[before]!
        const next = values[before + 1 === nodes ? 0 : before + 1]!
        result[m]! += probability * (value + beyond[at]! * (next - value))
      }
    }
    return result
  }
  return { nodes, meanGrowth, carriedBack }
}
