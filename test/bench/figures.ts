import { svgDocument } from '../../src/node/svg-document.js'
import { figureSvg, type PlotDescription } from '../../src/report/index.js'
import type { Growth } from './results.js'

const roles = { rolled: 'prediction', 'written out': 'measurement' } as const

/** A figure of how something grows, on logarithmic axes, as an SVG file of its own. */
export function growthFigure({ name, title, x, y, series }: Growth): string {
  const plot: PlotDescription = {
    x: { label: x, scale: 'log' },
    y: { label: y, scale: 'log' },
    description: `${title}. ${series.map(({ label, points }) => `${label}: ${points.map(({ x, y }) => `${x}, ${Number(y.median.toPrecision(3))}`).join('; ')}`).join('. ')}.`, // prettier-ignore
    marks: series.flatMap(({ label, points }) => {
      const role = label.endsWith('written out') ? roles['written out'] : roles.rolled
      return [
        { kind: 'line', label, role, points: points.map(({ x, y }) => [x, y.median] as const) } as const,
        {
          kind: 'points',
          role,
          points: points.map(({ x, y: { median, min, max } }) => ({ x, y: median, lo: min, hi: max })),
        } as const,
      ]
    }),
  }
  return `${figureSvg(plot, { document: svgDocument(), id: name, standalone: true })}\n`
}
