import type { BranchRecord, ParametrisationRecord, QuantityRecord } from '../../geometry/index.js'
import { criticalGroups, sameQuantities } from '../../report/critical-groups.js'
import { plainDecimal } from './numbers.js'
import type { SurveyView } from './survey.js'

/** The branches with their domains and the quantities along them, or the chart, and what is missing. */
export function parametrisationRows(
  { branches, coverage, chart, notes }: ParametrisationRecord,
  view: SurveyView,
): string[][] {
  const { row } = view
  return [
    ...branches.flatMap((branch, i) => branchRows(branch, branches.slice(0, i), branches.length > 1, view)),
    ...(coverage === undefined
      ? []
      : [row('covers', coverage.text.length > 600 ? coverage.outcome : coverage.text)]),
    ...(chart === undefined
      ? []
      : [
          row(
            'chart',
            `a graph over the tangent space, dimension ${chart.dimension}, up to radius ${plainDecimal(chart.radius, 4)} (tried in ${chart.directions} directions)`,
          ),
        ]),
    ...notes.map((note) => row('note', note)),
  ]
}

function branchRows(
  branch: BranchRecord,
  before: readonly BranchRecord[],
  isOneOfMany: boolean,
  view: SurveyView,
): string[][] {
  const { row, write } = view
  const { coordinates, domain, free, containsPoint } = branch
  const free_ = free.map(write)
  const solved = coordinates
    .filter(({ parameter, value }) => parameter.text !== value.text)
    .map(({ parameter, value }) => `${write(parameter)} = ${write(value)}`)
  const where = domain.length === 0 ? '' : `, where ${domain.map(write).join(', ')}`
  const here = isOneOfMany && containsPoint === true ? ' (through the point)' : ''
  return [
    row('branch', `${solved.join(', ')}${where}${here}`),
    row('  free', free_.length === 0 ? 'nothing: a point' : free_.join(', ')),
    row('  certificate', branch.certificate),
    ...(before.some((other) => sameQuantities(other, branch))
      ? [row('  quantities', 'as on the branch above')]
      : [
          ...branch.quantities.flatMap((quantity) => quantityRows(quantity, free_, view)),
          ...branch.notes.map((note) => row('  note', note)),
        ]),
  ]
}

const mostPlaces = 3

const placesText = (count: number): string => `${count} more ${count === 1 ? 'place' : 'places'}`

const short: Record<string, string> = {
  'trace of the Hessian': 'trace of Hessian',
  'log pseudo-determinant of the Hessian': 'ln pdet of Hessian',
}

function quantityRows(
  quantity: QuantityRecord,
  free: readonly string[],
  { row, write }: SurveyView,
): string[][] {
  const { name, formula, criticalComplete, criticalNote } = quantity
  const points = criticalGroups(quantity, free).map(({ kind, value, places }) => {
    const at = places.slice(0, mostPlaces).map((place) => place.map(([symbol, x]) => `${symbol} = ${write(x)}`).join(', '))
    const more = places.length > mostPlaces ? ` and ${placesText(places.length - mostPlaces)}` : ''
    return `${kind} ${write(value)}${at.length > 0 ? ` at ${at.join(' and at ')}` : ''}${more}`
  })
  const rest = criticalNote === undefined ? '' : `${points.length > 0 ? '; ' : ''}${criticalNote}`
  const text = points.join('; ') + rest
  return [
    row(`  ${short[name] ?? name}`, write(formula)),
    ...(text === '' && !criticalComplete ? [] : [row('    critical', text === '' ? 'no critical point' : text)]),
  ]
} // prettier-ignore
