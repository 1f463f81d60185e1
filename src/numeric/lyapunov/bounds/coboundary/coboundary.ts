import { type Budget, spent, unlimited } from '../../../../base/budget.js'
import type { ExponentBound } from '../bound.js'
import type { EnclosedFactors } from '../enclosed-factors.js'
import { type CellBounds, cellBounds } from './cell-bounds.js'
import { type LineFactors, lineFactors } from './line-factors.js'
import { indexedMesh, type Mesh, refinedMesh, uniformMesh } from './mesh.js'
import { relax } from './relax.js'

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
  const smallest = smallestLengths(factors)
  const norms = smallest.map((_, f) => Math.max(factors.columns[2 * f]!, factors.columns[2 * f + 1]!))
  const singular = smallest.some((x) => x === 0)
  const floors = norms.map((norm, f) => smallest[f]! < nearlySingular * norm ? Math.max(cutOff * norm, 2 * smallest[f]!) : 0)
  const budget = options.budget ?? unlimited
  let found: Found = { lo: -Infinity, hi: Infinity, cells: 0 }
  if (floors.some((x) => x > 0)) {
    const task = { found, floors, above: true, shortest: shortestCell(factors, floors, smallest) }
    found = refine(factors, task, { ...options, budget: singular ? budget : halved(budget) })
  }
  if (!singular && options.enough?.(found.lo, found.hi) !== true) {
    const none = floors.map(() => 0)
    const task = { found, floors: none, above: false, shortest: shortestCell(factors, none, smallest) }
    found = refine(factors, task, { ...options, budget })
  }
  const { lo, hi, cells } = found
  return { name: 'coboundary', lo, hi, detail: sentence(cells, singular) }
} // prettier-ignore

interface Found {
  readonly lo: number
  readonly hi: number
  readonly cells: number
}

// Where a factor shortens some direction to less than this part, the cusp of ψ there is too thin for a mesh. For the upper
// bound ψ is then computed as if the factor shortened nothing below twice that: F only becomes smaller by what it does.
const nearlySingular = 0.02
const cutOff = 1e-5

interface Task {
  readonly found: Found
  readonly floors: Float64Array
  /** Only the upper bound is asked for. */
  readonly above: boolean
  readonly shortest: number
}

function refine(
  factors: LineFactors,
  task: Task,
  { budget, enough, cells = 60_000 }: CoboundaryOptions,
): Found {
  let { lo, hi } = task.found
  let mesh = uniformMesh(256)
  for (let gap = 1; ;) {
    const sweeps = Math.max(20, Math.ceil(work / (mesh.nodes.length * factors.count)))
    const relaxed = relax(factors, indexedMesh(mesh), { sweeps, tolerance: gap / 20, floors: task.floors })
    mesh = relaxed.mesh
    const bounds = cellBounds(factors, indexedMesh(mesh))
    const [low, high] = extremes(bounds)
    lo = Math.max(lo, low)
    hi = Math.min(hi, high)
    gap = Math.min(gap, high - (task.above ? relaxed.exponent : low))
    if (enough?.(lo, hi) === true || spent(budget ?? unlimited)) break
    const marked = markedCells(mesh, bounds, relaxed.exponent, task)
    const finer = refinedMesh(mesh, marked)
    if (finer.nodes.length === mesh.nodes.length || finer.nodes.length > cells) break
    mesh = finer
  }
  return { lo, hi, cells: mesh.nodes.length - 1 }
}

const halved = (budget: Budget): Budget => {
  const now = performance.now()
  return { ...budget, deadline: now + (budget.deadline - now) / 2 }
}

/** Rigorous bounds min F ≤ λ ≤ max F for one given ψ, however it was found. */
export function coboundaryBoundOf(
  factors: LineFactors,
  mesh: Mesh,
): { readonly lo: number; readonly hi: number } {
  const [lo, hi] = extremes(cellBounds(factors, indexedMesh(mesh)))
  return { lo, hi }
}

const sentence = (cells: number, singular: boolean): string =>
  `The mean growth in one step of $\\log\\lVert u\\rVert + \\psi(u)$ lies between these bounds in every direction $u$, ` +
  `with $\\psi$ piecewise linear on ${cells} cells` +
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
const share = 0.25

function markedCells(
  { nodes }: Mesh,
  { low, high }: CellBounds,
  exponent: number,
  { above, shortest }: Task,
): Uint8Array {
  const deviations = high.map((x, i) =>
    nodes[i + 1]! - nodes[i]! <= shortest ? 0 : Math.max(x - exponent, above ? 0 : exponent - low[i]!),
  )
  const worst = deviations.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, x) : most), 0)
  return Uint8Array.from(deviations, (x) => (x > share * worst ? 1 : 0))
}

// Below the smallest singular value |det|/‖A‖ of each factor.
function smallestLengths({ determinants, columns }: LineFactors): Float64Array {
  return Float64Array.from(determinants, ({ low, high }, f) => Math.max(low, -high, 0) / Math.hypot(columns[2 * f]!, columns[2 * f + 1]!)) // prettier-ignore
}

// Where a factor nearly maps to 0, the direction of its image is known to about its error over the length that is left.
// Cells much longer than that keep the slopes of ψ, times this error, small.
function shortestCell({ errors }: LineFactors, floors: Float64Array, smallest: Float64Array): number {
  return errors.reduce(
    (most, e, f) => Math.max(most, (256 * e) / Math.max(floors[f]!, smallest[f]!)),
    2 ** -40,
  )
}
