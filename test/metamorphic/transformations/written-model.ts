import type { ModelObject } from '../../../src/model/index.js'

type Data = NonNullable<ModelObject['data']>
type Samples = Extract<Data[string], readonly unknown[]>

/** Changes of a model as its author wrote it, arrays and definitions kept. Nothing where one does not apply. */
export function withParametersReversed(model: ModelObject): ModelObject {
  const { parameters } = model
  return {
    ...model,
    parameters: Array.isArray(parameters)
      ? parameters.toReversed()
      : Object.fromEntries(Object.entries(parameters).toReversed()),
  }
}

export function withSamplesReversed(model: ModelObject): ModelObject | undefined {
  if (model.data !== undefined) return { ...model, data: eachDatum(model.data, (list) => list.toReversed()) }
  return Array.isArray(model.residuals) ? { ...model, residuals: model.residuals.toReversed() } : undefined
}

export function withEverySampleTwice(model: ModelObject): ModelObject | undefined {
  if (model.data !== undefined) return { ...model, data: eachDatum(model.data, (list) => [...list, ...list]) }
  const { residuals } = model
  if (residuals === undefined) return undefined
  return {
    ...model,
    residuals: Array.isArray(residuals) ? [...residuals, ...residuals] : [residuals, residuals],
  }
}

/** Outputs and targets, or residuals, twice as large; a plain loss four times. */
export function withOutputsDoubled(model: ModelObject): ModelObject {
  const { residuals, output, loss } = model
  if (residuals !== undefined)
    return { ...model, residuals: Array.isArray(residuals) ? residuals.map(doubled) : doubled(residuals) }
  if (loss !== undefined) return { ...model, loss: `4*(${loss})` }
  const { y, ...others } = model.data!
  return { ...model, output: doubled(output!), data: { ...others, ...eachDatum({ y: y! }, twice) } }
}

function doubled(formula: string | number): string {
  return `2*(${formula})`
}

function twice(list: Samples): Samples {
  return list.map((entry) => (Array.isArray(entry) ? entry.map(doubled) : doubled(entry as string | number)))
}

function eachDatum(data: Data, change: (list: Samples) => Samples): Data {
  return Object.fromEntries(
    Object.entries(data).map(([name, given]) => [
      name,
      Array.isArray(given) ? change(given) : { ...given, samples: change(given.samples) },
    ]),
  )
}
