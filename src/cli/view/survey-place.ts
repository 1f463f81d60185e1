import {
  type ClosedSpaces,
  gapWords,
  type GeometrySurvey,
  rankNotes,
  type SpacesSurvey,
  type WrittenFormula,
} from '../../geometry/index.js'
import { boundedText, estimateText, plainDecimal, vectorText } from './numbers.js'
import type { SurveyView } from './survey.js'

const shownParameters = 8

/** How the point was reached, how it is known to lie on the set, its rank, and whether the set is regular there. */
export function placeRows({ point, kernel, eigenvalueError }: GeometrySurvey, { row, parameters, write, latex }: SurveyView): string[][] {
  const { rank, moved, coordinates, onSet, residual, loss, below } = point
  const shown = coordinates.slice(0, shownParameters).map(({ value }, i) => {
    const text = latex && value.kind === 'exact' ? value.latex : estimateText(value)
    return `${write(parameters[i]!)} = ${text}`
  })
  const cut = coordinates.length > shownParameters ? `, … (${coordinates.length} in all)` : ''
  const error = coordinates[0]?.value.kind === 'numerical' ? `, each ± ${plainDecimal(coordinates[0].value.error, 2)}` : ''
  return [
    row('coordinates', shown.join(', ') + cut + error),
    row('reached', movedText(moved)),
    row('on the set', onSet === 'exact' ? evidence.exact : `${evidence[onSet]}; ${rank.of === 'Jacobian' ? 'residual' : 'gradient'} ${plainDecimal(residual, 2)}, loss ${plainDecimal(loss, 2)}`),
    row('rank', `${rank.rank} of a ${rank.rows} × ${rank.columns} ${rank.of} (${rank.certainty})`),
    row('singular values', vectorText(rank.singularValues, rank.singularValueError, 6)),
    row('gap', gapWords(rank) ?? `${plainDecimal(rank.gap, 3)}, dropped up to ${plainDecimal(rank.tolerance, 2)}`),
    row('regular', `${stateText(kernel)}: ${kernel.reason}`),
    kernel.isTangentSpace
      ? row('dimension', String(kernel.dimension))
      : row('dimension', `not known; the kernel of the ${rank.of} has dimension ${kernel.dimension}`),
    ...(kernel.isTangentSpace ? [row('eigenvalues, normal', point.normalEigenvalues.length === 0 ? 'none' : vectorText(point.normalEigenvalues, eigenvalueError))] : []),
    ...rankNotes(rank, kernel.regularity.state).map((note) => row('note', note)),
    ...(below === undefined ? [] : [row('note', `0 is not the least value of the loss nearby: at distance ${plainDecimal(below.distance, 2)} it is ${plainDecimal(below.loss, 2)}${below.proved ? ', proved to be negative' : ''}`)]),
  ]
} // prettier-ignore

const evidence = {
  exact: 'exact: proved in exact arithmetic',
  enclosed: 'a true zero is proved to lie within these bounds',
  numerical: 'numerical: zero to rounding',
}

function movedText({ distance, method, error }: GeometrySurvey['point']['moved']): string {
  if (distance === 0) return 'it is the point given'
  const known = error === undefined ? '' : `, error about ${plainDecimal(error, 2)}`
  return `moved by ${plainDecimal(distance, 6)} (${method}${known})`
}

function stateText({ isTangentSpace, regularity, kinks, certainty }: GeometrySurvey['kernel']): string {
  if (isTangentSpace) return `yes (${certainty})`
  if (kinks.length > 0) return 'no, on a kink'
  return regularity.state === 'singular' ? 'no, singular' : 'not decided'
}

/** Tangent and normal space: exact where there is an exact form, orthonormal bases otherwise, and in the parameters. */
export function spacesRows({ tangent, normal, exact, symbolic, angle }: SpacesSurvey, view: SurveyView): string[][] {
  const { row } = view
  const numbers = (label: string, vectors: readonly (readonly number[])[] | undefined): string[][] => {
    if (vectors === undefined || vectors.some((vector) => vector.length > shownParameters))
      return [row(label, 'a large basis: it is in the JSON, up to 20 parameters')]
    if (vectors.length === 0) return [row(label, 'trivial')]
    return vectors.map((vector, i) => row(i === 0 ? label : '', vectorText(vector, Math.max(angle, 2 ** -50), 6)))
  }
  const rows =
    'missing' in exact || isLong(exact)
      ? [...numbers('tangent', tangent), ...numbers('normal', normal)]
      : [...closedRows('tangent', exact.tangent, view, ', exact'), ...closedRows('normal', exact.normal, view, ', exact')]
  if (('missing' in exact || isLong(exact)) && tangent !== undefined) rows.push(row('angle of error', boundedText(0, angle)))
  return [...rows, ...('missing' in symbolic ? [row('everywhere', `not given: ${symbolic.missing}`)] : symbolicRows(symbolic, view))]
} // prettier-ignore

// Long constants say less than decimals.
function isLong({ tangent, normal }: ClosedSpaces): boolean {
  return [...tangent, ...normal].some(
    (vector) => vector.reduce((sum, { text }) => sum + text.length, 0) > 120,
  )
}

function symbolicRows({ tangent, normal, projector, where }: ClosedSpaces, view: SurveyView): string[][] {
  const { row, write } = view
  const matrix = `(${projector.map((line) => `(${line.map(write).join(', ')})`).join(', ')})`
  return [
    ...closedRows('tangent everywhere', tangent, view),
    ...closedRows('normal everywhere', normal, view),
    ...(matrix.length <= 2 * view.width ? [row('projector', matrix)] : []),
    ...(where.length > 0 ? [row('where', where.map((e) => `${write(e)} ≠ 0`).join(', '))] : []),
  ]
}

function closedRows(
  label: string,
  vectors: readonly (readonly WrittenFormula[])[],
  { row, write }: SurveyView,
  how = '',
): string[][] {
  if (vectors.length === 0) return [row(label, 'trivial')]
  return [
    row(label, `span of ${vectors.map((vector) => `(${vector.map(write).join(', ')})`).join(', ')}${how}`),
  ]
}
