import type { Chart } from '../verify/index.js'
import type { MeasuredPoint, PlotDescription, PlotMark, PlotPoint } from './plot.js'

/** Prediction and measurement of one experiment as a figure: a line, points with error bars, and marks. */
export function chartPlot(chart: Chart): PlotDescription {
  const line = chart.predicted.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
  const points = chart.measured.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)).map(errorBar)
  const marks: PlotMark[] = []
  if (chart.zeroLine === true) marks.push({ kind: 'rule', role: 'reference', y: 0 })
  if (chart.mark !== undefined && Number.isFinite(chart.mark.x))
    marks.push({ kind: 'rule', role: 'measurement', x: chart.mark.x, label: chart.mark.label })
  marks.push({ kind: 'line', role: 'prediction', label: 'predicted', points: line })
  marks.push({ kind: 'points', role: 'measurement', label: 'measured (99 %)', points })
  const domain = heights(line, points)
  return {
    x: { label: chart.x, scale: 'linear' },
    y: { label: chart.y, scale: 'linear', ...(domain === undefined ? {} : { domain }) },
    marks,
  }
}

// Without a finite half-width there is no bar: the point then says nothing about its error, and the text does.
function errorBar({ x, y, halfWidth }: Chart['measured'][number]): MeasuredPoint {
  return Number.isFinite(halfWidth) ? { x, y, lo: y - halfWidth, hi: y + halfWidth } : { x, y }
}

/**
 * The heights to show: those of the measured points with room above and below, as far as there is anything to show
 * there. A predicted curve that dives to minus infinity is cut rather than flattening everything else.
 */
function heights(line: readonly PlotPoint[], points: readonly MeasuredPoint[]): [number, number] | undefined {
  if (points.length < 2) return undefined
  const measured = points.flatMap(({ y, lo = y, hi = y }) => [lo, hi])
  const [low, high] = [Math.min(...measured), Math.max(...measured)]
  const room = 0.35 * (high - low)
  if (room === 0) return undefined
  const all = [...line.map(([, y]) => y), ...measured]
  const lo = Math.max(low - room, Math.min(...all))
  const hi = Math.min(high + room, Math.max(...all))
  const pad = 0.04 * (hi - lo)
  return [lo - pad, hi + pad]
}
