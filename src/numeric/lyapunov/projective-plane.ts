import { spent, unlimited } from '../../base/budget.js'
import type { RandomFactors } from './batch-law.js'
import { type HalfSphere, halfSphere, transferred } from './half-sphere.js'
import { type HalfSphereTransfer, halfSphereTransfer } from './half-sphere-transfer.js'
import type { GridOptions } from './projective-line.js'

/** Nodes along the edge of a face. */
const edges = [13, 25, 49, 97, 193]

/** The most pairs of a factor and a node: a second or two. */
const mostPairs = 400_000

/** What was found on one grid: a number and the function on it that belongs to it. */
export interface OnSphere {
  readonly value: number
  readonly values: Float64Array
  /** How far the equations of the grid are from being solved. */
  readonly unsettled: number
}

export interface OverSpheres extends OnSphere {
  readonly error: number
  readonly sphere: HalfSphere
}

/**
 * A number found on finer and finer grids of directions of space, each starting from the one before, with an error judged by
 * twice the last change or a quarter of the one before it; it is infinite with less than three grids. Nothing for another
 * dimension.
 */
export function refinedOverSpheres(
  given: RandomFactors,
  { tolerance = 1e-7, mostNodes = 32_000, budget = unlimited }: GridOptions,
  solve: (transfer: HalfSphereTransfer, start?: OnSphere) => OnSphere | undefined,
): OverSpheres | undefined {
  if (given.dimension !== 3) return undefined
  let best: OverSpheres | undefined
  let before: { sphere: HalfSphere; solved: OnSphere } | undefined
  let [value, change] = [NaN, NaN]
  for (const edge of edges) {
    const sphere = halfSphere(edge)
    const isTooLarge = sphere.nodes > mostNodes || sphere.nodes * given.factors.length > mostPairs
    if (isTooLarge || spent(budget)) break
    const start = before && {
      ...before.solved,
      values: transferred(before.solved.values, before.sphere, sphere),
    }
    const solved = solve(halfSphereTransfer(given, sphere), start)
    // What is too rough for a coarse grid may do on a finer one.
    if (solved === undefined || !Number.isFinite(solved.value)) continue
    const next = Math.abs(solved.value - value)
    const judged = Math.max(2 * next, change / 4) + solved.unsettled + 1e-13
    const error = Number.isNaN(judged) ? Infinity : judged
    if (!(error > (best?.error ?? Infinity))) best = { ...solved, error, sphere }
    if (error <= tolerance) break
    ;[value, change, before] = [solved.value, next, { sphere, solved }]
  }
  return best
}
