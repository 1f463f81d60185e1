import type { RandomFactors } from './batch-law.js'
import { type HalfSphere, halfSphere, restricted, transferred } from './half-sphere.js'
import {
  carriedBack,
  type HalfSphereTransfer,
  halfSphereTransfer,
  meanGrowth,
} from './half-sphere-transfer.js'
import { factoredEquation, poissonSolution, type Transfer } from './poisson-equation.js'
import type { OnSphere } from './projective-plane.js'

/**
 * λ and the function ψ of ψ − Pψ + λ = φ on grids of directions of space, φ = E log |Au| and Pψ = E ψ(A · u), by way of the
 * coarsest grid. Nothing where a solution was not found.
 */
export function directionEquation(
  given: RandomFactors,
): (transfer: HalfSphereTransfer, start?: OnSphere) => OnSphere | undefined {
  let coarse: CoarseEquation | undefined
  return (transfer, start) => {
    coarse ??= coarseEquation(given, 7)
    const found = coarse && solved(transfer, coarse, start)
    if (found !== undefined || coarse?.sphere.edge === 13) return found
    // Slow where factors are close to the identity; factoring the next grid takes a tenth of a second.
    coarse = coarseEquation(given, 13)
    return coarse && solved(transfer, coarse, start)
  }
}

interface CoarseEquation {
  readonly sphere: HalfSphere
  readonly solve: (right: Float64Array) => Float64Array
}

function solved(
  transfer: HalfSphereTransfer,
  { sphere, solve }: CoarseEquation,
  start: OnSphere | undefined,
): OnSphere | undefined {
  const coarse = {
    restricted: (v: Float64Array) => restricted(v, transfer.sphere, sphere),
    prolonged: (v: Float64Array) => transferred(v, sphere, transfer.sphere),
    solve,
  }
  return poissonSolution(onNodes(transfer), coarse, { start: start?.values, tolerance: 1e-9, accepted: 1e-5 })
}

function coarseEquation(given: RandomFactors, edge: number): CoarseEquation | undefined {
  const sphere = halfSphere(edge)
  const solve = factoredEquation(onNodes(halfSphereTransfer(given, sphere)))
  return solve && { sphere, solve }
}

function onNodes(transfer: HalfSphereTransfer): Transfer {
  return {
    nodes: transfer.sphere.nodes,
    meanGrowth: meanGrowth(transfer),
    carriedBack: (values) => carriedBack(transfer, values),
  }
}
