import { failure } from '../base/wording.js'
import { assumptionsOf } from './assumptions.js'
import type { Assumptions, Graph } from '../expression/index.js'
import type { Parameter } from './model.js'
import type { Introduced } from './names.js'
import type { ModelObject } from './schema.js'
import type { Written } from './written.js'

/** The most numbers a model may have to learn. */
export const mostParameters = 20_000

export function introducedParameters({ parameters }: ModelObject): Introduced[] {
  if (Array.isArray(parameters))
    return parameters.map((name, index) => ({ name, kind: 'a parameter', path: ['parameters', index] }))
  return Object.keys(parameters).map((name) => ({ name, kind: 'a parameter', path: ['parameters', name] }))
}

/** The parameters with their symbols in the graph. Throws `too-large`. */
export function readParameters(written: Written, model: ModelObject, graph: Graph): Parameter[] {
  const declared = introducedParameters(model).map(({ name }) => ({ name, ...declaration(model, name) }))
  const size = declared.reduce((total, { shape }) => total + shape.reduce((a, b) => a * b, 1), 0)
  if (size > mostParameters)
    throw failure(
      'too-large',
      { what: 'the number of parameters', size, limit: mostParameters },
      written.span(['parameters']),
    )
  if (size === 0)
    throw failure(
      'missing-field',
      { field: 'parameters', example: 'parameters: [a, b]' },
      written.span(['parameters']),
    )
  return declared.map(({ name, shape, assumptions }) => ({
    name,
    shape,
    assumptions,
    symbols: entryNames(name, shape).map((entry) => graph.symbol(entry, assumptions)),
  }))
}

function declaration(
  { parameters }: ModelObject,
  name: string,
): { readonly shape: readonly number[]; readonly assumptions: Assumptions } {
  const given = Array.isArray(parameters) ? 'scalar' : parameters[name]!
  if (typeof given !== 'object' || Array.isArray(given))
    return { shape: shapeOf(given), assumptions: assumptionsOf({}) }
  return { shape: shapeOf(given.shape ?? 'scalar'), assumptions: assumptionsOf(given) }
}

function shapeOf(given: 'scalar' | number | readonly number[]): readonly number[] {
  return given === 'scalar' ? [] : typeof given === 'number' ? [given] : given
}

/** `a`; `b[1]`, `b[2]`; `W[1,1]`, `W[1,2]`, … row by row. */
export function entryNames(name: string, shape: readonly number[]): string[] {
  const [rows, columns] = shape
  if (rows === undefined) return [name]
  return Array.from({ length: rows }, (_, i) =>
    columns === undefined
      ? [`${name}[${i + 1}]`]
      : Array.from({ length: columns }, (_, j) => `${name}[${i + 1},${j + 1}]`),
  ).flat()
}
