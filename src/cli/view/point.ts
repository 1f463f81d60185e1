import { plain } from '../../base/prose.js'
import { toText } from '../../expression/index.js'
import { coordinatesText, type ZeroLossPoint } from '../../geometry/index.js'
import { table, wrapped } from '../text.js'
import { plainDecimal } from './numbers.js'

/** The point on the zero-loss set and the numbers that describe the set there. */
export function pointText(point: ZeroLossPoint, width: number): string {
  const { rank, landscape } = point
  const { symbols } = landscape.model
  const coordinates =
    point.exact === undefined
      ? coordinatesText(landscape.model, point.coordinates)
      : symbols.map((symbol, i) => `${toText(symbol)} = ${toText(point.exact!.coordinates[i]!)}`).join(', ')
  const gap = rank.gap === Infinity ? 'nothing dropped' : `gap ${plainDecimal(rank.gap, 3)}`
  const list = (values: ArrayLike<number>) => Array.from(values, (value) => plainDecimal(value, 6)).join(', ')
  const rows = [
    ['point', wrapped(`${point.name}: ${coordinates}`, width - 26, ' '.repeat(26))],
    ['on the set', `${point.certainty}, largest residual ${plainDecimal(point.residual, 2)}`],
    ['rank', `${rank.rank} of a ${rank.rows} × ${rank.columns} ${rank.of} (${gap})`],
    ['dimension', String(point.dimension)],
    ['eigenvalues, normal', wrapped(list(point.normalEigenvalues), width - 26, ' '.repeat(26))],
    ...columns(point.tangent).map((column, i) => [i === 0 ? 'tangent basis' : '', `(${list(column)})`]),
    ...columns(point.normal).map((column, i) => [i === 0 ? 'normal basis' : '', `(${list(column)})`]),
  ]
  return plain(table(rows as string[][], '    '))
}

// A large basis is for the JSON.
function columns(m: { rows: number; columns: number; data: Float64Array }): Float64Array[] {
  if (m.rows > 8) return []
  return Array.from({ length: m.columns }, (_, j) =>
    Float64Array.from({ length: m.rows }, (_, i) => m.data[i * m.columns + j]!),
  )
}
