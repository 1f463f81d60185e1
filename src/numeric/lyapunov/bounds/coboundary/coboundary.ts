import { type Budget, spent, unlimited } from '../../../../base/budget.js'
import type { ExponentBound } from '../bound.js'
import type { EnclosedFactors } from '../enclosed-factors.js'
import { type CellBounds, cellBounds } from './cell-bounds.js'
import { type LineFactors, lineFactors } from './line-factors.js'
import { indexedMesh, type Mesh, refinedMesh, uniformMesh } from './mesh.js'
import { cutOff, relax } from './relax.js'

/** When to stop refining: whichever comes first. */
export interface CoboundaryOptions {
  readonly budget?: Budget | undefined
  /** Told the best bounds after each round; `true` ends it. */
  readonly enough?: ((lo: number, hi: number) => boolean) | undefined
  /** Most cells of the mesh; 60,000 when left out. */
  readonly cells?: number | undefined
}

/**
 * Two-sided bounds on the Lyapunov exponent λ of a product of 2 × 2 matrices. For any continuous ψ of the direction u,
 *
 *     min F ≤ λ ≤ max F,   F(u) = E[log(‖Au‖/‖u‖) + ψ(Au)] − ψ(u),
 *
 * since h(u) = log‖u‖ + ψ(u) grows by F on average in each step: E h(Aⁿu) ≥ h(u) + n·min F gives the left side. For the
 * right side, h(Aⁿu) − n·max F is a supermartingale whose steps are bounded above, and from below once those are cut off
 * at a level that changes max F as little as one likes; the law of large numbers for bounded martingale differences gives
 * limsup (1/n) log‖Aⁿu‖ ≤ max F almost surely for every u, hence for the columns of Aⁿ. This holds for singular factors
 * too (F = −∞ where one of them maps u to 0, so that the left side says nothing).
 *
 * ψ solves ψ − Pψ = φ − λ approximately, piecewise linear on a mesh that is refined where F is furthest from constant.
 * The bounds of F are rigorous for whatever ψ that gives.
 *
 * @throws RangeError when the factors are not 2 × 2
 */
export function coboundaryBound(product: EnclosedFactors, options: CoboundaryOptions = {}): ExponentBound {
  if (product.size !== 2) throw new RangeError(`the coboundary bound is for size 2, not ${product.size}`)
  const factors = lineFactors(product)
  const singular = factors.determinants.some(({ low, high }) => low <= 0 && high >= 0)
  const shortest = shortestCell(factors)
  let mesh = uniformMesh(256)
  let [lo, hi, gap] = [-Infinity, Infinity, 1]
  for (;;) {
    const sweeps = Math.max(20, Math.ceil(work / (mesh.nodes.length * factors.count)))
    const relaxed = relax(factors, indexedMesh(mesh), { sweeps, tolerance: gap / 20 })
    mesh = relaxed.mesh
    const bounds = cellBounds(factors, indexedMesh(mesh))
    const [low, high] = extremes(bounds)
    lo = Math.max(lo, low)
    hi = Math.min(hi, high)
    gap = Math.min(gap, high - (singular ? relaxed.exponent : low))
    if (options.enough?.(lo, hi) === true || spent(options.budget ?? unlimited)) break
    const marked = markedCells(mesh, bounds, { ...relaxed, singular, shortest })
    const finer = refinedMesh(mesh, marked)
    if (finer.nodes.length === mesh.nodes.length || finer.nodes.length > (options.cells ?? 60_000)) break
    mesh = finer
  }
  return { name: 'coboundary', lo, hi, detail: sentence(mesh, singular) }
}

/** Rigorous bounds min F ≤ λ ≤ max F for one given ψ, however it was found. */
export function coboundaryBoundOf(factors: LineFactors, mesh: Mesh): { readonly lo: number; readonly hi: number } {
  const [lo, hi] = extremes(cellBounds(factors, indexedMesh(mesh)))
  return { lo, hi }
}

const sentence = (mesh: Mesh, singular: boolean): string =>
  `The mean growth in one step of $\\log\\lVert u\\rVert + \\psi(u)$ lies between these bounds in every direction $u$, ` +
  `with $\\psi$ piecewise linear on ${mesh.nodes.length - 1} cells` +
  (singular ? '; a factor may be singular, which leaves no lower bound.' : '.')

// NaN, which comes of overflow, is no bound.
function extremes({ low, high }: CellBounds): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (let i = 0; i < low.length; i++) {
    if (!(low[i]! >= least)) least = low[i]! === low[i]! ? low[i]! : -Infinity
    if (!(high[i]! <= most)) most = high[i]! === high[i]! ? high[i]! : Infinity
  }
  return [least, most]
}

// Values that are computed in one relaxation, about; on fine meshes it only has to spread what the last halving changed.
const work = 2e6

// The share of the largest deviation beyond which a cell is halved.
const share = 0.15

interface Marking {
  readonly exponent: number
  readonly singular: boolean
  readonly shortest: number
}

function markedCells({ nodes }: Mesh, { low, high }: CellBounds, { exponent, singular, shortest }: Marking): Uint8Array {
  const deviations = high.map((x, i) =>
    nodes[i + 1]! - nodes[i]! <= shortest ? 0 : Math.max(x - exponent, singular ? 0 : exponent - low[i]!),
  )
  const worst = deviations.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, x) : most), 0)
  return Uint8Array.from(deviations, (x) => (x > share * worst ? 1 : 0))
} // prettier-ignore

// Where a factor nearly maps to 0, the direction of its image is known to about its error over its smallest singular
// value |det|/‖A‖. Cells much longer than that keep the slopes of ψ, times this error, small.
function shortestCell({ determinants, columns, errors }: LineFactors): number {
  const blurs = determinants.map(({ low, high }, f) => {
    const norm = columns[2 * f]! + columns[2 * f + 1]!
    const smallest = Math.max(low, -high, 0) / norm
    return errors[f]! / Math.max(smallest, cutOff * norm)
  })
  return Math.max(2 ** -40, 256 * Math.max(...blurs))
}
