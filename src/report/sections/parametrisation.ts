import type {
  BranchRecord,
  ParametrisationRecord,
  QuantityRecord,
  WrittenFormula,
} from '../../geometry/index.js'
import { type Block, formula, type Inline, math, paragraph, type RichText, text } from '../document.js'
import { criticalGroups, sameQuantities } from '../critical-groups.js'
import { mathWidth } from '../math-pieces.js'
import { numberLatex } from '../numbers.js'
import { capital, ended, heading } from './derivation-steps.js'
import { packed } from './packed.js'

// Wider formulas fill pages and are not read.
const widest = 150
const mostBranches = 2
const mostValues = 3
const mostPlaces = 3

/** The set in closed form with the quantities along it, or a chart, or why there is neither. */
export function parametrisationBlocks({ branches, coverage, chart, notes }: ParametrisationRecord): Block[] {
  const remarks = [...(coverage === undefined ? [] : [`this is ${coverage.text}`]), ...notes]
  const ordered = branches.toSorted((a, b) => Number(b.containsPoint === true) - Number(a.containsPoint === true))
  const left = branches.length - mostBranches
  if (left > 0) remarks.push(`${left} more ${left === 1 ? 'branch is' : 'branches are'} not shown`)
  const first = branches.length === 0 ? [paragraph(heading('Parametrisation.'), noFormText(chart, notes))] : []
  return [
    ...first,
    ...ordered.slice(0, mostBranches).flatMap((branch, i) => branchBlocks(branch, i === 0 ? leadOf(branch, branches.length, coverage?.outcome === 'all') : undefined, ordered.slice(0, i))),
    ...(branches.length === 0 ? [] : remarks.map((remark) => paragraph(ended(capital(remark))))),
  ]
} // prettier-ignore

function leadOf({ containsPoint }: BranchRecord, count: number, isAll: boolean): string {
  if (count > 1) return containsPoint === true ? 'The branch of the set that contains the point is ' : 'A branch of the set is '
  return isAll ? 'The set is ' : 'A part of the set is '
} // prettier-ignore

function noFormText(chart: ParametrisationRecord['chart'], notes: readonly string[]): RichText {
  const why = notes.length === 0 ? 'There is no closed form.' : ended(capital(notes.join('; ')))
  if (chart === undefined) return why
  return [
    text(`${why} Around the point the set is a graph over its tangent space, at least up to the radius `),
    math(numberLatex(chart.radius, 3)),
    text(` in the ${chart.directions} directions that were tried.`),
  ]
}

function branchBlocks(branch: BranchRecord, first: string | undefined, before: readonly BranchRecord[]): Block[] {
  const { coordinates, domain, free, quantities, certificate } = branch
  const lines = coordinates
    .filter(({ parameter, value }) => parameter.text !== value.text)
    .map(({ parameter, value }) => `${parameter.latex} = ${value.latex}`)
  const lead = first === undefined ? ['Another branch is '] : [heading('Parametrisation.'), first]
  if (lines.some((line) => mathWidth(line) > widest))
    return [paragraph(...lead, 'known in closed form, but too long to be shown.')]
  const conditions = domain.map(({ latex }) => latex).join(',\\ ')
  const freely = [
    text('Here '),
    math(free.map(({ latex }) => latex).join(',\\ ')),
    text(free.length === 1 ? ' is free' : ' are free'),
    ...(conditions === '' ? [] : [text(', with '), math(conditions)]),
    text('. '),
  ]
  return [
    paragraph(...lead, free.length === 0 ? 'the point' : 'given by'),
    formula(lines.length <= 1 ? lines : packed(lines)),
    paragraph(free.length === 0 ? '' : freely, `That all residuals vanish on it is certain: ${certificate}.`),
    ...(before.some((other) => sameQuantities(other, branch))
      ? [paragraph('The same formulas hold along it.')]
      : groupedByFormula(quantities).flatMap((alike) => quantityBlocks(alike, free))),
  ]
} // prettier-ignore

const symbols: Record<string, string> = {
  'trace of the Hessian': '\\operatorname{tr} \\nabla^2 L',
  sharpness: '\\lambda_{\\max}',
  'log pseudo-determinant of the Hessian': '\\log \\operatorname{pdet} \\nabla^2 L',
}

// With one condition on the parameters the trace of the Hessian is its largest eigenvalue.
function groupedByFormula(quantities: readonly QuantityRecord[]): QuantityRecord[][] {
  const groups: QuantityRecord[][] = []
  for (const quantity of quantities) {
    const same = groups.find(([first]) => first!.formula.text === quantity.formula.text)
    if (same === undefined) groups.push([quantity])
    else same.push(quantity)
  }
  return groups
}

const placesText = (count: number): string => `${count} more ${count === 1 ? 'place' : 'places'}`

function quantityBlocks(alike: readonly QuantityRecord[], free: readonly WrittenFormula[]): Block[] {
  const { formula: written, criticalNote, criticalComplete } = alike[0]!
  const names = alike.map(({ name }) => `the ${name}`).join(' and ')
  const line = [...alike.flatMap(({ name }) => symbols[name] ?? []), written.latex].join(' = ')
  if (mathWidth(line) > widest) return [paragraph(`A closed form of ${names} along it is too long to be shown.`)]
  const points = criticalGroups(alike[0]!, free.map(({ latex }) => latex)).filter(({ value }) => mathWidth(value.latex) <= widest / 4)
  const shown = points.slice(0, mostValues).flatMap(({ kind, value, places }, i): Inline[] => [
    text(`${i === 0 ? '' : '; '}${kind} `),
    math(value.latex),
    ...places.slice(0, mostPlaces).flatMap((place, k): Inline[] => [
      text(k === 0 ? ' at ' : ' and at '),
      math(place.map(([symbol, x]) => `${symbol} = ${x.latex}`).join(',\\ ')),
    ]),
    ...(places.length > mostPlaces ? [text(` and ${placesText(places.length - mostPlaces)}`)] : []),
  ])
  const rest = points.length > mostValues ? `; and ${points.length - mostValues} more` : ''
  const note = criticalNote === undefined ? '' : `${points.length > 0 ? '; ' : ''}${criticalNote}`
  return [
    paragraph(`Along it ${names} ${alike.length > 1 ? 'are' : 'is'}`),
    formula(line),
    ...(points.length > 0 || note !== ''
      ? [paragraph('Critical points: ', shown, `${rest}${note}.`)]
      : criticalComplete
        ? [paragraph('There is no critical point.')]
        : []),
  ]
} // prettier-ignore
