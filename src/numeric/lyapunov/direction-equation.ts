import { factorInPlace, solveFactored } from '../lu.js'
import type { RandomFactors } from './batch-law.js'
import { minimalResidual } from './generalised-minimal-residual.js'
import { type HalfSphere, halfSphere, restricted, transferred } from './half-sphere.js'
import {
  carriedBack,
  type HalfSphereTransfer,
  halfSphereTransfer,
  meanGrowth,
} from './half-sphere-transfer.js'
import type { OnSphere } from './projective-plane.js'

/**
 * λ and the function ψ of ψ − Pψ + λ = φ on grids, φ = E log |Au| and Pψ = E ψ(A · u). With the mean of ψ over the nodes in
 * the place of λ the equation has one solution. It is solved iteratively; what is smooth, and so changes slowly where
 * factors are close to the identity, by the way of the coarsest grid, on which the equation is factored (the method of two
 * grids: Brakhage, Numer. Math. 2, 1960). Nothing where a solution was not found.
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
  coarse: CoarseEquation,
  start: OnSphere | undefined,
): OnSphere | undefined {
  const { sphere } = transfer
  const growth = meanGrowth(transfer)
  const size = growth.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  const first = start?.values ?? new Float64Array(sphere.nodes)
  const image = equation(transfer, first)
  const { x, residual } = minimalResidual(
    (v) => equation(transfer, withCoarse(v, coarse, sphere)),
    growth.map((value, m) => value - image[m]!),
    { tolerance: 1e-9 * size, most: 120 },
  )
  if (!(residual <= 1e-5 * size)) return undefined
  const values = withCoarse(x, coarse, sphere).map((value, m) => value + first[m]!)
  return { value: mean(values), values, unsettled: residual }
}

/** ψ − Pψ + mean ψ. */
function equation(transfer: HalfSphereTransfer, v: Float64Array): Float64Array {
  const shift = mean(v)
  return carriedBack(transfer, v).map((image, m) => v[m]! - image + shift)
}

/** What solves the equation for functions that the coarse grid can hold, and leaves others as they are. */
function withCoarse(v: Float64Array, coarse: CoarseEquation, sphere: HalfSphere): Float64Array {
  const right = restricted(v, sphere, coarse.sphere)
  const change = coarse.solve(right).map((x, m) => x - right[m]!)
  return transferred(change, coarse.sphere, sphere).map((x, m) => x + v[m]!)
}

function coarseEquation(given: RandomFactors, edge: number): CoarseEquation | undefined {
  const sphere = halfSphere(edge)
  const transfer = halfSphereTransfer(given, sphere)
  const n = sphere.nodes
  const [system, unit, exchanges] = [new Float64Array(n * n), new Float64Array(n), new Int32Array(n)]
  for (let j = 0; j < n; j++) {
    unit[j] = 1
    equation(transfer, unit).forEach((x, i) => (system[i * n + j] = x))
    unit[j] = 0
  }
  if (!factorInPlace(system, n, exchanges)) return undefined
  const solve = (right: Float64Array) => {
    const x = right.slice()
    solveFactored(system, n, exchanges, x)
    return x
  }
  return { sphere, solve }
}

function mean(v: Float64Array): number {
  let sum = 0
  for (let m = 0; m < v.length; m++) sum += v[m]!
  return sum / v.length
}
