import { type Estimate, uncertainty } from '../../base/estimate.js'
import { plain, plainMath, type Prose } from '../../base/prose.js'
import { formulaOf } from '../../dynamics/index.js'
import { toLatex, toText } from '../../expression/index.js'
import { noiseText } from '../../study/index.js'
import { derivationSteps, type NoiseLimit, typedText } from '../../theory/index.js'
import type { Style } from '../style.js'
import { table, wrapped } from '../text.js'
import { equilibriumText } from './limit-equilibrium.js'
import { vectorLines } from './limit-numbers.js'
import { pathText } from './limit-path.js'
import { boundedText, estimateText, plainDecimal } from './numbers.js'
import { row, textColumn } from './point.js'

interface View {
  readonly style: Style
  readonly width: number
}

interface Shown {
  readonly latex: boolean
  /** Whether the learning rate was given. */
  readonly given: boolean
}

/** How formulas and sentences with formulas are written: for reading, or as LaTeX to be copied. */
interface Writing {
  readonly math: (latex: string) => string
  readonly words: (says: Prose) => string
}

/** The limit of one noise in sections: the noise, its class, the point, the set, and where it goes. */
export function limitText(limit: NoiseLimit, { style, width }: View, shown: Shown): string {
  const section = (title: string, rows: readonly (readonly string[])[]): string =>
    `\n${style.strong(title)}\n${table(rows, '  ')}`
  const write: Writing = shown.latex
    ? { math: (latex) => `$${latex}$`, words: (says) => says }
    : { math: plainMath, words: plain }
  return [
    section('Noise', noiseRows(limit, width, write)),
    section('Class', classRows(limit, width, write)),
    evidenceText(limit, style, width, write),
    section('At the point', pointRows(limit, width, shown.given, write)),
    `\n${style.strong('Along the set')}\n${alongText(limit, width, shown.latex)}`,
    ...limit.equilibria.map((found) => `\n${style.strong(`Where it comes to rest, in ${write.math(`t = ${found.time.time}`)}`)}\n${equilibriumText(found, limit, width, write.words)}`),
    ...limit.paths.map((path) => `\n${style.strong(`From the point, in ${write.math(`t = ${path.time.time}`)}`)}\n${pathText(path, limit, width)}`),
  ].join('\n')
} // prettier-ignore

function noiseRows({ noise, law, kind, coefficients }: NoiseLimit, width: number, write: Writing): string[][] {
  const reg = kind.regulariser
  const { named } = noise.model
  const there = coefficients.regulariser
  const isSame = there.kind === 'exact' && there.latex === reg
  return [
    row('noise', `${noise.model.title}: ${noiseText(noise.choice)}`, width),
    row('loss with noise', write.math(formulaOf(noise.model, noise.choice.options, noise.perturbation.model)), width),
    ...(named === undefined ? [] : [row('as written', typedText(named(noise.perturbation.model)).replaceAll('`', ''), width)]),
    row('law', write.words(law), width),
    ...(kind.frozen || reg === undefined ? [] : [row('Reg', write.math(reg), width)]),
    ...(kind.frozen || isSame ? [] : [row('Reg at the point', estimateText(there), width)]),
  ]
} // prettier-ignore

function classRows({ kind }: NoiseLimit, width: number, write: Writing): string[][] {
  const meaning = {
    'non-degenerate': 'the mean loss changes along the set: a flow',
    'strictly degenerate': kind.diffuses ? 'the mean gradient has no bias: a diffusion' : 'the mean gradient has no bias, and no noise is left along the set: a flow',
    'conditionally degenerate': `the mean gradient is biased, but not along the set${kind.undecided === undefined || kind.timeScales.length > 0 ? '' : '; whether anything moves is not known'}`,
    trivial: kind.frozen ? 'frozen: every point stays where it is, whatever the noise' : 'nothing moves on these times',
  }[kind.kind] // prettier-ignore
  return [
    row('class', `${kind.kind}: ${meaning}`, width),
    ...kind.timeScales.map(({ alpha, sigma, time, when }) =>
      row(
        'time',
        `${write.math(`t = ${time}`)}: one unit is ${write.math(`1/(${power('\\alpha', alpha)}${power('\\sigma', sigma)})`)} steps, ${write.words(when)}`,
        width,
      ),
    ),
    ...(kind.equation === undefined ? [] : [row('limit', write.math(kind.equation), width)]),
    ...kind.notes.map((note) => row('note', write.words(note), width)),
  ]
}

const power = (symbol: string, exponent: number): string => (exponent === 1 ? symbol : `${symbol}^${exponent}`) // prettier-ignore

const marks = { proved: '= 0, proved', checked: '= 0, checked', refuted: '≠ 0', undecided: '?' } as const

function evidenceText({ kind }: NoiseLimit, style: Style, width: number, write: Writing): string {
  return kind.evidence
    .map(({ state, says }) => {
      const paint = state === 'undecided' ? style.doubtful : style.good
      const mark = marks[state].padEnd(textColumn - 4)
      const head = `  ${mark}  `
      const body = wrapped(write.words(says), width - head.length, ' '.repeat(head.length))
      return `  ${paint(mark)}  ${body}`
    })
    .join('\n')
}

function strengthRows(
  { atStrength: found }: NoiseLimit,
  vector: (label: string, entries: readonly Estimate[]) => string[][],
  width: number,
  write: Writing,
): string[][] {
  if (found === undefined) return []
  const sigma = toText(found.strength.exact)
  if ('missing' in found) return [row(`at σ = ${sigma}`, found.missing, width)]
  const kept = found.hasMasks
    ? `, masks kept with probability ${plainDecimal(1 / (1 + found.strength.value ** 2))}`
    : ''
  const how =
    found.method === undefined ? 'exact in the law, not only for small σ' : write.words(found.method)
  const { regulariser: reg } = found
  return [
    row(`at σ = ${sigma}`, `${how}${kept}`, width),
    ...(found.formula === undefined ? [] : [row('  Reg_σ', write.math(toLatex(found.formula)), width)]),
    row('  Reg_σ here', reg.kind === 'numerical' ? boundedText(reg.value, reg.error) : estimateText(reg), width), // prettier-ignore
    ...vector('  -P∇Reg_σ', found.drift),
  ]
}

const smallMatrix = 6

const isZeroVector = (entries: readonly Estimate[]): boolean =>
  entries.every((entry) => Math.abs(entry.value) <= uncertainty(entry))

function pointRows(limit: NoiseLimit, width: number, given: boolean, write: Writing): string[][] {
  const { point, kind, coefficients, learningRate, secondDrift, perStep, excessLoss } = limit
  const { fastDrift, slowDrift, slowDriftAtRate, diffusion } = coefficients
  const names = point.landscape.model.symbols.map(toText)
  const vector = (label: string, entries: readonly Estimate[]): string[][] =>
    vectorLines(entries, names, width - textColumn).map((line, i) => [(i === 0 ? label : '').padEnd(textColumn - 4), line]) // prettier-ignore
  const parts = (of: typeof slowDrift): string[][] =>
    [of.tangentTangent, of.mixed, of.normalNormal].every(isZeroVector)
      ? []
      : [
          ...vector('  normal, TT', of.tangentTangent),
          ...vector('  mixed, TN', of.mixed),
          ...vector('  fluctuations, NN', of.normalNormal),
        ]
  const rate = `${plainDecimal(learningRate.value)}${given ? '' : ' (chosen: half of 1/λ_max)'}`
  const coordinates = names.length
  const isMatrixShown = kind.diffuses && coordinates <= smallMatrix
  const rounding = 1e-14 * diffusion.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  const matrix = Array.from({ length: coordinates }, (_, i) => Array.from(diffusion.data.subarray(i * coordinates, (i + 1) * coordinates), (x) => (Math.abs(x) <= rounding ? '0' : plainDecimal(x, 6)))) // prettier-ignore
  if (kind.frozen) return [row('drift, diffusion', 'all are 0', width)]
  return [
    ...vector('-P∇Reg per kασ²', fastDrift),
    ...vector('½D²Φ[Σ] per kα²σ²', slowDrift.total),
    ...parts(slowDrift),
    ...strengthRows(limit, vector, width, write),
    ...(secondDrift === undefined ? [] : vector('-P∇V₄ per kασ⁴', secondDrift)),
    ...(isMatrixShown ? matrix.map((line, i) => row(i === 0 ? 'PΣP per kα²σ²' : '', `(${line.join(', ')})`, width)) : []), // prettier-ignore
    row('learning rate α', rate, width),
    ...(slowDriftAtRate === undefined
      ? []
      : slowDriftAtRate.jumps === undefined
        ? [...vector('½D²Φ_α[Σ]', slowDriftAtRate.total), ...parts(slowDriftAtRate)]
        : [...vector('with jumps at α', slowDriftAtRate.total), ...parts(slowDriftAtRate), ...vector('  rare jumps', slowDriftAtRate.jumps)]), // prettier-ignore
    ...(perStep === undefined ? [] : vector('one step, mean/σ²', perStep)),
    ...(excessLoss === undefined ? [] : [row('excess loss', `E L = ${lossText(excessLoss)} across the set, to these orders`, width)]), // prettier-ignore
    ...coefficients.notes.filter((note) => !kind.notes.includes(note)).map((note) => row('note', write.words(note), width)), // prettier-ignore
  ]
}

function lossText({ first, second }: NonNullable<NoiseLimit['excessLoss']>): string {
  return `${plainDecimal(first)} σ²${second === 0 ? '' : ` + ${plainDecimal(second)} σ⁴`}`
}

function alongText({ along }: NoiseLimit, width: number, latex: boolean): string {
  const sentence = (says: Prose): string => `  ${wrapped(latex ? says : plain(says), width - 2, '  ')}`
  if ('missing' in along) return sentence(`No closed form: ${along.missing}.`)
  return derivationSteps(along)
    .map(
      ({ says, formula = [] }) =>
      [sentence(says), ...formula.map((line) => `      ${latex ? line : wrapped(plainMath(line), width - 6, '        ')}`)].join('\n'), // prettier-ignore
    )
    .join('\n')
}
