import { spent } from '../../base/budget.js'
import { zeroLossPointAt } from '../../geometry/index.js'
import { type BoundaryTask, boundariesAt } from './boundaries.js'
import type { MapPath } from './path.js'
import type { Boundaries, MapPosition } from './record.js'

/** A position before it is named by a parameter. */
export type BarePosition = Omit<MapPosition, 'parameter'>

/** Parts into which an interval may be split by refinement. */
const finest = 8

// A boundary is drawn with straight lines where it leaves them by less than this, relative to itself.
const straight = 0.01

/**
 * Boundaries at even distances and, where one bends, halfway between: at most `plan.refined` more. The middles of `columns`
 * columns are among them.
 */
export function positionsAlong(path: MapPath, columns: number, task: BoundaryTask): BarePosition[] {
  const { plan, landscape, budget, rank } = task
  // Simulated exponents take longer, and scatter is not to be refined.
  const parts = rank <= 2 ? plan.parts : 2
  const count = columns * parts
  const most = count + 1 + (rank <= 2 ? plan.refined : 0)
  const found: BarePosition[] = []
  const look = (s: number): void => {
    const { coordinates } = path.at(s)
    found.push({ s, coordinates, ...boundariesAt(zeroLossPointAt(landscape, coordinates), task) })
    budget.progress?.('boundaries along the path', Math.min(0.99, found.length / most))
  }
  const wanted = Array.from({ length: count + 1 }, (_, i) => {
    const s = path.from + ((path.to - path.from) * i) / count
    // The point itself, but for rounding.
    return Math.abs(s) <= 1e-12 * (path.to - path.from) ? 0 : s
  })
  // From the point outwards, so that geodesics are followed in short pieces.
  for (const s of wanted.toSorted((a, b) => Math.abs(a) - Math.abs(b))) look(s)
  found.sort((a, b) => a.s - b.s)
  const closest = (path.to - path.from) / count / finest
  while (found.length < most && !spent(budget)) {
    const worst = bends(found, closest)
    if (worst === undefined) break
    look(worst)
    found.sort((a, b) => a.s - b.s)
  }
  return found
}

// The middle of the interval beside which boundaries bend most.
function bends(positions: readonly BarePosition[], closest: number): number | undefined {
  let [most, where] = [straight, undefined as number | undefined]
  for (let i = 1; i + 1 < positions.length; i++) {
    const [a, b, c] = [positions[i - 1]!, positions[i]!, positions[i + 1]!]
    const size = bend(a, b, c)
    // The scale of a single line is a quarter of what two neighbours tell.
    if (size / 4 <= most || Math.max(b.s - a.s, c.s - b.s) < 2 * closest) continue
    most = size / 4
    where = b.s - a.s > c.s - b.s ? (a.s + b.s) / 2 : (b.s + c.s) / 2
  }
  return where
}

function bend(a: BarePosition, b: BarePosition, c: BarePosition): number {
  const [x, y, z] = [curvesOf(a.boundaries), curvesOf(b.boundaries), curvesOf(c.boundaries)]
  // Where sign changes or a gap come and go it is looked at more closely.
  if (x.length !== y.length || y.length !== z.length) return 0.5
  const share = (b.s - a.s) / (c.s - a.s)
  return y.reduce(
    (worst, value, k) => Math.max(worst, Math.abs(value - (x[k]! + share * (z[k]! - x[k]!)))),
    0,
  )
}

function curvesOf(boundaries: Boundaries | undefined): number[] {
  if (boundaries === undefined) return []
  const { gradientDescent, meanSquare, almostSure = [] } = boundaries
  const sure = almostSure.map(({ learningRate }) => learningRate)
  return [gradientDescent, meanSquare, ...sure].map(({ value }) => Math.log(value))
}
