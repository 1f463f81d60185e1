import { ProblemError } from '../base/problem.js'
import { failure } from '../base/wording.js'
import { createGraph, normalisedText, rational, type Value } from '../expression/index.js'
import { assumptionsOf, assumptionsText } from './assumptions.js'
import { introducedData, readData } from './data.js'
import { definitionTexts, readDefinitions } from './definitions.js'
import { entryNames, introducedParameters, readParameters } from './parameters.js'
import type { Names } from './formulas.js'
import type { Data, Model, Parameter } from './model.js'
import { checkNames } from './names.js'
import { readPoints } from './points.js'
import { introducedNoise, noiseFormulas, readNoise } from './noise.js'
import { formulaPaths, formulasAt, lossFormulas, type LossFormulas, readLoss } from './read-loss.js'
import type { ModelObject } from './schema.js'
import { sha256 } from './sha256.js'
import { validated } from './validate.js'
import { type Written, writtenObject } from './written.js'
import { writtenYaml } from './yaml-text.js'

/**
 * Reads a model from YAML or JSON text.
 *
 * @param sourceName what problems call the text, such as the file's path
 * @throws ProblemError that points at the place in the text
 */
export function parseModel(text: string, sourceName: string): Model {
  try {
    return build(writtenYaml(text, sourceName))
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'bad-yaml' && sourceName.endsWith('.json'))
      throw failure('bad-json', error.problem.facts, error.problem.span)
    throw error
  }
}

/**
 * Makes a model from a plain object. Numbers count as their shortest decimal (0.1 is 1/10), texts are formulas.
 *
 * @throws ProblemError
 */
export function modelFrom(object: ModelObject): Model {
  return build(writtenObject(object))
}

function build(written: Written): Model {
  const content = validated(written)
  checkNames(written, [
    ...introducedParameters(content),
    ...introducedData(content),
    ...introducedNoise(content),
  ])
  const graph = createGraph()
  const parameters = readParameters(written, content, graph)
  const data = readData(written, content, graph)
  const given: Names = {
    parameters: values(parameters),
    data: data === undefined ? new Map() : dataValues(data),
  }
  const definitions = readDefinitions(written, content, graph, given)
  const parts = { written, graph, data, names: { ...given, definitions } }
  const formulas = lossFormulas(written, content)
  const noisy = noiseFormulas(written, content, formulas)
  const loss = readLoss(parts, formulas)
  return {
    title: content.title,
    description: content.description,
    references: content.references ?? [],
    graph,
    parameters,
    symbols: parameters.flatMap(({ symbols }) => symbols),
    data,
    loss,
    points: readPoints(written, content, parameters, graph),
    definitions: {
      values: definitions.values,
      lossWith(changed) {
        const others = readDefinitions(written, content, graph, given, changed)
        return readLoss({ ...parts, names: { ...given, definitions: others } }, formulas)
      },
    },
    noise: readNoise(parts, content, noisy, loss),
    hash: contentHash(written, content, parameters, data, formulas),
    source: written.source,
  }
}

function values(parameters: readonly Parameter[]): Map<string, Value> {
  return new Map(parameters.map(({ name, shape, symbols }) => [name, { shape, entries: symbols }]))
}

function dataValues({ names, shapes, symbols }: Data): Map<string, Value> {
  let start = 0
  return new Map(
    names.map((name, index) => {
      const shape = shapes[index]!
      const entries = symbols.slice(start, (start += entryNames(name, shape).length))
      return [name, { shape, entries }]
    }),
  )
}

function assumedOfData({ data = {} }: ModelObject): [string, string][] | undefined {
  const assumed = Object.entries(data).flatMap(([name, given]): [string, string][] => {
    const text = Array.isArray(given) ? '' : assumptionsText(assumptionsOf(given))
    return text === '' ? [] : [[name, text]]
  })
  return assumed.length === 0 ? undefined : assumed
}

// Titles, comments, spacing and named points do not count: a result belongs to the mathematics.
function contentHash(
  written: Written,
  content: ModelObject,
  parameters: readonly Parameter[],
  data: Data | undefined,
  own: LossFormulas,
): string {
  const formulas = formulaPaths(own).map((path) => [path[0], normalisedText(written.formula(path))])
  const canonical = {
    parameters: parameters.map(({ name, shape, assumptions }) => [
      name,
      shape,
      assumptions.positive === true,
      assumptions.nonzero === true,
    ]),
    data: data && [data.names, data.shapes, data.samples.map((sample) => sample.map(rational.toString))],
    formulas,
    // Left out where there are none, so that models without them keep their hash.
    assumed: assumedOfData(content),
    definitions: definitionTexts(written, content),
    noise: content.noise && [
      content.noise.variables,
      formulaPaths(formulasAt(['noise'], content.noise)).map((path) => [
        path[1],
        normalisedText(written.formula(path)),
      ]),
    ],
  }
  return sha256(JSON.stringify(canonical))
}
