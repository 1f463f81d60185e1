import { failure } from '../base/wording.js'
import {
  define,
  type Definition,
  type Definitions,
  type Graph,
  normalisedText,
  readDefinition,
  unlessTooDeep,
  type Value,
} from '../expression/index.js'
import { inputsFirst, type Names, scopeOf, withCommaHint } from './formulas.js'
import type { ModelObject } from './schema.js'
import type { Path, Written } from './written.js'

/**
 * What the definitions of a model stand for, where some are `changed` before what follows uses them. Throws a problem with
 * its place in the definition.
 */
export function readDefinitions(
  written: Written,
  model: ModelObject,
  graph: Graph,
  names: Names,
  changed?: (name: string, value: Value) => Value,
): Definitions {
  const paths = definitionPaths(model)
  const definitions = paths.map((path) => readOne(written, path))
  const whole = written.formula(paths[0] ?? ['definitions'])
  return unlessTooDeep(whole, () => define(definitions, scopeOf(graph, names, inputsFirst(names)), changed))
}

function readOne(written: Written, path: Path): Definition {
  const definition = withCommaHint(written, path, () =>
    readDefinition(written.keyFormula(path), written.formula(path)),
  )
  for (const { name, span } of [definition.head, ...(definition.head.parameters ?? [])])
    if (name === 'output')
      throw failure('name-clash', { name, first: 'the output of the model', second: 'a definition' }, span)
  return definition
}

/** Left and right sides without spaces that do not matter; nothing where there are no definitions. */
export function definitionTexts(written: Written, model: ModelObject): [string, string][] | undefined {
  if (model.definitions === undefined) return undefined
  return definitionPaths(model).map((path) => [
    normalisedText(written.keyFormula(path)),
    normalisedText(written.formula(path)),
  ])
}

function definitionPaths({ definitions = {} }: ModelObject): Path[] {
  return Object.keys(definitions).map((head) => ['definitions', head])
}
