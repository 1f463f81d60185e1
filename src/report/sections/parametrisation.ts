import type {
  BranchRecord,
  ParametrisationRecord,
  QuantityRecord,
  WrittenFormula,
} from '../../geometry/index.js'
import { type Block, formula, inlinesOf, math, paragraph, prose, type RichText, text } from '../document.js'
import { mathWidth } from '../math-pieces.js'
import { numberLatex } from '../numbers.js'
import { capital, ended, heading } from './derivation-steps.js'
import { packed } from './packed.js'

// Wider formulas fill pages and are not read.
const widest = 150
const mostBranches = 2

/** The set in closed form with the quantities along it, or a chart, or why there is neither. */
export function parametrisationBlocks(
  { branches, coverage, chart, notes }: ParametrisationRecord,
  parameters: readonly WrittenFormula[],
): Block[] {
  const remarks = [...(coverage === undefined ? [] : [`covered is ${coverage.text}`]), ...notes]
  const ordered = branches.toSorted((a, b) => Number(b.containsPoint === true) - Number(a.containsPoint === true))
  const left = branches.length - mostBranches
  if (left > 0) remarks.push(`${left} more ${left === 1 ? 'branch is' : 'branches are'} not shown`)
  const first = branches.length === 0 ? [paragraph(heading('Parametrisation.'), noFormText(chart, notes))] : []
  return [
    ...first,
    ...ordered.slice(0, mostBranches).flatMap((branch, i) => branchBlocks(branch, i === 0, parameters)),
    ...(branches.length === 0 ? [] : remarks.map((remark) => paragraph(ended(capital(remark))))),
  ]
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

function branchBlocks(
  branch: BranchRecord,
  isFirst: boolean,
  parameters: readonly WrittenFormula[],
): Block[] {
  const { coordinates, domain, free, containsPoint, quantities, certificate } = branch
  const lines = coordinates
    .filter(({ parameter, value }) => parameter.text !== value.text)
    .map(({ parameter, value }) => `${parameter.latex} = ${value.latex}`)
  const known = parameters.some(({ text }) => free.some((one) => one.text === text))
  const conditions = domain.map(({ latex }) => latex)
  const lead = isFirst ? [heading('Parametrisation.'), 'The set is '] : ['Another branch of it is ']
  if (lines.some((line) => mathWidth(line) > widest))
    return [paragraph(...lead, 'known in closed form, but too long to be shown.')]
  return [
    paragraph(
      ...lead,
      free.length === 0 ? 'a point' : 'given by',
      ...(containsPoint === true ? [' (the branch that contains the point)'] : []),
    ),
    formula(lines.length <= 1 ? lines : packed(lines)),
    paragraph(
      free.length === 0
        ? ''
        : [
            ...(known ? [] : inlinesOf('with ')),
            math(free.map(({ latex }) => latex).join(',\\ ')),
            text(` free${conditions.length > 0 ? ', where ' : ''}`),
            ...(conditions.length > 0 ? [math(conditions.join(',\\ '))] : []),
            text(' '),
          ],
      `(${certificate}).`,
    ),
    ...quantities.flatMap((quantity) => quantityBlocks(quantity, free)),
  ]
}

const symbols: Record<string, string> = {
  'trace of the Hessian': '\\operatorname{tr} \\nabla^2 L',
  sharpness: '\\lambda_{\\max}',
  'log pseudo-determinant of the Hessian': '\\log \\operatorname{pdet} \\nabla^2 L',
}

function quantityBlocks({ name, formula: written, critical, criticalNote }: QuantityRecord, free: readonly WrittenFormula[]): Block[] {
  const symbol = symbols[name]
  const line = symbol === undefined ? written.latex : `${symbol} = ${written.latex}`
  const points = critical
    .filter(({ value }) => mathWidth(value.latex) <= widest / 4)
    .map(({ parameters, value, kind, isFamily }): RichText => {
      const at = parameters.flatMap(({ latex }, i) => (latex === free[i]!.latex ? [] : [`${free[i]!.latex} = ${latex}`]))
      return [
        text(`${kind ?? (isFamily ? 'critical family' : 'critical point')} `),
        math(value.latex),
        ...(at.length > 0 ? [text(' at '), math(at.join(',\\ '))] : []),
      ]
    })
  const shown = points.slice(0, 4).flatMap((one, i) => [...(i === 0 ? [] : [text('; ')]), ...inlinesOf(one)])
  const rest = points.length > 4 ? `; and ${points.length - 4} more` : ''
  const note = criticalNote === undefined ? '' : `${points.length > 0 ? '; ' : ''}${criticalNote}`
  if (mathWidth(line) > widest) return [paragraph(`The ${name} along it has a closed form that is too long to be shown.`)]
  const sentence = [...shown, text(rest + note)]
  return [
    paragraph(`Along it the ${name} is`),
    formula(line),
    ...(points.length === 0 && note === '' ? [] : [paragraph(prose('Its critical points: '), sentence, '.')]),
  ]
} // prettier-ignore
