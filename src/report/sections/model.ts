import { constantValue, type Expression, rational, toLatex } from '../../expression/index.js'
import { assumptionsText, type Data, type Model, type NamedPoint, type Parameter } from '../../model/index.js'
import type { Study } from '../../study/index.js'
import {
  type Block,
  code,
  emphasis,
  math,
  paragraph,
  type RichText,
  section,
  type Section,
  text,
} from '../document.js'
import { numberLatex, terminatingDecimal } from '../numbers.js'
import { dataTable } from './data-table.js'
import { lossBlocks } from './loss.js'

const mostLines = 60

/** What was given: parameters, data, the loss in mathematics, the point, and the file itself. */
export function modelSection({ situation, derivation, at }: Study): Section {
  const { model } = situation
  return section('model', 'The model', [
    ...descriptionBlocks(model),
    parameterBlock(model),
    ...(model.data === undefined ? [] : [dataTable(model.data)]),
    ...assumptionBlocks(model),
    ...lossBlocks(model, derivation.of === 'loss' ? derivation.loss : undefined),
    pointParagraph(model, at),
    ...sourceBlocks(model),
  ])
}

function descriptionBlocks({ description, references }: Model): Block[] {
  return [
    ...(description === undefined ? [] : [paragraph(description)]),
    ...(references.length === 0 ? [] : [paragraph(`The model file refers to: ${references.join('; ')}.`)]),
  ]
}

function parameterBlock({ parameters, symbols }: Model): Block {
  const many = parameters.length > 1
  if (parameters.every(({ shape }) => shape.length === 0))
    return paragraph(
      many ? `The parameters are the ${parameters.length} numbers ` : 'The only parameter is the number ',
      [math(entriesLatex(symbols))],
      '.',
    )
  return {
    kind: 'table',
    id: 'parameters',
    caption: `Parameters: ${symbols.length} numbers in all.`,
    columns: [
      { header: 'Name', align: 'left' },
      { header: 'Shape', align: 'left' },
      { header: 'Entries', align: 'left' },
    ],
    rows: parameters.map((parameter) => [
      [code(parameter.name)],
      shapeText(parameter.shape),
      [math(entriesLatex(parameter.symbols))],
    ]),
  }
}

/** What was declared of parameters and data, and so went into the formulas. */
function assumptionBlocks({ parameters, data }: Model): Block[] {
  const declared = [...parameters, ...(data === undefined ? [] : assumedOfData(data))].flatMap(
    ({ name, shape, assumptions }): RichText[] => {
      const said = assumptionsText(assumptions)
      if (said === '') return []
      return [[text(shape.length === 0 ? '' : 'every entry of '), code(name), text(` is ${said}`)]]
    },
  )
  if (declared.length === 0) return []
  const listed = declared.flatMap((one, i): RichText[] => (i === 0 ? [one] : ['; ', one]))
  return [paragraph('Declared in the model, and used to simplify the formulas: ', ...listed, '.')]
}

function assumedOfData({
  names,
  shapes,
  symbols,
}: Data): Pick<Parameter, 'name' | 'shape' | 'assumptions'>[] {
  let at = 0
  return names.map((name, i) => {
    const shape = shapes[i]!
    const first = symbols[at]!
    at += shape[0] ?? 1
    return { name, shape, assumptions: first.kind === 'symbol' ? first.assumptions : {} }
  })
}

function shapeText(shape: readonly number[]): string {
  if (shape.length === 0) return 'number'
  return shape.length === 1 ? `vector of ${shape[0]}` : `${shape.join(' × ')} matrix`
}

function entriesLatex(symbols: readonly Expression[]): string {
  const names = symbols.map(toLatex)
  const shown = names.length <= 8 ? names : [...names.slice(0, 2), '\\ldots', names.at(-1)!]
  return shown.join(',\\, ')
}

function pointParagraph({ symbols }: Model, { name, coordinates }: NamedPoint): Block {
  const list = coordinates.map((coordinate, i) => `${toLatex(symbols[i]!)} = ${coordinateLatex(coordinate)}`)
  const shown = list.length > 8 ? [...list.slice(0, 6), '\\ldots'] : list
  const named: RichText[] = name.includes('=') ? [] : [[emphasis(name)], ': ']
  return paragraph('The point studied is ', ...named, [math(shown.join(',\\; '))], '.')
}

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
  const more = lines.length - mostLines
  const shown = more > 0 ? [...lines.slice(0, mostLines), `# … and ${more} more lines`] : lines
  const language = /\.json$/i.test(source.name) ? 'json' : 'yaml'
  return [
    paragraph('The model file ', [code(source.name)], ':'),
    { kind: 'code', language, text: shown.join('\n') },
  ]
}
