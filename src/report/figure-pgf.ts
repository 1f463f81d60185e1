import { pieces, type Prose, plain } from '../base/prose.js'
import { asciiMath, latexText } from './latex-text.js'
import { cellOpacity, fillOpacity, type RoleStyle } from './palette.js'
import type { PlotDescription, PlotPoint } from './plot.js'
import type { AxisFrame } from './plot-frame.js'
import { type DrawnMark, drawnMarks } from './plot-marks.js'

/** What the preamble of a document with these figures must contain. */
export const figurePreamble = ['\\usepackage{pgfplots}', '\\pgfplotsset{compat=1.16}']

/**
 * A figure as a `tikzpicture` for stock pgfplots, data included, as wide as the text around it. It can be copied into
 * a paper as it stands.
 * @throws ProblemError `not-finite` or `too-large` as `checkPlot` does.
 */
export function figurePgf(plot: PlotDescription): string {
  const { frame, marks } = drawnMarks(plot)
  const ratio = (plot.height ?? 380) / (plot.width ?? 600)
  const ordered = marks.toSorted((a, b) => a.place - b.place)
  return [
    '\\begin{tikzpicture}',
    ...coloursOf(marks).map(({ name, colour }) => `\\definecolor{${name}}{HTML}{${colour.slice(1)}}`),
    '\\begin{axis}[',
    `  width=0.92\\linewidth, height=${decimal(0.92 * ratio)}\\linewidth, scaled ticks=false, axis on top=false,`,
    `  xmode=${mode(plot.x.scale)}, xmin=${number(frame.x.lo)}, xmax=${number(frame.x.hi)}, xlabel={${label(plot.x.label)}},`,
    `  ymode=${mode(plot.y.scale)}, ymin=${number(frame.y.lo)}, ymax=${number(frame.y.hi)}, ylabel={${label(plot.y.label)}},`,
    `  ${ticks('x', frame.x)},`,
    `  ${ticks('y', frame.y)},`,
    '  grid=major, major grid style={black!12}, axis line style={black!60}, tick style={black!60}, tick align=outside,',
    '  tick pos=left, tick label style={font=\\small}, label style={font=\\small},',
    `  legend style={draw=none, fill=none, font=\\small, at={(0.5,-0.21)}, anchor=north, cells={anchor=west}${longLabels(ordered)}}, legend columns=${legendColumns(ordered)},`,
    ']',
    // The legend is built from samples of its own, in the order of the description, not in the order of drawing.
    ...ordered.filter((mark) => mark.label !== undefined).flatMap(legendEntry),
    ...marks.flatMap((mark) => drawing(mark, marks.some(({ kind }) => kind === 'cells'))),
    '\\end{axis}',
    '\\end{tikzpicture}',
  ].join('\n')
} // prettier-ignore

function coloursOf(marks: readonly DrawnMark[]): { name: string; colour: string }[] {
  return [...new Set(marks.map(({ style }) => style.colour))].map((colour) => ({ name: colourName(colour), colour }))
} // prettier-ignore

// Named by their value: two pictures in one document cannot disagree about a name.
function colourName(colour: string): string {
  return `c${colour.slice(1)}`
}

function mode(scale: 'linear' | 'log'): string {
  return scale === 'log' ? 'log' : 'normal'
}

function ticks(axis: 'x' | 'y', frame: AxisFrame): string {
  const at = frame.ticks.map(({ value }) => number(value)).join(',')
  const labels = frame.ticks.map(({ latex }) => `$${latex}$`).join(',')
  return `${axis}tick={${at}}, ${axis}ticklabels={${labels}}, minor ${axis} tick num=0, minor tick length=0pt`
}

function drawing(mark: DrawnMark, overCells: boolean): string[] {
  const colour = colourName(mark.style.colour)
  switch (mark.kind) {
    case 'cells':
      return mark.cells.map(
        ({ x: [x0, x1], y: [y0, y1], share }) =>
        area(colour, cellOpacity(share), [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]), // prettier-ignore
      )
    case 'region': {
      const [x0, x1] = mark.x
      const [y0, y1] = mark.y
      const corners: PlotPoint[] = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]] // prettier-ignore
      return [area(colour, fillOpacity.region, corners)]
    }
    case 'band': {
      const low = mark.points.map(({ x, lo }): PlotPoint => [x, lo])
      const high = mark.points.map(({ x, hi }): PlotPoint => [x, hi])
      return low.length < 2 ? [] : [area(colour, fillOpacity.band, [...low, ...high.reverse()])]
    }
    case 'line':
    case 'rule':
      return mark.segments.map(
        (segment) =>
          `\\addplot[forget plot, ${lineStyle(mark)}${overCells && mark.kind === 'line' ? edge : ''}] coordinates {${coordinates(segment)}};`,
      )
    case 'points':
      return points(mark, colour)
  }
}

// On dark cells a line needs an edge to be seen.
const edge = ', preaction={draw=white, draw opacity=0.75, line width=2.6pt, dash pattern={}}'

function area(colour: string, opacity: number, corners: readonly PlotPoint[]): string {
  return `\\addplot[forget plot, draw=none, fill=${colour}, fill opacity=${opacity}] coordinates {${coordinates(corners)}} -- cycle;`
}

function points(mark: DrawnMark & { kind: 'points' }, colour: string): string[] {
  if (mark.points.length === 0) return []
  const shape = `only marks, ${symbol(mark.style)}`
  const bars = mark.points.some(({ lo }) => lo !== undefined)
  if (!bars) {
    const all = mark.points.map(({ x, y }): PlotPoint => [x, y])
    return [`\\addplot[forget plot, ${shape}] coordinates {${coordinates(all)}};`]
  }
  const rows = mark.points.map(({ x, y, lo = y, hi = y }) => [x, y, hi - y, y - lo].map(number).join(' '))
  return [
    `\\addplot[forget plot, ${shape}, error bars/.cd, y dir=both, y explicit, error mark=none, error bar style={${colour}, semithick}]`,
    '  table[x index=0, y index=1, y error plus index=2, y error minus index=3, row sep=\\\\] {',
    ...rows.map((row) => `  ${row}\\\\`),
    '};',
  ]
}

function lineStyle(mark: DrawnMark): string {
  const { colour, dashes } = mark.style
  const pattern = dashes.map(
    (length, index) => `${index % 2 === 0 ? 'on' : 'off'} ${decimal(0.75 * length)}pt`,
  )
  return [
    `no marks, ${colourName(colour)}, ${mark.kind === 'rule' ? 'semithick' : 'thick'}`,
    ...(pattern.length === 0 ? [] : [`dash pattern={${pattern.join(' ')}}`]),
  ].join(', ')
}

function symbol({ colour, symbol: shape }: RoleStyle): string {
  const name = { circle: '*', square: 'square*', triangle: 'triangle*', diamond: 'diamond*' }[shape]
  const size = shape === 'circle' ? 1.9 : shape === 'square' ? 1.7 : 2.4
  return `mark=${name}, mark size=${size}pt, ${colourName(colour)}, mark options={solid, fill=${colourName(colour)}}`
}

function legendEntry(mark: DrawnMark): string[] {
  const colour = colourName(mark.style.colour)
  const image =
    mark.kind === 'cells'
      ? `legend image code/.code={${[0, 0.5, 1].map((share, i) => `\\fill[${colour}, opacity=${cellOpacity(share)}] (${(0.2 * i).toFixed(1)}cm,-0.1cm) rectangle (${(0.2 * i + 0.2).toFixed(1)}cm,0.12cm);`).join('')}}`
      : mark.kind === 'band' || mark.kind === 'region'
        ? `legend image code/.code={\\fill[${colour}, opacity=${fillOpacity[mark.kind] + 0.1}] (0cm,-0.1cm) rectangle (0.6cm,0.12cm);}`
        : mark.kind === 'points'
          ? `only marks, ${symbol(mark.style)}`
          : lineStyle(mark)
  return [`\\addlegendimage{${image}}`, `\\addlegendentry{~${label(mark.label!)}}`]
}

/** As many columns as the estimated widths of the labels allow. */
function legendColumns(marks: readonly DrawnMark[]): number {
  const lengths = labelLengths(marks)
  if (lengths.length === 0) return 1
  const perLine = Math.floor(82 / (Math.max(...lengths) + 8))
  return Math.max(1, Math.min(perLine, lengths.length))
}

/** Labels longer than a line are set as paragraphs. */
function longLabels(marks: readonly DrawnMark[]): string {
  return Math.max(0, ...labelLengths(marks)) > 74
    ? ', nodes={text width=0.78\\linewidth, align=left}'
    : ', /tikz/every even column/.append style={column sep=1em}'
}

function labelLengths(marks: readonly DrawnMark[]): number[] {
  return marks.flatMap(({ label: text }) => (text === undefined ? [] : [plain(text).length]))
}

function label(text: Prose): string {
  return pieces(text)
    .map(({ kind, content }) => (kind === 'math' ? `$${asciiMath(content)}$` : latexText(content)))
    .join('')
}

function coordinates(all: readonly PlotPoint[]): string {
  return all.map(([x, y]) => `(${number(x)},${number(y)})`).join(' ')
}

/** Seven digits: what TeX computes with. */
function number(value: number): string {
  const digits = Number(value.toPrecision(7))
  return Object.is(digits, -0) ? '0' : String(digits).replace('e+', 'e')
}

function decimal(value: number): string {
  return String(Number(value.toFixed(3)))
}
