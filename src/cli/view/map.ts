import { plain } from '../../base/prose.js'
import { boundaryTexts, placeOf, shownPositions } from '../../report/map/index.js'
import { type MapCell, type StabilityMap } from '../../study/index.js'
import type { Style } from '../style.js'
import { table, wrapped } from '../text.js'
import { plainDecimal } from './numbers.js'

interface MapView {
  readonly style: Style
  readonly width: number
}

/** A map for a terminal: the verdict, boundaries at some positions, and the cells as shades. */
export function mapText(map: StabilityMap, view: MapView): string {
  const { situation, path, verdict, notes } = map
  const { style, width } = view
  const paint = { supported: style.good, refuted: style.bad } as Record<string, Style['good']>
  const outcome = (paint[verdict.outcome] ?? style.doubtful)(verdict.outcome)
  const [from, to] = [path.from, path.to].map((s) => plainDecimal(s, 4))
  const ends =
    path.ends[0] === path.ends[1] ? path.ends[0] : `at ${from}: ${path.ends[0]}; at ${to}: ${path.ends[1]}`
  const says = `${path.says}, from ${from} to ${to} in arc length (${ends}).`
  return [
    style.strong(`${situation.model.title}: stability along the zero-loss set`),
    wrapped(says, width),
    '',
    outcome,
    `  ${wrapped(plain(verdict.summary), width - 2, '  ')}`,
    `\n${style.strong('Boundaries: stable for learning rates below')}`,
    boundaryTable(map),
    ...(map.grid === undefined
      ? []
      : [`\n${style.strong('Share of runs that settle')}`, heatMap(map, width)]),
    ...notes.map((note) => `\n${wrapped(plain(note), width)}`),
  ].join('\n')
}

function positionName({ path }: StabilityMap): string {
  return path.parameter?.text ?? 'arc length'
}

function boundaryTable(map: StabilityMap): string {
  const head = [positionName(map), 'mean square', 'almost surely', 'gradient descent']
  const rows = shownPositions(map).map((position) => {
    const { meanSquare, almostSure, gradientDescent } = boundaryTexts(position)
    return [plainDecimal(placeOf(map, position), 4), ...[meanSquare, windows(almostSure), gradientDescent].map((content) => plain(content))]
  })
  return table([head, ...rows], '  ')
} // prettier-ignore

// Of several sign changes every other one begins a window.
function windows(changes: string): string {
  const [first, ...rest] = changes.split(', ')
  const more = Array.from({ length: Math.ceil(rest.length / 2) }, (_, i) => {
    const end = rest[2 * i + 1]
    return `and ${rest[2 * i]} to ${end ?? 'beyond what was scanned'}`
  })
  return [first, ...more].join(' ')
}

const shades = ['·', '░', '▒', '▓', '█']

/** Three characters per cell, shaded by the share, with letters where a boundary runs through it. */
function heatMap(map: StabilityMap, width: number): string {
  const grid = map.grid!
  const rows = grid.rows.middles
  const lines = rows.map((rate, row) => {
    const cells = map.cells.filter((cell) => cell.row === row)
    return `  ${plainDecimal(rate, 3).padStart(9)}  ${cells.map((cell) => cellText(map, cell)).join('')}`
  })
  const label = positionName(map)
  const [left, right] = [map.positions[0]!, map.positions.at(-1)!].map((position) => `${label} = ${plainDecimal(placeOf(map, position), 4)}`)
  const room = Math.max(left!.length + right!.length + 2, 3 * grid.columns.middles.length)
  const legend =
    `${grid.runs} runs per cell; ${shades.map((shade, i) => `${shade} ${25 * i} %`).join(', ')}; blank where nothing was measured. ` +
    'A boundary runs through the cells with M (mean square), G (gradient descent), A (almost surely); ! contradicts the last.'
  return [...lines.reverse(), `  ${''.padStart(9)}  ${left}${right!.padStart(room - left!.length)}`, `  ${wrapped(legend, width - 2, '  ')}`].join('\n')
} // prettier-ignore

function cellText({ positions, grid }: StabilityMap, cell: MapCell): string {
  const { measured, counts, predicted, column, row } = cell
  const shade = measured === undefined ? ' ' : shades[Math.round(4 * measured.share.value)]!
  const middle = grid!.columns.middles[column]!
  const { boundaries } = positions.reduce((a, b) => (Math.abs(b.s - middle) < Math.abs(a.s - middle) ? b : a))
  const [low, high] = [grid!.rows.edges[row]!, grid!.rows.edges[row + 1]!]
  const within = (rate: number | undefined): boolean => rate !== undefined && rate >= low && rate < high
  const isWrong = counts && measured?.seen !== undefined && measured.seen !== predicted['almost-surely']
  const letters = [
    isWrong ? '!' : '',
    within(boundaries?.meanSquare.value) ? 'M' : '',
    boundaries?.almostSure?.some(({ learningRate }) => within(learningRate.value)) === true ? 'A' : '',
    within(boundaries?.gradientDescent.value) ? 'G' : '',
  ].join('')
  return letters.slice(0, 3).padEnd(3, shade)
} // prettier-ignore
