import { evaluate, rational, toLatex, toText } from '../../expression/index.js'
import type { Model, NamedPoint } from '../../model/index.js'
import type { Report } from './schema.js'
import { exactNumber, formulaJson, numberOrNull } from './values.js'

export function modelJson({
  title,
  description,
  references,
  hash,
  parameters,
  symbols,
  data,
  loss,
  source,
}: Model): Report['model'] {
  return {
    title,
    description: description ?? null,
    references: [...references],
    hash,
    parameters: parameters.map(({ name, shape }) => ({ name, shape: [...shape] })),
    symbols: symbols.map((symbol) => ({ name: toText(symbol), latex: toLatex(symbol) })),
    data:
      data === undefined
        ? null
        : {
            columns: data.symbols.map(toText),
            samples: data.samples.map((sample) => sample.map((value) => rational.toString(value))),
          },
    loss:
      loss.kind === 'squares'
        ? { kind: loss.kind, count: loss.count, residuals: loss.residuals.map(formulaJson) }
        : { kind: loss.kind, count: loss.count, perSample: formulaJson(loss.perSample) },
    source: source === undefined ? null : { name: source.name, text: source.text },
  }
}

export function startJson({ symbols }: Model, { name, coordinates }: NamedPoint): Report['start'] {
  return {
    name,
    coordinates: coordinates.map((coordinate, i) => ({
      symbol: toText(symbols[i]!),
      value: numberOrNull(evaluate(coordinate, new Map())),
      exact: exactNumber(coordinate),
    })),
  }
}
