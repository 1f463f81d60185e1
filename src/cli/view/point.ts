import { toText } from '../../expression/index.js'
import { coordinatesText, type ZeroLossPoint } from '../../geometry/index.js'
import { type Matrix } from '../../numeric/index.js'
import { wrapped } from '../text.js'
import { plainDecimal } from './numbers.js'

/** Where a row's text begins, in a table indented by two whose widest label is `eigenvalues, normal`. */
const textColumn = 23

/** A row of a table about a model or a point, its text wrapped. */
export function row(label: string, text: string, width: number): string[] {
  return [label.padEnd(textColumn - 4), wrapped(text, width - textColumn, ' '.repeat(textColumn))]
}

/** The point on the zero-loss set and the numbers that describe the set there, as rows of a table. */
export function pointRows(point: ZeroLossPoint, width: number): string[][] {
  const { rank, landscape } = point
  const { symbols } = landscape.model
  const coordinates =
    point.exact === undefined
      ? coordinatesText(landscape.model, point.coordinates)
      : symbols.map((symbol, i) => `${toText(symbol)} = ${toText(point.exact!.coordinates[i]!)}`).join(', ')
  const gap = rank.gap === Infinity ? 'nothing dropped' : `gap ${plainDecimal(rank.gap, 3)}`
  return [
    row('point', `${point.name}: ${coordinates}`, width),
    row('on the set', `${point.certainty}, largest residual ${plainDecimal(point.residual, 2)}`, width),
    row('rank', `${rank.rank} of a ${rank.rows} × ${rank.columns} ${rank.of} (${gap})`, width),
    row('dimension', String(point.dimension), width),
    row('eigenvalues, normal', list(point.normalEigenvalues), width),
    ...columns(point.tangent).map((column, i) =>
      row(i === 0 ? 'tangent basis' : '', `(${list(column)})`, width),
    ),
    ...columns(point.normal).map((column, i) =>
      row(i === 0 ? 'normal basis' : '', `(${list(column)})`, width),
    ),
  ]
}

function list(values: ArrayLike<number>): string {
  return values.length === 0 ? 'none' : Array.from(values, (value) => plainDecimal(value, 6)).join(', ')
}

// A large basis is for the JSON.
function columns(m: Matrix): Float64Array[] {
  if (m.rows > 8) return []
  return Array.from({ length: m.columns }, (_, j) =>
    Float64Array.from({ length: m.rows }, (_, i) => m.data[i * m.columns + j]!),
  )
}
