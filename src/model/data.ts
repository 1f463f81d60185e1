import { failure } from '../base/wording.js'
import {
  type Assumptions,
  constantValue,
  freeSymbols,
  type Graph,
  type Rational,
  rational,
  type Value,
} from '../expression/index.js'
import { readFormula, scopeOf } from './formulas.js'
import type { Data } from './model.js'
import type { Introduced } from './names.js'
import { entryNames } from './parameters.js'
import type { ModelObject } from './schema.js'
import { assumptionsOf, brokenBy } from './assumptions.js'
import { type Path, pathText, type Written } from './written.js'

export function introducedData({ data }: ModelObject): Introduced[] {
  return Object.keys(data ?? {}).map((name) => ({ name, kind: 'a datum', path: ['data', name] }))
}

/** The data with one symbol per number of a sample. Nothing when the model has none. */
export function readData(written: Written, { data = {} }: ModelObject, graph: Graph): Data | undefined {
  const names = Object.keys(data)
  if (names.length === 0) return undefined
  const columns = names.map((name) => readColumn(written, name, data[name]!, graph))
  const sampleCount = columns[0]!.samples.length
  columns.forEach(({ samples }, index) => {
    if (samples.length !== sampleCount)
      throw failure(
        'bad-field',
        {
          field: `data.${names[index]}`,
          expected: `as many samples as ${names[0]} has, ${sampleCount}`,
          got: String(samples.length),
        },
        written.keySpan(['data', names[index]!]),
      )
  })
  return {
    names,
    shapes: columns.map(({ shape }) => shape),
    sampleCount,
    symbols: columns.flatMap(({ shape, assumptions }, index) =>
      entryNames(names[index]!, shape).map((entry) => graph.symbol(entry, assumptions)),
    ),
    samples: Array.from({ length: sampleCount }, (_, i) => columns.flatMap(({ samples }) => samples[i]!)),
  }
}

interface Column {
  readonly shape: readonly number[]
  readonly samples: readonly (readonly Rational[])[]
  readonly assumptions: Assumptions
}

type Datum = NonNullable<ModelObject['data']>[string]

function readColumn(written: Written, name: string, given: Datum, graph: Graph): Column {
  const plain = Array.isArray(given)
  const cells: readonly unknown[] = plain ? given : given.samples
  const path = plain ? ['data', name] : ['data', name, 'samples']
  const assumptions = assumptionsOf(plain ? {} : given)
  const read = (at: Path): Rational => {
    const value = readNumber(written, at, graph)
    const expected = brokenBy(rational.sign(value), rational.isInteger(value), assumptions)
    if (expected === undefined) return value
    const got = rational.toString(value)
    throw failure('bad-field', { field: pathText(at), expected, got }, written.span(at))
  }
  const first = cells[0]
  const width = Array.isArray(first) ? first.length : undefined
  const samples = cells.map((cell, index) => {
    const at = [...path, index]
    const found = Array.isArray(cell) ? cell.length : undefined
    if (found !== width)
      throw failure(
        'bad-field',
        { field: pathText(at), expected: sampleShape(width), got: sampleShape(found) },
        written.span(at),
      )
    return Array.isArray(cell) ? cell.map((_, axis) => read([...at, axis])) : [read(at)]
  })
  return { shape: width === undefined ? [] : [width], samples, assumptions }
}

// Samples are rational numbers; a formula may have any constant.
function irrationalAdvice({ shape, entries }: Value, text: string): string {
  if (shape.length > 0 || freeSymbols(entries[0]!).size > 0) return ''
  return ` (other constants stand in formulas: with a rational datum k, write k*(${text}) there)`
}

function sampleShape(width: number | undefined): string {
  return width === undefined ? 'a number' : `a list of ${width}`
}

function readNumber(written: Written, path: Path, graph: Graph): Rational {
  const formula = written.formula(path)
  if (/^-?\d+(\.\d+)?$/.test(formula.text)) return rational.of(formula.text)
  const value = readFormula(written, path, scopeOf(graph, { parameters: new Map(), data: new Map() }))
  const exact = value.shape.length === 0 ? constantValue(value.entries[0]!) : undefined
  if (exact === undefined)
    throw failure(
      'bad-field',
      {
        field: pathText(path),
        expected: 'a rational number such as 2, 0.5 or 1/3' + irrationalAdvice(value, formula.text),
        got: formula.text,
      },
      written.span(path),
    )
  return exact
}
