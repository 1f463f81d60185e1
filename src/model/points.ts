import type { Span } from '../base/problem.js'
import { failure } from '../base/wording.js'
import {
  evaluate,
  type Expression,
  freeSymbols,
  type Graph,
  shapeName,
  type Value,
} from '../expression/index.js'
import { brokenBy } from './assumptions.js'
import { type Names, readFormula, scopeOf } from './formulas.js'
import type { NamedPoint, Parameter } from './model.js'
import { entryNames } from './parameters.js'
import type { ModelObject } from './schema.js'
import { type Path, pathText, type Written } from './written.js'

/** The named points. Every parameter has a coordinate; every coordinate is a finite exact number. */
export function readPoints(
  written: Written,
  { points = {} }: ModelObject,
  parameters: readonly Parameter[],
  graph: Graph,
): NamedPoint[] {
  return Object.keys(points).map((name) => {
    const path = ['points', name]
    for (const given of Object.keys(points[name]!)) checkCoordinateName(written, [...path, given], parameters)
    const coordinates = parameters.flatMap((parameter) => {
      const at = [...path, parameter.name]
      const given = Object.hasOwn(points[name]!, parameter.name) ? points[name]![parameter.name] : undefined
      if (given === undefined)
        throw failure('missing-coordinate', { point: name, parameter: parameter.name }, written.keySpan(path))
      const value = readCoordinate(written, at, given, parameters, graph)
      checkCoordinate(value, parameter, pathText(at), (index) =>
        written.span([...at, ...listPosition(given, index, parameter.shape)]),
      )
      return value.entries
    })
    return { name, coordinates }
  })
}

function checkCoordinateName(written: Written, path: Path, parameters: readonly Parameter[]): void {
  const name = String(path.at(-1))
  const names = parameters.map((parameter) => parameter.name)
  if (names.includes(name)) return
  throw failure(
    'bad-field',
    {
      field: pathText(path),
      expected: `one of the parameters (${names.join(', ')})`,
      got: name,
    },
    written.keySpan(path),
  )
}

function readCoordinate(
  written: Written,
  path: Path,
  given: unknown,
  parameters: readonly Parameter[],
  graph: Graph,
): Value {
  if (!Array.isArray(given)) return readFormula(written, path, scopeOf(graph, parameterNames(parameters)))
  const rows = given.map((entry, index) =>
    readCoordinate(written, [...path, index], entry, parameters, graph),
  )
  const [first] = rows
  const ragged = rows.findIndex((row) => row.shape.join() !== first!.shape.join())
  if (first === undefined || first.shape.length > 1 || ragged !== -1)
    throw failure(
      'bad-field',
      {
        field: pathText(path),
        expected: 'a list of numbers, or a list of equally long rows',
        got: ragged === -1 ? 'something else' : `rows of different lengths`,
      },
      written.span(path),
    )
  return { shape: [rows.length, ...first.shape], entries: rows.flatMap((row) => row.entries) }
}

/** Where entry `index` of a value of this shape is in the lists it was written as, as far as these go. */
function listPosition(given: unknown, index: number | undefined, shape: readonly number[]): number[] {
  if (index === undefined || !Array.isArray(given)) return []
  const columns = shape[1] ?? 1
  const [row, column] = [Math.floor(index / columns), index % columns]
  return shape.length === 2 && Array.isArray(given[row]) ? [row, column] : [row]
}

/** Names for coordinates: parameters are known, so that mentioning one is told apart from a misspelling. */
export function parameterNames(parameters: readonly Parameter[]): Names {
  return {
    parameters: new Map(parameters.map(({ name, shape, symbols }) => [name, { shape, entries: symbols }])),
    data: new Map(),
    areCoordinates: true,
  }
}

/**
 * Throws unless a value has the parameter's shape, is constant and finite, and keeps to its assumptions.
 *
 * @param spanOf the place of one entry, counted from 0, or of the whole value
 */
export function checkCoordinate(
  value: Value,
  parameter: Parameter,
  field: string,
  spanOf: (entry?: number) => Span | undefined,
): void {
  // A list can be a column.
  const shape = value.shape.length === 1 && parameter.shape[1] === 1 ? [...value.shape, 1] : value.shape
  if (shape.join() !== parameter.shape.join())
    throw failure(
      'bad-field',
      { field, expected: shapeName(parameter.shape), got: shapeName(value.shape) },
      spanOf(),
    )
  const names = entryNames(field, parameter.shape)
  value.entries.forEach((entry, i) => checkNumber(entry, parameter, names[i]!, spanOf(i)))
}

function notFiniteReason(value: number): string {
  if (Number.isNaN(value)) return 'it has no value among the real numbers'
  return `its size is beyond ${Number.MAX_VALUE.toPrecision(2)}, the largest double`
}

function checkNumber(entry: Expression, parameter: Parameter, field: string, span: Span | undefined): void {
  const [mentioned] = freeSymbols(entry)
  if (mentioned !== undefined)
    throw failure('not-a-number', { what: field, got: `an expression in ${mentioned.name}` }, span)
  const value = evaluate(entry, new Map())
  if (!Number.isFinite(value))
    throw failure('undefined-value', { expression: field, reason: notFiniteReason(value) }, span)
  const expected = brokenBy(Math.sign(value), Number.isInteger(value), parameter.assumptions)
  if (expected !== undefined) throw failure('bad-field', { field, expected, got: String(value) }, span)
}
