import { type Budget, spent, unlimited } from '../../../../base/budget.js'
import type { ExponentBound } from '../bound.js'
import { enclosedDeterminant } from '../determinant.js'
import type { EnclosedFactors } from '../enclosed-factors.js'
import { boundsOfBoxes } from './box-bounds.js'
import { type CubeMesh, cubeMesh, nodeCount, onFinerMesh, type Place } from './cube-mesh.js'
import { type Potential, relaxed } from './potential.js'
import { spaceFactors, type SpaceFactors } from './space-factors.js'
import { sweptBounds } from './swept-bounds.js'

export interface SphereOptions {
  readonly budget?: Budget | undefined
  /** Told the best bounds after each attempt; `true` ends it. */
  readonly enough?: ((lo: number, hi: number) => boolean) | undefined
}

/** The most factors for which it pays. */
export const mostSphereFactors = 64

/**
 * The bounds of `coboundaryBound` in two to four dimensions: min F ≤ λ ≤ max F with F = E[log(‖Au‖/‖u‖) + ψ(Au)] − ψ(u)
 * over all directions u, for any bounded ψ. ψ is chosen for one side at a time (`relaxed`), piecewise multilinear on the faces
 * of a cube, and F is enclosed on boxes that are halved where the bound is least sharp. Where F itself turns out to be beyond
 * the bound wanted, ψ is improved there. First comes the side that shows the sign that λ seems to have.
 *
 * The determinant is the only lower bound that averages of single steps give: E log‖Au‖ ≥ uᵀE[log|A|]u, and sums of the k least
 * eigenvalues of E log|A|, which bound the growth of k-dimensional volumes, are at most k times the mean of all, in any metric.
 *
 * @throws RangeError in other dimensions
 */
export function sphereCoboundaryBound(
  product: EnclosedFactors,
  { budget = unlimited, enough }: SphereOptions = {},
): ExponentBound {
  if (product.size < 2 || product.size > 4)
    throw new RangeError(`the coboundary bound on a sphere is for sizes from 2 to 4, not ${product.size}`)
  const factors = spaceFactors(product)
  const singular = product.factors.some((a) => holdsZero(enclosedDeterminant(a)))
  const coarse = cubeMesh(product.size, meshesFor(product.size)[0]!)
  const zero = new Float64Array(nodeCount(coarse))
  const first = (side: 'below' | 'above') => relaxed(factors, coarse, zero, { ...settings(factors), sweeps: 80, side, others: [] }) // prettier-ignore
  const starts = { below: first('below'), above: first('above') }
  const seemsPositive = starts.below.bound + starts.above.bound > 0
  const sides = seemsPositive ? (['below', 'above'] as const) : (['above', 'below'] as const)
  const found = { below: -Infinity, above: Infinity }
  let [boxes, left] = [0, mostPairs / factors.count]
  for (const side of sides) {
    if (side === 'below' && singular) continue
    const task = { factors, side, start: starts[side], left: side === sides[0] ? left : Math.min(left, left / 4 + 2000) }
    for (const attempt of attempts(task)) {
      left -= attempt.boxes
      boxes = Math.max(boxes, attempt.boxes)
      found[side] = side === 'below' ? Math.max(found.below, attempt.bound) : Math.min(found.above, attempt.bound)
      if (enough?.(found.below, found.above) === true || spent(budget)) break
    }
    if (enough?.(found.below, found.above) === true || spent(budget)) break
  }
  return {
    name: 'coboundary',
    lo: found.below,
    hi: found.above,
    detail:
      `The mean growth in one step of $\\log\\lVert u\\rVert + \\psi(u)$ lies between these bounds in every direction $u$, ` +
      `with $\\psi$ piecewise multilinear, on up to ${boxes} boxes` +
      (singular ? '; a factor may be singular, which leaves no lower bound.' : '.'),
  }
} // prettier-ignore

const holdsZero = ({ low, high }: { low: number; high: number }): boolean => low <= 0 && high >= 0

/** Cells along an edge of a face. */
function meshesFor(size: number): number[] {
  if (size === 2) return [64, 256, 1024, 4096]
  return size === 3 ? [8, 16, 32] : [4, 8]
}

const settings = ({ size }: SpaceFactors) => ({ tolerance: 1e-6, samples: size === 4 ? 3 : 4 })

/** Boxes times factors that are bounded in all: a second or two. */
const mostPairs = 2e5

interface Task {
  readonly factors: SpaceFactors
  readonly side: 'below' | 'above'
  readonly start: { readonly potential: Potential; readonly bound: number }
  readonly left: number
}

const roundsOnMesh = 6

function* attempts({ factors, side, start, left }: Task): Generator<{ bound: number; boxes: number }> {
  const others: Place[] = []
  const meshes = meshesFor(factors.size)
  let current = start
  for (const cells of meshes) {
    const mesh: CubeMesh = cubeMesh(factors.size, cells)
    if (cells !== current.potential.mesh.cells) {
      const values = onFinerMesh(current.potential.mesh, current.potential.values, mesh)
      current = relaxed(factors, mesh, values, { ...settings(factors), sweeps: 25, side, others })
    }
    const isHopeful = side === 'below' ? current.bound > 0 : current.bound < 0
    // What does not show the sign on a coarse mesh may do so on a finer one.
    if (!isHopeful && cells !== meshes.at(-1)) continue
    for (let round = 0; round < (isHopeful ? roundsOnMesh : 1); round++) {
      const least = mesh.size * cells ** (mesh.size - 1)
      if (!(left > least)) return
      const most = Math.min(left, 60_000 / factors.count + least)
      const swept = sweptBounds(boundsOfBoxes(factors, current.potential), mesh, side, current.bound, most)
      left -= swept.boxes
      const isSettled = side === 'below' ? swept.bound > 0 : swept.bound < 0
      // A sign that took little is worth a better number.
      const closer = isSettled ? sharpened({ factors, side, start: current, left: Math.min(left, most / 3) }, others) : undefined
      yield closer !== undefined && Math.abs(closer.bound) > Math.abs(swept.bound) ? closer : swept
      if (swept.beyond.length === 0) break
      others.push(...swept.beyond)
      current = relaxed(factors, mesh, current.potential.values, { ...settings(factors), sweeps: 10, side, others })
    }
  }
} // prettier-ignore

const roundsCloser = 3

/** A bound that comes nearer to λ on the same mesh, of those with the sign that is settled. */
function sharpened({ factors, side, start, left }: Task, known: readonly Place[]): { bound: number; boxes: number } | undefined {
  const others = [...known]
  let current = start
  let best: { bound: number; boxes: number } | undefined
  for (let round = 0; round < roundsCloser; round++) {
    const { mesh } = current.potential
    const swept = sweptBounds(boundsOfBoxes(factors, current.potential), mesh, side, current.bound, left, 0.6)
    const isSettled = side === 'below' ? swept.bound > 0 : swept.bound < 0
    if (isSettled && !(Math.abs(swept.bound) <= Math.abs(best?.bound ?? 0))) best = swept
    if (swept.beyond.length === 0) break
    others.push(...swept.beyond)
    current = relaxed(factors, mesh, current.potential.values, { ...settings(factors), sweeps: 10, side, others })
  }
  return best
} // prettier-ignore
