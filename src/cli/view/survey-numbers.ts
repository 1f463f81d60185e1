import type { FlattestMinimum, LimitMapRecord, Shape } from '../../geometry/index.js'
import type { Estimate } from '../../base/estimate.js'
import { uncertainty } from '../../base/estimate.js'
import { boundedText, plainDecimal, vectorText } from './numbers.js'
import type { SurveyView } from './survey.js'

const shownEntries = 8

function estimated(estimate: Estimate): string {
  return boundedText(estimate.value, uncertainty(estimate))
}

/** DΦ, the parts of ½D²Φ[I], and whether the identities hold; without the notes that are known already. */
export function limitMapRows(record: LimitMapRecord, { row }: SurveyView, known: readonly string[]): string[][] {
  const { derivative, drift, identities, notes, learningRate, of } = record
  const rate = of === 'gradient descent' ? [row('learning rate', plainDecimal(learningRate))] : []
  if (!record.available || drift === undefined) return [...rate, ...notes.map((note) => row('not given', note))]
  const part = ({ entries, length }: typeof drift.total): string => {
    const values = entries.map(({ value }) => value)
    return values.length > shownEntries
      ? `${values.length} entries, length ${estimated(length)}`
      : vectorText(values, uncertainty(entries[0]!))
  }
  const failing = identities.filter(({ holds }) => !holds)
  const worst = identities.reduce((most, { defect }) => Math.max(most, defect), 0)
  return [
    ...rate,
    ...(derivative !== undefined && derivative.rows.length <= shownEntries
      ? derivative.rows.map((line, i) => row(i === 0 ? 'DΦ' : '', vectorText(line, Math.max(derivative.error, 2 ** -50))))
      : []),
    row(`½D²Φ[${drift.of}]`, part(drift.total)),
    row('  tangential', part(drift.tangentTangent)),
    row('  mixed', part(drift.mixed)),
    row('  normal', part(drift.normalNormal)),
    ...(failing.length > 0
      ? failing.map(({ text, defect }) => row('identity fails', `${text}, by ${plainDecimal(defect, 2)} relatively`))
      : [row('checked', `${identities.length} identities hold ${worst === 0 ? 'to the last digit' : `to ${plainDecimal(worst, 2)}`}, such as ${identities[0]!.text}`)]),
    ...notes.filter((note) => !known.includes(note)).map((note) => row('note', note)),
  ]
} // prettier-ignore

/** Curvature, and functions of the Hessian's eigenvalues with their gradients along the set. */
export function shapeRows(shape: Shape, { row }: SurveyView): string[][] {
  const { meanCurvature, secondFundamentalForm, scalarCurvature, logPseudoDeterminant, trace, sharpness } = shape
  const vector = (values: Float64Array, error: number): string =>
    values.length > shownEntries ? '' : `${vectorText(values, error)}; `
  const along = (label: string, of: typeof trace): string[][] =>
    of === undefined
      ? []
      : [
          row(label, estimated(of.value)),
          row('  along the set', `${vector(of.gradient, uncertainty(of.slope))}length ${estimated(of.slope)}`),
        ]
  return [
    ...(secondFundamentalForm === undefined ? [] : [row('second form |II|', estimated(secondFundamentalForm))]),
    ...(meanCurvature === undefined
      ? []
      : [row('mean curvature', `${vector(meanCurvature.vector, uncertainty(meanCurvature.length))}length ${estimated(meanCurvature.length)}`)]),
    ...(scalarCurvature === undefined ? [] : [row('scalar curvature', estimated(scalarCurvature))]),
    ...along('ln pdet of Hessian', logPseudoDeterminant),
    ...along('trace of Hessian', trace),
    ...(sharpness === undefined
      ? []
      : [
          row('sharpness', estimated(sharpness.value)),
          row('  along the set', `${vector(sharpness.shortest, uncertainty(sharpness.slope))}length ${estimated(sharpness.slope)}`),
          row('', sharpness.note),
        ]),
    ...shape.notes.map((note) => row('note', note)),
  ]
} // prettier-ignore

/** Where the sharpness is smallest nearby along the set, and why that is believed. */
export function flattestRows(found: FlattestMinimum, { row, parameters, write }: SurveyView): string[][] {
  const { outcome, coordinates, sharpness, initial, steps, certificate, notes } = found
  const { bound, slope, multiplicity, secondOrder } = certificate
  const place =
    coordinates.length > shownEntries
      ? `${coordinates.length} coordinates, in the JSON`
      : Array.from(coordinates, (x, i) => `${write(parameters[i]!)} = ${bound.measured ? boundedText(x, bound.distance, 8) : plainDecimal(x, 8)}`).join(', ')
  return [
    row('outcome', `${outcome}, after ${steps} steps from sharpness ${plainDecimal(initial)}`),
    row(certificate.critical ? 'at' : 'ended at', place),
    row('sharpness', estimated(sharpness)),
    row('slope', `${estimated(slope)}${multiplicity > 1 ? `, of a convex combination: the largest eigenvalue has multiplicity ${multiplicity}` : ''}`),
    row('second order', `${secondOrder.kind}: ${secondOrder.says}`),
    row('error', bound.evidence),
    ...notes.map((note) => row('note', note)),
  ]
} // prettier-ignore
