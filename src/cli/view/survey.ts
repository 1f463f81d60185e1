import { uncertainty } from '../../base/estimate.js'
import type { GeometrySurvey, Missing, WrittenFormula } from '../../geometry/index.js'
import type { Style } from '../style.js'
import { table } from '../text.js'
import { boundedText } from './numbers.js'
import { row } from './point.js'
import { flattestRows, limitMapRows, shapeRows } from './survey-numbers.js'
import { parametrisationRows } from './survey-parametrisation.js'
import { placeRows, spacesRows } from './survey-place.js'

/** What the rows of a section need besides its data. */
export interface SurveyView {
  readonly parameters: readonly WrittenFormula[]
  readonly width: number
  readonly latex: boolean
  /** A formula in the form asked for. */
  readonly write: (formula: WrittenFormula) => string
  readonly row: (label: string, text: string) => string[]
}

type Rows = string[][]

// Longer formulas are for machines.
const longest = 400

/** The survey in sections. */
export function surveyText(
  survey: GeometrySurvey,
  { style, width }: { readonly style: Style; readonly width: number },
  latex: boolean,
): string {
  const view: SurveyView = {
    parameters: survey.parameters,
    width,
    latex,
    write: (formula) =>
      formula.text.length > longest
        ? `(${formula.text.length} characters, in the JSON)`
        : latex
          ? formula.latex
          : formula.text,
    row: (label, text) => row(label, text, width),
  }
  const known = survey.point.notes
  const given = <T extends object>(part: T | Missing, rows: (part: T) => Rows): Rows =>
    'missing' in part ? [view.row('not given', part.missing)] : rows(part as T)
  const sections: [string, Rows][] = [
    ['Point', placeRows(survey, view)],
    ['Tangent and normal space', given(survey.spaces, (part) => spacesRows(part, view))],
    ['Parametrisation', given(survey.parametrisation, (part) => parametrisationRows(part, view))],
    ['Limit map of gradient flow', given(survey.limitMap, (part) => limitMapRows(part, view, known))],
    ...(survey.descentMap === undefined
      ? []
      : [
          [
            'Limit map of gradient descent',
            given(survey.descentMap, (part) => limitMapRows(part, view, known)),
          ] as [string, Rows],
        ]),
    ['Shape', given(survey.shape, (part) => shapeRows(part, view))],
    ['Flattest minimum', given(survey.flattest, (part) => flattestRows(part, view))],
  ]
  if (!('missing' in survey.curve)) {
    const { length, ends, closed, critical } = survey.curve
    const extrema = critical.map(({ kind, sharpness }) => `${kind} ${boundedText(sharpness, 0, 6)}`)
    sections.splice(-1, 0, [
      'Curve',
      [
        view.row('length', `${boundedText(length.value, uncertainty(length))} in the box around the point`),
        ...(closed ? [view.row('ends', 'it closes')] : ends.map((end, i) => view.row(i === 0 ? 'ends' : '', end))),
        ...(extrema.length > 0 ? [view.row('sharpness on it', extrema.join(', '))] : []),
      ],
    ])
  } // prettier-ignore
  return sections.map(([title, rows]) => `\n${style.strong(title)}\n${table(rows, '  ')}`).join('\n')
}
