import { type Estimate, uncertainty } from '../../base/estimate.js'
import type { Prose } from '../../base/prose.js'
import { toLatex } from '../../expression/index.js'
import { derivationSteps, equilibriumSentences, type NoiseLimit, noiseSteps } from '../../theory/index.js'
import {
  type Block,
  cite,
  formula,
  type Inline,
  math,
  paragraph,
  prose,
  type RichText,
  section,
  type Section,
  status,
  text,
} from '../document.js'
import { estimateLatex } from '../estimates.js'
import { limitFigures } from '../limit-plots.js'
import { rowVectorLatex } from '../matrix-latex.js'
import { numberLatex } from '../numbers.js'
import { limitSources } from '../sources.js'
import { capital, derivationBlocks, ended, heading } from './derivation-steps.js'

/** The limit of the chosen noise: class with evidence, the terms at the point, closed forms along the set, and a path. */
export function limitSection(limit: NoiseLimit): Section {
  const { noise, kind, along, law } = limit
  const [loss, regulariser] = noiseSteps(noise)
  return section('limit', 'The limit of small noise', [
    paragraph(
      'Derived, not measured: where the algorithm goes along the zero-loss set when its noise is small ',
      ...limitSources.map((key, i): RichText => [text(i === 0 ? '' : ', '), cite(key)]),
      `. `,
      prose(`${loss!.says}`),
    ),
    formula(loss!.formula!),
    paragraph(prose(ended(`The noise $\\eta$: ${law}`))),
    ...(kind.frozen || regulariser?.formula === undefined
      ? []
      : [paragraph(prose(regulariser.says)), formula(regulariser.formula)]),
    paragraph(heading('Class.'), prose(classSentence(limit))),
    ...(kind.equation === undefined ? [] : [formula([kind.equation])]),
    evidenceTable(limit),
    ...(kind.frozen ? [] : [coefficientTable(limit)]),
    ...('missing' in along
      ? [paragraph(heading('Closed forms.'), prose(ended(`Not given: ${along.missing}`)))]
      : derivationBlocks(derivationSteps(along))),
    ...limit.equilibria.flatMap((found) => equilibriumBlocks(limit, found)),
    ...limitFigures(limit).map(({ id, plot, caption }): Block => ({
      kind: 'figure',
      id,
      plot,
      caption: prose(caption),
    })),
    ...[...new Set([...kind.notes, ...limit.coefficients.notes])].map((note) =>
      paragraph(prose(ended(capital(note)))),
    ),
  ])
}

function classSentence({ kind }: NoiseLimit): Prose {
  const times = kind.timeScales.map(({ time, when }) => `$t = ${time}$, ${when}`).join('; and on ')
  const moves = kind.diffuses ? 'a diffusion' : 'a flow'
  if (kind.frozen)
    return 'The noise is trivial: every point of the set stays where it is, whatever the noise.'
  if (times === '' && kind.undecided !== undefined)
    return `The noise is ${kind.kind}, and whether anything moves along the set is not known: ${kind.undecided}.`
  if (times === '')
    return `The noise is ${kind.kind}: nothing moves along the set on the times of these limits.`
  return `The noise is ${kind.kind}: the limit is ${moves} on ${times}${kind.equation === undefined ? '.' : ':'}`
}

function evidenceTable({ kind }: NoiseLimit): Block {
  return {
    kind: 'table',
    id: 'limit-evidence',
    caption: 'What was asked of the whole set, in the order in which the class was decided.',
    columns: [
      { header: 'What vanishes on it', align: 'left' },
      { header: 'Known', align: 'left' },
    ],
    rows: kind.evidence.map(({ state, says }) => [
      prose(says),
      [status(state === 'undecided' ? 'unknown' : state === 'refuted' ? 'checked' : state)],
    ]),
  }
}

const mostEntries = 12
const mostCoordinates = 24

function coefficientTable({ coefficients, learningRate, secondDrift, perStep, excessLoss }: NoiseLimit): Block {
  const { fastDrift, slowDrift, slowDriftAtRate, regulariser } = coefficients
  const alpha = numberLatex(learningRate.value)
  const rows: RichText[][] = [
    [prose('$\\mathrm{Reg}$'), [math(estimateLatex(regulariser))]],
    [prose('$-P\\nabla\\mathrm{Reg}$ per $k\\alpha\\sigma^2$'), vector(fastDrift)],
    [prose('$\\tfrac12 D^2\\Phi[\\Sigma]$ per $k\\alpha^2\\sigma^2$'), vector(slowDrift.total)],
    [prose('… what keeps it on the set, $\\Sigma_{TT}$'), vector(slowDrift.tangentTangent)],
    [prose('… mixed, $\\Sigma_{NT}$'), vector(slowDrift.mixed)],
    [prose('… fluctuations across the set, $\\Sigma_{NN}$'), vector(slowDrift.normalNormal)],
    ...(slowDriftAtRate === undefined ? [] : [[prose(slowDriftAtRate.jumps === undefined ? `$\\tfrac12 D^2\\Phi_\\alpha[\\Sigma]$ at $\\alpha = ${alpha}$` : `jumps in its place at $\\alpha = ${alpha}$`), vector(slowDriftAtRate.total)]]),
    ...(secondDrift === undefined ? [] : [[prose('$-P\\nabla V_4$ per $k\\alpha\\sigma^4$'), vector(secondDrift)]]),
    ...(perStep === undefined ? [] : [[prose(`mean motion of one step over $\\sigma^2$ at $\\alpha = ${alpha}$`), vector(perStep)]]),
    ...(excessLoss === undefined ? [] : [[prose(`mean loss across the set at $\\alpha = ${alpha}$`), [math(polynomial(excessLoss))]]]),
  ]
  return {
    kind: 'table',
    id: 'limit-coefficients',
    caption: 'The terms of the limits at the point.',
    columns: [
      { header: 'Term', align: 'left' },
      { header: 'Value', align: 'left' },
    ],
    rows,
  }
} // prettier-ignore

function equilibriumBlocks({ point }: NoiseLimit, found: NoiseLimit['equilibria'][number]): Block[] {
  const [first, ...rest] = equilibriumSentences(found)
  const title = heading('Where it comes to rest.')
  const time = prose(`On the time $t = ${found.time.time}$: `)
  if ('missing' in found) return [paragraph(title, time, prose(first!))]
  const { symbols } = point.landscape.model
  const error = found.coordinates.reduce((most, each) => Math.max(most, uncertainty(each)), 0)
  const places = found.coordinates.map(({ value }, i) => `$${toLatex(symbols[i]!)} = ${Math.abs(value) <= error ? '0' : numberLatex(value, 9)}$`) // prettier-ignore
  const left = places.length - mostCoordinates
  const more = left > 0 ? `, and ${left} more coordinates in report.json` : ''
  return [
    paragraph(title, time, prose(first!)),
    paragraph(prose(`The place is ${places.slice(0, mostCoordinates).join(', ')}${more}. ${rest.join(' ')}`)),
  ]
}

function polynomial({ first, second }: NonNullable<NoiseLimit['excessLoss']>): string {
  return `${numberLatex(first)}\\,\\sigma^2${second === 0 ? '' : ` + ${numberLatex(second)}\\,\\sigma^4`}`
}

function vector(entries: readonly Estimate[]): Inline[] {
  const exact = entries.every(({ kind, ...rest }) => kind === 'exact' && 'latex' in rest && rest.latex.length <= 40) // prettier-ignore
  const shown = entries.map((entry) => {
    if (exact && entry.kind === 'exact') return entry.latex.replaceAll('\\frac', '\\tfrac')
    const error = entry.kind === 'numerical' ? entry.error : 0
    return Math.abs(entry.value) <= error ? '0' : numberLatex(entry.value)
  })
  return [math(rowVectorLatex(shown, mostEntries)), text(exact ? ' (exact)' : '')]
}
