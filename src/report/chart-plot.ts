import type { Prose } from '../base/prose.js'
import type { Chart, Curve } from '../verify/index.js'
import type { MeasuredPoint, PlotDescription, PlotMark, PlotPoint, PlotRole } from './plot.js'

/** Prediction and measurement of one experiment as a figure: lines, points with error bars, and marks. */
export function chartPlot(chart: Chart): PlotDescription {
  const log = { x: chart.logarithmic?.includes('x') ?? false, y: chart.logarithmic?.includes('y') ?? false }
  const { label, others = [] } = chart
  const isShare = chart.isShare === true
  const curves = [chart, ...others]
    .map((curve) => drawn(curve, log))
    .map((curve) => (isShare ? cutToShares(curve) : curve))
  const marks: PlotMark[] = []
  if (chart.zeroLine === true) marks.push({ kind: 'rule', role: 'reference', y: 0 })
  if (chart.mark !== undefined && Number.isFinite(chart.mark.x))
    marks.push({ kind: 'rule', role: 'measurement', x: chart.mark.x, label: chart.mark.label })
  const [first, ...rest] = curves
  marks.push(...curveMarks(first!, ['prediction', 'measurement'], named('predicted', label), named('measured (99 %)', label))) // prettier-ignore
  for (const [k, curve] of rest.entries()) {
    const role = furtherRoles[k % furtherRoles.length]!
    const of = others[k]!.label
    const alone = curve.line.length === 0
    marks.push(...curveMarks(curve, [role, role], of, alone ? of : `${of}, measured`))
  }
  const shown = log.y ? undefined : heights(curves)
  const domain: typeof shown =
    isShare && shown !== undefined ? [Math.max(0, shown[0]), Math.min(1, shown[1])] : shown
  return {
    x: { label: chart.x, scale: log.x ? 'log' : 'linear' },
    y: { label: chart.y, scale: log.y ? 'log' : 'linear', ...(domain === undefined ? {} : { domain }) },
    marks: others.length === 0 ? marks : marks.filter((mark) => !isEmpty(mark)),
  }
}

const furtherRoles: readonly PlotRole[] = ['alternative', 'control', 'reference']

const named = (what: Prose, label: Prose | undefined): Prose => (label === undefined ? what : `${label}, ${what}`) // prettier-ignore

interface Drawn {
  readonly line: readonly PlotPoint[]
  readonly points: readonly MeasuredPoint[]
}

type Logarithmic = Readonly<Record<'x' | 'y', boolean>>

function drawn({ predicted, measured }: Curve, log: Logarithmic): Drawn {
  const can = (x: number, y: number): boolean =>
    Number.isFinite(x) && Number.isFinite(y) && (!log.x || x > 0) && (!log.y || y > 0)
  return {
    line: predicted.filter(([x, y]) => can(x, y)),
    points: measured.filter(({ x, y }) => can(x, y)).map((point) => errorBar(point, log.y)),
  }
}

function cutToShares({ line, points }: Drawn): Drawn {
  const cut = ({ x, y, lo, hi }: MeasuredPoint): MeasuredPoint => ({
    x,
    y,
    ...(lo !== undefined && { lo: Math.max(0, lo) }),
    ...(hi !== undefined && { hi: Math.min(1, hi) }),
  })
  return { line, points: points.map(cut) }
}

function curveMarks(
  { line, points }: Drawn,
  [ofLine, ofPoints]: readonly [PlotRole, PlotRole],
  lineLabel: Prose,
  pointsLabel: Prose,
): PlotMark[] {
  return [
    { kind: 'line', role: ofLine, label: lineLabel, points: line },
    { kind: 'points', role: ofPoints, label: pointsLabel, points },
  ]
}

function isEmpty(mark: PlotMark): boolean {
  return (mark.kind === 'line' || mark.kind === 'points') && mark.points.length === 0
}

// Without a finite half-width there is no bar: the point then says nothing about its error, and the text does. On a
// logarithmic axis a bar that would end at zero or below has no lower half.
function errorBar({ x, y, halfWidth }: Curve['measured'][number], log: boolean): MeasuredPoint {
  if (!Number.isFinite(halfWidth)) return { x, y }
  return log && y - halfWidth <= 0 ? { x, y, hi: y + halfWidth } : { x, y, lo: y - halfWidth, hi: y + halfWidth } // prettier-ignore
}

/**
 * The heights to show: those of the measured points with room above and below, as far as there is anything to show
 * there. A predicted curve that dives to minus infinity is cut rather than flattening everything else.
 */
function heights(curves: readonly Drawn[]): [number, number] | undefined {
  const points = curves.flatMap((curve) => curve.points)
  if (points.length < 2) return undefined
  const measured = points.flatMap(({ y, lo = y, hi = y }) => [lo, hi])
  const [low, high] = [Math.min(...measured), Math.max(...measured)]
  const room = 0.35 * (high - low)
  if (room === 0) return undefined
  const all = [...curves.flatMap(({ line }) => line.map(([, y]) => y)), ...measured]
  const lo = Math.max(low - room, Math.min(...all))
  const hi = Math.min(high + room, Math.max(...all))
  const pad = 0.04 * (hi - lo)
  return [lo - pad, hi + pad]
}
