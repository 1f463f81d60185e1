import type { BandPoint, MeasuredPoint, PlotCell, PlotDescription, PlotMark, PlotPoint } from './plot.js'
import { clippedLine } from './plot-clip.js'
import { type PlotFrame, plotFrame } from './plot-frame.js'
import { type RoleStyle, stylesOf } from './palette.js'

/** A mark cut to the frame, in the form both writers draw. `place` is its place in the legend. */
export type DrawnMark = {
  readonly style: RoleStyle
  readonly label: string | undefined
  readonly place: number
} & (
  | { readonly kind: 'line' | 'rule'; readonly segments: readonly (readonly PlotPoint[])[] }
  | { readonly kind: 'points'; readonly points: readonly MeasuredPoint[] }
  | { readonly kind: 'band'; readonly points: readonly BandPoint[] }
  | { readonly kind: 'cells'; readonly cells: readonly PlotCell[] }
  | { readonly kind: 'region'; readonly x: readonly [number, number]; readonly y: readonly [number, number] }
)

/** What a figure draws, areas first so that lines and points lie above them. @throws as `checkPlot` does. */
export function drawnMarks(plot: PlotDescription): { frame: PlotFrame; marks: DrawnMark[] } {
  const frame = plotFrame(plot)
  const styles = stylesOf(plot.marks)
  const marks = plot.marks.map((mark, index) =>
    drawn(mark, { style: styles[index]!, label: mark.label, place: index }, frame, plot),
  )
  const order = ['cells', 'region', 'band', 'rule', 'line', 'points']
  return { frame, marks: marks.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)) }
}

type Common = Pick<DrawnMark, 'style' | 'label' | 'place'>

function drawn(mark: PlotMark, common: Common, { x, y }: PlotFrame, plot: PlotDescription): DrawnMark {
  const clampX = clampTo(x.lo, x.hi)
  const clampY = clampTo(y.lo, y.hi)
  const within = (value: number): boolean => value >= x.lo && value <= x.hi
  const log = { x: plot.x.scale === 'log', y: plot.y.scale === 'log' }
  switch (mark.kind) {
    case 'line':
      return { ...common, kind: 'line', segments: clippedLine(mark.points, { x, y }, log) }
    case 'rule': {
      const ends: [PlotPoint, PlotPoint] =
        'x' in mark ? [[mark.x, y.lo], [mark.x, y.hi]] : [[x.lo, mark.y], [x.hi, mark.y]]
      return { ...common, kind: 'rule', segments: clippedLine(ends, { x, y }, log) }
    } // prettier-ignore
    case 'points': {
      const points = mark.points.filter((point) => within(point.x) && point.y === clampY(point.y))
      return { ...common, kind: 'points', points: points.map((point) => clampedBar(point, clampY)) }
    }
    case 'band': {
      const points = mark.points.filter((point) => within(point.x))
      return {
        ...common,
        kind: 'band',
        points: points.map((point) => ({ x: point.x, lo: clampY(point.lo), hi: clampY(point.hi) })),
      }
    }
    case 'cells': {
      const cells = mark.cells.map(({ x: [x0, x1], y: [y0, y1], share }) => ({
        x: [clampX(x0), clampX(x1)] as const,
        y: [clampY(y0), clampY(y1)] as const,
        share,
      }))
      return {
        ...common,
        kind: 'cells',
        cells: cells.filter((cell) => cell.x[0] < cell.x[1] && cell.y[0] < cell.y[1]),
      }
    }
    case 'region': {
      const [x0, x1] = mark.x ?? [x.lo, x.hi]
      const [y0, y1] = mark.y ?? [y.lo, y.hi]
      return { ...common, kind: 'region', x: [clampX(x0), clampX(x1)], y: [clampY(y0), clampY(y1)] }
    }
  }
}

function clampTo(lo: number, hi: number): (value: number) => number {
  return (value) => Math.min(hi, Math.max(lo, value))
}

function clampedBar({ x, y, lo, hi }: MeasuredPoint, clamp: (value: number) => number): MeasuredPoint {
  return lo === undefined && hi === undefined ? { x, y } : { x, y, lo: clamp(lo ?? y), hi: clamp(hi ?? y) }
}
