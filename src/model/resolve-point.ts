import { nearest } from '../base/nearest.js'
import type { Span } from '../base/problem.js'
import { failure } from '../base/wording.js'
import {
  evaluate,
  type FormulaText,
  formulaText,
  parseFormula,
  shapeName,
  type Value,
} from '../expression/index.js'
import { scopeOf } from './formulas.js'
import type { Model, NamedPoint, Parameter } from './model.js'
import { entryNames } from './parameters.js'
import { checkCoordinate, parameterNames } from './points.js'

/**
 * The point a user asks for: the name of one of the model's points, or coordinates such as `a=2,b=sqrt(2)`,
 * `w=[1,2],c=0`, `W=[1,2;3,4]` or, entry by entry, `w[1]=1,w[2]=2,c=0`. Throws problems whose place is in the text, called
 * `source`.
 */
export function resolvePoint(model: Model, at: string, source = '--at'): NamedPoint {
  const named = model.points.find(({ name }) => name === at.trim())
  if (named !== undefined) return named
  const text = formulaText(at, source)
  if (at.trim() === '')
    throw failure('bad-option', {
      option: source,
      expected: 'a named point or coordinates such as a=2,b=1',
      got: 'nothing',
    })
  if (!at.includes('=')) throw unknownPoint(model, at.trim(), text)
  const given = readAssignments(model, text, source)
  const missing = (parameter: string): Error =>
    failure('missing-coordinate', { point: at.trim(), parameter }, text.span(0, at.length))
  const coordinates = model.parameters.flatMap(({ name, shape, symbols }) => {
    const whole = given.get(name)
    if (whole !== undefined) return whole.entries
    const entries = entryNames(name, shape)
    if (!entries.some((entry) => given.has(entry))) throw missing(name)
    return symbols.map((_, i) => {
      const entry = given.get(entries[i]!)
      if (entry === undefined) throw missing(entries[i]!)
      return entry.entries[0]!
    })
  })
  return { name: at.trim(), coordinates }
}

/**
 * A direction in the space of parameters as a user writes it, like coordinates: `a=1,b=-1`, `W[1,1]=1`. What is not mentioned
 * is 0, and assumptions about parameters say nothing of directions. Length d. Throws problems as `resolvePoint` does.
 */
export function resolveDirection(model: Model, along: string, source: string): Float64Array {
  const text = formulaText(along, source)
  const free = { ...model, parameters: model.parameters.map((each) => ({ ...each, assumptions: {} })) }
  const given = readAssignments(free, text, source)
  const entries = model.parameters.flatMap(({ name, shape, symbols }) => {
    const names = entryNames(name, shape)
    return symbols.map((_, i) => given.get(name)?.entries[i] ?? given.get(names[i]!)?.entries[0])
  })
  return Float64Array.from(entries, (entry) => (entry === undefined ? 0 : evaluate(entry, new Map())))
}

function readAssignments(model: Model, text: FormulaText, source: string): Map<string, Value> {
  const given = new Map<string, Value>()
  for (const part of assignments(text.text)) readAssignment(model, text, part, given, source)
  return given
}

function unknownPoint(model: Model, name: string, text: FormulaText): Error {
  const points = model.points.map((point) => point.name)
  const suggestion = nearest(name, points)
  return failure(
    'unknown-point',
    suggestion === undefined ? { name, points } : { name, points, nearest: suggestion },
    text.span(0, text.text.length),
  )
}

interface Part {
  readonly start: number
  readonly end: number
}

// Commas inside brackets belong to a coordinate.
function assignments(at: string): Part[] {
  const parts: Part[] = []
  let [depth, start] = [0, 0]
  for (let index = 0; index <= at.length; index++) {
    const character = at[index]
    if (character === '(' || character === '[') depth++
    else if (character === ')' || character === ']') depth--
    else if (character === undefined || (character === ',' && depth <= 0)) {
      parts.push({ start, end: index })
      start = index + 1
    }
  }
  return parts
}

function readAssignment(
  model: Model,
  text: FormulaText,
  { start, end }: Part,
  given: Map<string, Value>,
  source: string,
): void {
  const part = text.text.slice(start, end)
  const match = /^(\s*)([A-Za-z][A-Za-z0-9_]*)(\s*\[[\d\s,]*\])?\s*=/.exec(part)
  if (match === null)
    throw failure(
      'bad-option',
      { option: source, expected: 'coordinates such as a=2,b=sqrt(2)', got: part.trim() || 'nothing' },
      text.span(start, end - start),
    )
  const [before, blank, name, index = ''] = [match[0], match[1]!, match[2]!, match[3]]
  const key = name + index.replaceAll(/\s/g, '')
  const nameSpan = text.span(start + blank.length, name.length + index.length)
  const parameter = parameterNamed(model, name)
  if (parameter === undefined) {
    const parameters = model.parameters.map((known) => known.name)
    const suggestion = nearest(name, parameters)
    const facts = { name, parameters, data: [] }
    throw failure(
      'unknown-symbol',
      suggestion === undefined ? facts : { ...facts, nearest: suggestion },
      nameSpan,
    )
  }
  const target = index === '' ? parameter : entryOf(parameter, key, nameSpan)
  if (
    given.has(key) ||
    [...given.keys()].some((known) => known === name || (key === name && known.startsWith(`${name}[`)))
  )
    throw failure(
      'bad-option',
      { option: source, expected: 'one value for each parameter', got: `${key} twice` },
      nameSpan,
    )
  const offset = start + before.length
  const formula: FormulaText = {
    text: text.text.slice(offset, end),
    span: (from, length) => text.span(offset + from, length),
  }
  const value = parseFormula(formula, scopeOf(model.graph, parameterNames(model.parameters)))
  checkCoordinate(value, target, key, () => formula.span(0, formula.text.length))
  given.set(key, value)
}

/** One entry of a parameter, as a parameter that is a number. */
function entryOf(parameter: Parameter, key: string, span: Span): Parameter {
  const { name, shape } = parameter
  if (!entryNames(name, shape).includes(key) || shape.length === 0)
    throw failure(
      'bad-index',
      { what: name, shape: shapeName(shape), detail: `${key} is not one of its entries.` },
      span,
    )
  return { ...parameter, name: key, shape: [] }
}

function parameterNamed({ parameters }: Model, name: string): Parameter | undefined {
  return parameters.find((parameter) => parameter.name === name)
}
