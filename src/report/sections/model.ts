import { constantValue, type Expression, rational, type Rational, toLatex } from '../../expression/index.js'
import type { Data, Model, NamedPoint } from '../../model/index.js'
import type { Study } from '../../study/index.js'
import {
  type Block,
  code,
  formula,
  math,
  paragraph,
  type RichText,
  section,
  type Section,
  text,
} from '../document.js'
import { mostWritten, writtenSize } from '../formula-size.js'
import { rowVectorLatex } from '../matrix-latex.js'
import { numberLatex, terminatingDecimal } from '../numbers.js'

const mostSamples = 12
const mostColumns = 8
const mostResiduals = 12
const mostLines = 60

/** What was given: parameters, data, the loss in mathematics, the point, and the file itself. */
export function modelSection({ situation, derivation, at }: Study): Section {
  const { model } = situation
  return section('model', 'The model', [
    ...descriptionBlocks(model),
    parameterTable(model),
    ...(model.data === undefined ? [] : dataBlocks(model.data)),
    ...lossBlocks(model, derivation.loss),
    pointParagraph(model, at),
    ...sourceBlocks(model),
  ])
}

function descriptionBlocks({ description, references }: Model): Block[] {
  return [
    ...(description === undefined ? [] : [paragraph(description)]),
    ...(references.length === 0 ? [] : [paragraph('The model file refers to: ', references.join('; '), '.')]),
  ]
}

function parameterTable({ parameters }: Model): Block {
  return {
    kind: 'table',
    id: 'parameters',
    caption: 'Parameters.',
    columns: [
      { header: 'Name', align: 'left' },
      { header: 'Shape', align: 'left' },
      { header: 'Entries', align: 'left' },
    ],
    rows: parameters.map(({ name, shape, symbols }) => [
      [code(name)],
      shape.length === 0 ? 'number' : [math(shape.join(' \\times '))],
      [math(entriesLatex(symbols))],
    ]),
  }
}

function entriesLatex(symbols: readonly Expression[]): string {
  const names = symbols.map(toLatex)
  const shown = names.length <= 6 ? names : [...names.slice(0, 2), '\\ldots', names.at(-1)!]
  return shown.join(',\\, ')
}

function dataBlocks({ symbols, samples }: Data): Block[] {
  const columns = symbols.length <= mostColumns ? symbols : symbols.slice(0, mostColumns - 1)
  const cut = columns.length < symbols.length
  const cells = (sample: readonly Rational[]): RichText[] => [
    ...columns.map((_, j): RichText => [math(dataLatex(sample[j]!))]),
    ...(cut ? ['…'] : []),
  ]
  const numbered = samples.map((sample, i): RichText[] => [[math(String(i + 1))], ...cells(sample)])
  const rows =
    samples.length <= mostSamples
      ? numbered
      : [...numbered.slice(0, mostSamples - 2), ['…', ...columns.map(() => '…'), ...(cut ? ['…'] : [])], numbered.at(-1)!]
  const size = cut || samples.length > mostSamples
    ? ` (${samples.length} samples of ${symbols.length} numbers each; the table is cut).`
    : '.'
  return [
    {
      kind: 'table',
      id: 'data',
      caption: `Data${size}`,
      columns: [
        { header: 'Sample', align: 'right' },
        ...columns.map((symbol) => ({ header: [math(toLatex(symbol))], align: 'right' as const })),
        ...(cut ? [{ header: '…', align: 'right' as const }] : []),
      ],
      rows,
    },
  ]
} // prettier-ignore

// Data were typed as decimals and are shown as such where they end.
function dataLatex(value: Rational): string {
  const exact = rational.toString(value)
  return terminatingDecimal(exact, 9) ?? exact
}

function lossBlocks(model: Model, written: Expression): Block[] {
  const { loss, data } = model
  const whole: Block[] =
    writtenSize([written]) <= mostWritten
      ? [
          paragraph(data === undefined ? 'Written out,' : 'Written out over the data,'),
          formula(`${functionLatex(model)} = ${toLatex(written)}`, 'loss'),
        ]
      : [paragraph('Written out over the data, the loss is too long to be printed.')]
  if (loss.kind === 'general')
    return data === undefined
      ? [paragraph('The loss is'), formula(`${functionLatex(model)} = ${toLatex(written)}`, 'loss')]
      : [
          paragraph(`The loss is a mean over ${loss.count} samples of`),
          formula([`L(${argumentLatex(model)}) = \\frac{1}{n}\\sum_{i=1}^{n} \\ell_i`, `\\ell = ${toLatex(loss.perSample)}`]),
          ...whole,
        ]
  return [
    paragraph('The loss is half the mean of squared residuals, with ', math(`n = ${loss.count}`), ':'),
    formula([squaresLatex(model), ...residualLines(loss.residuals, data !== undefined)]),
    ...(data === undefined ? [] : [paragraph('Here ', math('r_i'), ' is the residual of the ', math('i'), 'th sample, ', math(sampleLatex(data)), ' being its data.')]),
    ...whole,
  ]
} // prettier-ignore

function functionLatex(model: Model): string {
  return `L(${argumentLatex(model)})`
}

function argumentLatex({ symbols }: Model): string {
  return symbols.length <= 6 ? symbols.map(toLatex).join(', ') : 'w'
}

function squaresLatex(model: Model): string {
  const { loss, data } = model
  const terms = loss.kind === 'squares' ? loss.residuals.length : 0
  if (data !== undefined && terms > 1)
    return `${functionLatex(model)} = \\frac{1}{2n}\\sum_{i=1}^{n} \\sum_{j=1}^{${terms}} r_{ij}^2`
  return `${functionLatex(model)} = \\frac{1}{2n}\\sum_{i=1}^{${data === undefined ? terms : 'n'}} r_i^2`
}

function residualLines(residuals: readonly Expression[], perSample: boolean): string[] {
  const shown = residuals.slice(0, residuals.length > mostResiduals ? mostResiduals - 1 : mostResiduals)
  const lines = shown.map((residual, j) => {
    const name = perSample ? (residuals.length === 1 ? 'r' : `r_{${j + 1}}`) : `r_{${j + 1}}`
    return `${name} = ${writtenSize([residual]) <= mostWritten ? toLatex(residual) : '\\text{(too long to be printed)}'}`
  })
  if (shown.length < residuals.length) lines.push(`\\ldots \\quad \\text{(${residuals.length} residuals)}`)
  return lines
}

function sampleLatex({ symbols }: Data): string {
  return rowVectorLatex(symbols.map(toLatex), 6)
}

function pointParagraph(model: Model, at: NamedPoint): Block {
  const many = model.symbols.length > 8
  const coordinates = at.coordinates.map((coordinate, i) => `${toLatex(model.symbols[i]!)} = ${coordinateLatex(coordinate)}`)
  return paragraph(
    'The point studied is ',
    [{ kind: 'strong', inlines: [text(at.name)] }],
    ': ',
    math((many ? [...coordinates.slice(0, 6), '\\ldots'] : coordinates).join(',\\; ')),
    '.',
  )
} // prettier-ignore

/** A coordinate as it was given: a decimal stays one. */
export function coordinateLatex(coordinate: Expression): string {
  const value = constantValue(coordinate)
  if (value === undefined) return toLatex(coordinate)
  const exact = rational.toString(value)
  if (!exact.includes('/')) return numberLatex(Number(exact), 15)
  return value.denominator > 1000n
    ? (terminatingDecimal(exact, 12) ?? toLatex(coordinate))
    : toLatex(coordinate)
}

function sourceBlocks({ source }: Model): Block[] {
  if (source === undefined) return []
  const lines = source.text.trimEnd().split(/\r?\n/)
  const shown = lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `# … ${lines.length - mostLines} more lines`]
  const language = /\.json$/i.test(source.name) ? 'json' : 'yaml'
  return [
    paragraph('The model file ', [code(source.name)], ':'),
    { kind: 'code', language, text: shown.join('\n') },
  ]
} // prettier-ignore
