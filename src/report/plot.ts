/**
 * A figure as data. The SVG and the pgfplots source are both made from it, with the same ranges, ticks, colours and
 * dashes, so that page and paper show the same picture.
 */
import { plain, type Prose } from '../base/prose.js'
import { failure } from '../base/wording.js'

export interface PlotDescription {
  /** Size in CSS pixels of the SVG; on paper the figure takes the width of the text with the same proportions. */
  readonly width?: number
  readonly height?: number
  readonly x: PlotAxis
  readonly y: PlotAxis
  readonly marks: readonly PlotMark[]
  /** What the figure shows, for readers who cannot see it; made from the marks where it is left out. */
  readonly description?: string
}

export interface PlotAxis {
  /** With formulas between dollars, as in `learning rate $\eta$`. */
  readonly label: Prose
  readonly scale: 'linear' | 'log'
  /** Lowest and highest value shown; from the marks where it is left out. What lies outside is cut off. */
  readonly domain?: readonly [number, number]
}

/** What a mark stands for decides its colour, dashes and symbol. */
export type PlotRole = 'prediction' | 'measurement' | 'control' | 'alternative' | 'reference'

export type PlotPoint = readonly [x: number, y: number]

interface Labelled {
  /** Shown in the legend; a mark without one is not in it. */
  readonly label?: Prose
  readonly role: PlotRole
}

export type PlotMark =
  | (Labelled & { readonly kind: 'line'; readonly points: readonly PlotPoint[] })
  | (Labelled & { readonly kind: 'points'; readonly points: readonly MeasuredPoint[] })
  | (Labelled & { readonly kind: 'band'; readonly points: readonly BandPoint[] })
  /** A straight line through the whole figure, vertical at `x` or horizontal at `y`. */
  | (Labelled & { readonly kind: 'rule'; readonly x: number })
  | (Labelled & { readonly kind: 'rule'; readonly y: number })
  /** Rectangles shaded by a share from 0 (light) to 1 (dark); where there is none there is nothing. */
  | (Labelled & { readonly kind: 'cells'; readonly cells: readonly PlotCell[] })
  /** A shaded rectangle; a side that is left out extends to the edge. */
  | (Labelled & { readonly kind: 'region'; readonly x?: readonly [number, number]; readonly y?: readonly [number, number] }) // prettier-ignore

/** A point, with its error bar from `lo` to `hi` where it has one. */
export interface MeasuredPoint {
  readonly x: number
  readonly y: number
  readonly lo?: number
  readonly hi?: number
}

export interface PlotCell {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
  readonly share: number
}

export interface BandPoint {
  readonly x: number
  readonly lo: number
  readonly hi: number
}

/** The most points a figure may have: more cannot be seen, and TeX runs out of memory. */
export const mostPoints = 4000

/**
 * Checks that a figure can be drawn.
 * @throws ProblemError `not-finite` for a value that is not a finite number or has no logarithm on a logarithmic axis;
 * `too-large` for too many points.
 */
export function checkPlot(plot: PlotDescription): void {
  let count = 0
  for (const mark of plot.marks) {
    const { xs, ys } = valuesOf(mark)
    count += Math.max(xs.length, ys.length)
    const name = mark.label === undefined ? `the ${mark.kind}` : `the ${mark.kind} “${plain(mark.label)}”`
    for (const value of xs) checkValue(value, plot.x, name)
    for (const value of ys) checkValue(value, plot.y, name)
  }
  for (const axis of [plot.x, plot.y]) for (const end of axis.domain ?? []) checkValue(end, axis, 'the range')
  if (count > mostPoints)
    throw failure('too-large', { what: 'the number of points of a figure', size: count, limit: mostPoints })
}

function checkValue(value: number, axis: PlotAxis, where: string): void {
  if (Number.isFinite(value) && (axis.scale === 'linear' || value > 0)) return
  const what = Number.isFinite(value) ? `the logarithm of ${value}` : `the value ${value}`
  throw failure('not-finite', { what, where: `${where} of the figure with the axis ${plain(axis.label)}` })
}

/** All coordinates of a mark. */
export function valuesOf(mark: PlotMark): { xs: number[]; ys: number[] } {
  switch (mark.kind) {
    case 'line':
      return { xs: mark.points.map(([x]) => x), ys: mark.points.map(([, y]) => y) }
    case 'points':
      return {
        xs: mark.points.map(({ x }) => x),
        ys: mark.points.flatMap(({ y, lo = y, hi = y }) => [y, lo, hi]),
      }
    case 'band':
      return { xs: mark.points.map(({ x }) => x), ys: mark.points.flatMap(({ lo, hi }) => [lo, hi]) }
    case 'cells':
      return { xs: mark.cells.flatMap(({ x }) => [...x]), ys: mark.cells.flatMap(({ y }) => [...y]) }
    case 'rule':
      return 'x' in mark ? { xs: [mark.x], ys: [] } : { xs: [], ys: [mark.y] }
    case 'region':
      return { xs: [...(mark.x ?? [])], ys: [...(mark.y ?? [])] }
  }
}

/** A sentence or two about what is drawn. */
export function plotSummary(plot: PlotDescription): string {
  if (plot.description !== undefined) return plot.description
  const log = (axis: PlotAxis): string => (axis.scale === 'log' ? ' (logarithmic)' : '')
  const marks = plot.marks.map((mark) => {
    const name = mark.label === undefined ? mark.role : plain(mark.label)
    if (mark.kind === 'rule') return `${name}: a rule at ${'x' in mark ? mark.x : mark.y}`
    if (mark.kind === 'region') return `${name}: a shaded region`
    if (mark.kind === 'cells') return `${name}: ${mark.cells.length} shaded cells`
    const { xs, ys } = valuesOf(mark)
    const span = (values: readonly number[]): string => `${short(Math.min(...values))} to ${short(Math.max(...values))}`
    return xs.length === 0 ? `${name}: no points` : `${name}: ${mark.kind}, x from ${span(xs)}, y from ${span(ys)}`
  })
  return `${plain(plot.y.label)}${log(plot.y)} against ${plain(plot.x.label)}${log(plot.x)}. ${marks.join('; ')}.`
} // prettier-ignore

function short(value: number): string {
  return String(Number(value.toPrecision(3)))
}
