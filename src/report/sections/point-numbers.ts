import { toLatex } from '../../expression/index.js'
import type { ZeroLossPoint } from '../../geometry/index.js'
import { math, type RichText, text } from '../document.js'
import { rowVectorLatex } from '../matrix-latex.js'
import { boundedLatex, boundLatex, numberLatex } from '../numbers.js'
import type { PointErrors } from '../point-errors.js'
import { coordinateLatex } from './model.js'
import { packed } from './packed.js'

const mostCoordinates = 16

/** The coordinates: exact where they are exact, else with their errors; side by side when there are many. */
export function coordinateLines({ landscape, coordinates, exact }: ZeroLossPoint, errors: PointErrors): string[] {
  const { symbols } = landscape.model
    const cut = symbols.length > mostCoordinates
  const shown = cut ? symbols.slice(0, mostCoordinates - 1) : symbols
  const equations = shown.map((symbol, i) => {
    const given = exact?.coordinates[i]
    const value = coordinates[i]!
    if (given === undefined) return `${toLatex(symbol)} = ${boundedLatex(value, errors.coordinate, 12)}`
    const latex = coordinateLatex(given)
    const decimal = /^-?[\d.]+$/.test(latex) ? '' : ` \\approx ${numberLatex(value, 8)}`
    return `${toLatex(symbol)} = ${latex}${decimal}`
  })
  if (equations.length <= 4) return equations
  return packed(cut ? [...equations, `\\ldots \\quad \\text{(${symbols.length} coordinates in all)}`] : equations)
} // prettier-ignore

/** Numbers to eight digits and the error of each, the rounding of what is shown included. */
export function listWithError(values: Float64Array, error: number): RichText {
  const shown = Array.from(values, (value) => (Math.abs(value) <= error ? 0 : Number(value.toPrecision(8))))
  const off = shown.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0)
  const entries = rowVectorLatex(
    shown.map((value) => numberLatex(value, 8)),
    6,
  )
  const bound = off + error
  const width = bound > 0 ? `\\pm ${boundLatex(bound)}` : ''
  if (values.length === 1) return [math(`${entries.slice(1, -1)} ${width}`.trim())]
  return [math(entries), ...(bound > 0 ? [text(', each '), math(width)] : [])]
}
