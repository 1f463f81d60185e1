import type { Crossing } from '../../numeric/index.js'
import type { MapPosition, StabilityMap } from '../../study/index.js'
import type { PlotCell, PlotDescription, PlotMark, PlotPoint, PlotRole } from '../plot.js'

/** Boundaries over the measured shares; nothing where there is nothing to measure around. */
export function mapPlot(map: StabilityMap): PlotDescription | undefined {
  const { grid, path, positions, cells } = map
  if (grid === undefined) return undefined
  const x = (s: number): number => placeOf(positions, path.parameter !== undefined, s)
  const [columns, rows] = [grid.columns.edges, grid.rows.edges]
  const shaded = cells.flatMap(({ column, row, measured }): PlotCell[] =>
    measured === undefined
      ? []
      : [{ x: ordered(x(columns[column]!), x(columns[column + 1]!)), y: [rows[row]!, rows[row + 1]!], share: measured.share.value }],
  )
  const wrong = cells.filter(({ counts, measured, predicted }) => counts && measured!.seen !== undefined && measured!.seen !== predicted['almost-surely'])
  const here = x(0)
  const domain = ordered(x(columns[0]!), x(columns.at(-1)!))
  const marks: PlotMark[] = [
    { kind: 'cells', role: 'reference', label: 'measured share of runs that settle: light 0, dark 1', cells: shaded },
    ...boundary(positions, x, 'prediction', 'boundary almost surely, $\\lambda = 0$', (position) => position.boundaries?.almostSure?.filter(({ learningRate }) => learningRate.value <= rows.at(-1)!)),
    ...boundary(positions, x, 'alternative', 'in mean square', (position) => single(position.boundaries?.meanSquare)),
    ...boundary(positions, x, 'control', 'of gradient descent', (position) => single(position.boundaries?.gradientDescent)),
    ...(here > domain[0] && here < domain[1] ? [{ kind: 'rule', role: 'reference', x: here, label: 'the point asked for' } as const] : []),
    ...(wrong.length === 0 ? [] : [{ kind: 'points', role: 'measurement', label: 'contradicts the almost-sure boundary', points: wrong.map(({ column, learningRate }) => ({ x: x(grid.columns.middles[column]!), y: learningRate })) } as const]),
  ]
  return {
    height: 420,
    x: { label: path.parameter === undefined ? 'position: arc length $s$' : `position: $${path.parameter.latex}$`, scale: 'linear', domain },
    y: { label: 'learning rate $\\eta$', scale: 'log', domain: [rows[0]!, rows.at(-1)!] },
    marks,
  }
} // prettier-ignore

/** The horizontal coordinate of a position: its parameter or its arc length. */
function placeOf(positions: readonly MapPosition[], named: boolean, s: number): number {
  if (!named) return s
  const after = positions.findIndex((position) => position.s >= s)
  const b = positions[after < 0 ? positions.length - 1 : after]!
  const a = positions[Math.max(0, (after < 0 ? positions.length : after) - 1)]!
  const share = b.s === a.s ? 0 : (s - a.s) / (b.s - a.s)
  return a.parameter! + Math.min(1, Math.max(0, share)) * (b.parameter! - a.parameter!)
}

function ordered(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a]
}

function single(estimate: Crossing['learningRate'] | undefined): Crossing[] | undefined {
  return estimate && [{ learningRate: estimate, becomes: 'unstable' }]
}

// Sign changes at neighbouring positions belong together when they differ by less than this factor.
const nearBy = 1.25

/** Lines through sign changes of the same kind, interrupted where there is none nearby. Only the first is in the legend. */
function boundary(
  positions: readonly MapPosition[],
  x: (s: number) => number,
  role: PlotRole,
  label: string,
  crossingsOf: (position: MapPosition) => readonly Crossing[] | undefined,
): PlotMark[] {
  interface Line {
    readonly becomes: Crossing['becomes']
    readonly points: PlotPoint[]
  }
  const all: Line[] = []
  let open: Line[] = []
  for (const position of positions) {
    const next: Line[] = []
    for (const { learningRate, becomes } of crossingsOf(position) ?? []) {
      const away = ({ points }: Line): number => Math.abs(Math.log(points.at(-1)![1] / learningRate.value))
      const fitting = open.filter((line) => line.becomes === becomes && !next.includes(line))
      const nearest = fitting.toSorted((a, b) => away(a) - away(b))[0]
      const line = nearest !== undefined && away(nearest) < Math.log(nearBy) ? nearest : { becomes, points: [] }
      if (line !== nearest) all.push(line)
      line.points.push([x(position.s), learningRate.value])
      next.push(line)
    }
    open = next
  }
  const drawn = all.filter(({ points }) => points.length > 1)
  return drawn.map(({ points }, i) => ({ kind: 'line', role, points, ...(i === 0 && { label }) }))
} // prettier-ignore
