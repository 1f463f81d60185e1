import * as Plot from '@observablehq/plot'
import { plain } from '../base/prose.js'
import { cellOpacity, fillOpacity, type RoleStyle } from './palette.js'
import { type PlotDescription, plotSummary } from './plot.js'
import type { AxisFrame } from './plot-frame.js'
import { type DrawnMark, drawnMarks } from './plot-marks.js'

/** The part of a DOM document that drawing needs: a page passes its own, Node one of jsdom. */
export interface SvgDocument {
  createElementNS(namespace: string, name: string): SvgNode
}

export interface SvgNode {
  readonly outerHTML: string
  textContent: string | null
  readonly firstChild: unknown
  setAttribute(name: string, value: string): void
  getAttribute(name: string): string | null
  removeAttribute(name: string): void
  appendChild(child: SvgNode): unknown
  insertBefore(child: SvgNode, before: unknown): unknown
  querySelector(selector: string): SvgNode | null
  querySelectorAll(selector: string): ArrayLike<SvgNode>
}

export interface SvgOptions {
  readonly document: SvgDocument
  /** Prefix of the ids inside; must be unique within a page. */
  readonly id: string
  /** For a file of its own: brings a background and colours for light and dark; inside a page it takes the page's. */
  readonly standalone?: boolean
}

const svgNamespace = 'http://www.w3.org/2000/svg'
const fontSize = 13
const margin = { top: 30, right: 18, bottom: 48, left: 68 }

/**
 * A figure as SVG, with its words as text and a description for readers who cannot see it.
 * @throws ProblemError `not-finite` or `too-large` as `checkPlot` does.
 */
export function figureSvg(plot: PlotDescription, options: SvgOptions): string {
  const { frame, marks } = drawnMarks(plot)
  const width = plot.width ?? 600
  const height = plot.height ?? 380
  const svg = Plot.plot({
    document: options.document as never,
    width,
    height,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    style: { fontSize: `${fontSize}px`, fontFamily: 'system-ui, sans-serif' } as never,
    x: { type: plot.x.scale, domain: [frame.x.lo, frame.x.hi], label: null },
    y: { type: plot.y.scale, domain: [frame.y.lo, frame.y.hi], label: null },
    marks: [
      Plot.gridX(values(frame.x), { strokeOpacity: 0.1 }),
      Plot.gridY(values(frame.y), { strokeOpacity: 0.1 }),
      ...marks.flatMap((mark) => plotMarks(mark, marks.some(({ kind }) => kind === 'cells'))),
      Plot.frame({ strokeOpacity: 0.4 }),
      Plot.axisX(values(frame.x), { text: labels(frame.x), label: plain(plot.x.label), labelArrow: 'none', labelAnchor: 'center', tickSize: 4 }),
      Plot.axisY(values(frame.y), { text: labels(frame.y), label: plain(plot.y.label), labelArrow: 'none', tickSize: 4 }),
    ],
  }) as unknown as SvgNode // prettier-ignore
  return finished(svg, plot, marks, { width, height }, options)
}

function values(axis: AxisFrame): number[] {
  return axis.ticks.map(({ value }) => value)
}

// Not by `tickFormat`: on a logarithmic axis that leaves out labels as it sees fit.
function labels(axis: AxisFrame): string[] {
  return axis.ticks.map(({ plain: label }) => label)
}

function plotMarks(mark: DrawnMark, overCells: boolean): Plot.Markish[] {
  const { colour, symbol } = mark.style
  const stroke = { stroke: colour, strokeWidth: 2, strokeDasharray: mark.style.dashes.join(' ') || 'none' }
  switch (mark.kind) {
    case 'cells':
      return [...new Set(mark.cells.map(({ share }) => cellOpacity(share)))].map((opacity) =>
        Plot.rect(mark.cells.filter(({ share }) => cellOpacity(share) === opacity), { x1: ({ x }) => x[0], x2: ({ x }) => x[1], y1: ({ y }) => y[0], y2: ({ y }) => y[1], fill: colour, fillOpacity: opacity, shapeRendering: 'crispEdges' }),
      )
    case 'region':
      return [Plot.rect([mark], { x1: mark.x[0], x2: mark.x[1], y1: mark.y[0], y2: mark.y[1], fill: colour, fillOpacity: fillOpacity.region })] // prettier-ignore
    case 'band':
      return [Plot.areaY([...mark.points], { x: 'x', y1: 'lo', y2: 'hi', fill: colour, fillOpacity: fillOpacity.band })]
    case 'line':
    case 'rule':
      return mark.segments.flatMap((segment) => {
        const points = [...segment] as [number, number][]
        const line = Plot.line(points, { ...stroke, strokeWidth: mark.kind === 'rule' ? 1.4 : 2 })
        // On dark cells a line needs an edge to be seen.
        return overCells && mark.kind === 'line' ? [Plot.line(points, { stroke: '#FFFFFF', strokeOpacity: 0.75, strokeWidth: 5 }), line] : [line]
      })
    case 'points': {
      const bars = mark.points.filter(({ lo }) => lo !== undefined)
      return [
        ...(bars.length > 0 ? [Plot.ruleX(bars, { x: 'x', y1: 'lo', y2: 'hi', stroke: colour, strokeWidth: 1.4 })] : []),
        Plot.dot([...mark.points], { x: 'x', y: 'y', r: 3.5, symbol, fill: colour }),
      ]
    }
  }
} // prettier-ignore

/** Adds legend, title, description and colours to what Plot drew, and rounds its coordinates. */
function finished(
  svg: SvgNode,
  plot: PlotDescription,
  marks: readonly DrawnMark[],
  size: { width: number; height: number },
  { document, id, standalone = false }: SvgOptions,
): string {
  const make = (name: string, attributes: Record<string, string | number>, content = ''): SvgNode => {
    const node = document.createElementNS(svgNamespace, name)
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value))
    if (content !== '') node.textContent = content
    return node
  }
  const entries = legend(marks, size.width)
  const height = size.height + (entries.length === 0 ? 0 : 22 + 20 * (1 + Math.max(...entries.map(({ row }) => row))))
  for (const { mark, row, x } of entries) {
    const group = make('g', { transform: `translate(${x},${size.height + 18 + 20 * row})` })
    for (const node of sample(mark, make)) group.appendChild(node)
    group.appendChild(make('text', { x: 32, y: '0.32em', 'text-anchor': 'start' }, plain(mark.label!)))
    svg.appendChild(group)
  }
  // Nothing of the style Plot brings is needed, and inside a page it would apply to all figures at once.
  const style = svg.querySelector('style')!
  style.textContent = standalone
    ? 'svg{color:#1c1f23;background:#fff}@media (prefers-color-scheme:dark){svg{color:#e6e8ea;background:#15181c}}'
    : ''
  for (const [name, value] of Object.entries({
    xmlns: svgNamespace,
    viewBox: `0 0 ${size.width} ${height}`,
    height: String(height),
    role: 'img',
    'aria-labelledby': `${id}-title ${id}-description`,
  }))
    svg.setAttribute(name, value)
  svg.removeAttribute('class')
  const first = svg.firstChild
  svg.insertBefore(make('title', { id: `${id}-title` }, `${plain(plot.y.label)} against ${plain(plot.x.label)}`), first)
  svg.insertBefore(make('desc', { id: `${id}-description` }, plotSummary(plot)), first)
  const nodes = svg.querySelectorAll('*')
  for (let index = 0; index < nodes.length; index++) roundAttributes(nodes[index]!)
  return standalone ? svg.outerHTML : svg.outerHTML.replace('<style></style>', '')
} // prettier-ignore

function roundAttributes(node: SvgNode): void {
  for (const name of ['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'width', 'height']) {
    const value = node.getAttribute(name)
    if (value !== null && /\.\d{3}/.test(value))
      node.setAttribute(name, value.replaceAll(/-?\d*\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))))) // prettier-ignore
  }
}

interface LegendEntry {
  readonly mark: DrawnMark
  readonly row: number
  readonly x: number
}

/** Where the entries of the legend stand, as many in a row as fit; widths of words are estimated. */
function legend(marks: readonly DrawnMark[], width: number): LegendEntry[] {
  let row = 0
  let x = margin.left
  const placed: LegendEntry[] = []
  for (const mark of marks.toSorted((a, b) => a.place - b.place)) {
    if (mark.label === undefined) continue
    const needed = 32 + 0.56 * fontSize * plain(mark.label).length + 20
    if (x > margin.left && x + needed > width) {
      row += 1
      x = margin.left
    }
    placed.push({ mark, row, x })
    x += needed
  }
  return placed
}

type Make = (name: string, attributes: Record<string, string | number>) => SvgNode

/** A small picture of a mark. */
function sample(mark: DrawnMark, make: Make): SvgNode[] {
  const { colour, symbol } = mark.style
  if (mark.kind === 'cells')
    return [0, 0.5, 1].map((share, i) => make('rect', { x: 1 + 8 * i, y: -6, width: 8, height: 12, fill: colour, 'fill-opacity': cellOpacity(share) }))
  if (mark.kind === 'band' || mark.kind === 'region')
    return [make('rect', { x: 2, y: -6, width: 24, height: 12, fill: colour, 'fill-opacity': fillOpacity[mark.kind] + 0.1 })]
  if (mark.kind !== 'points')
    return [make('line', { x1: 0, x2: 26, stroke: colour, 'stroke-width': 2, 'stroke-dasharray': mark.style.dashes.join(' ') || 'none' })]
  const bar = make('line', { x1: 13, x2: 13, y1: -8, y2: 8, stroke: colour, 'stroke-width': 1.4 })
  return [bar, make('path', { d: symbols[symbol], transform: 'translate(13,0)', fill: colour })]
} // prettier-ignore

const symbols: Record<RoleStyle['symbol'], string> = {
  circle: 'M3.5,0A3.5,3.5,0,1,1,-3.5,0A3.5,3.5,0,1,1,3.5,0',
  square: 'M-3.1,-3.1H3.1V3.1H-3.1Z',
  triangle: 'M0,-4.4L3.9,2.4H-3.9Z',
  diamond: 'M0,-4.8L2.8,0L0,4.8L-2.8,0Z',
}
