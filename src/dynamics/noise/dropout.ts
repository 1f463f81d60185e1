import { add, freeSymbols, multiply, type Value } from '../../expression/index.js'
import type { Model } from '../../model/index.js'
import { multiplicative } from '../perturbation/multiplicative.js'
import { layersOption, masksOption } from '../noise-options.js'
import { noiseModel, type NoiseOptions } from './noise-model.js'

const laws = ['bernoulli', 'gaussian', 'rademacher', 'uniform'] as const

/**
 * Dropout: multiplicative noise h ↦ h(1 + η) on the entries of definitions of the model, with masks 1 + η = b/κ unless another
 * law is given; every sample has its own masks unless they are shared. Srivastava et al. 2014.
 */
export const dropout = noiseModel({
  id: 'dropout',
  title: 'Dropout: multiplicative noise on defined layers',
  shortTitle: 'Dropout',
  formula: 'L\\big|_{h_j \\to h_j (1 + \\eta_j)}',
  strength: 'relative',
  laws,
  options: [layersOption, masksOption],
  batches: 'none',
  // Masks may be of another class than smooth noise in the same places.
  compared: [{ law: 'bernoulli' }, { law: 'gaussian' }],
  example: 'masks',
  refuses(model, options = {}) {
    if (options.masks === 'each' && model.data === undefined) return 'without data there are no samples'
    const layers = layersOf(model, options)
    if (typeof layers === 'string') return layers
    const perturbation = perturbed(model, layers, options)
    const { symbols } = perturbation.shared.symbols.length > 0 ? perturbation.shared : perturbation.own
    const present: ReadonlySet<unknown> = freeSymbols(perturbation.sampleLoss)
    const isUnused = !symbols.some((symbol) => present.has(symbol))
    return isUnused ? `${layers.map(([name]) => name).join(', ')} does not enter the loss` : undefined
  },
  perturb: (model, options = {}) => perturbed(model, layersOf(model, options) as Layer[], options),
})

type Layer = readonly [name: string, value: Value]

function layersOf({ definitions }: Model, { layers }: NoiseOptions): Layer[] | string {
  const values = [...(definitions?.values ?? [])]
  if (layers === undefined) {
    const last = values.findLast(([, { shape }]) => shape.length > 0)
    return last === undefined ? noLayer(values.map(([name]) => name)) : [last]
  }
  const unknown = layers.find((name) => !values.some(([known]) => known === name))
  if (unknown !== undefined) return `${unknown} is not defined in the model`
  return layers.length === 0 ? 'no layer is named' : values.filter(([name]) => layers.includes(name))
}

function noLayer(scalars: readonly string[]): string {
  const last = scalars.at(-1)
  if (last === undefined) return 'no layer has a name under `definitions:` of the model'
  const are = scalars.length === 1 ? 'is a number, which has' : 'are numbers, which have'
  return `no definition is a vector or a matrix: ${scalars.join(', ')} ${are} noise only when named, as by layers=[${last}]`
}

function perturbed(model: Model, layers: readonly Layer[], { law = laws[0], masks }: NoiseOptions) {
  const starts = new Map<string, number>()
  let size = 0
  for (const [name, { entries }] of layers) {
    starts.set(name, size)
    size += entries.length
  }
  const each = masks ?? (model.data === undefined ? 'shared' : 'each')
  return multiplicative(model, 'dropout', law, each, size, (symbols) =>
    model.definitions!.lossWith((name, value) => {
      const start = starts.get(name)
      if (start === undefined) return value
      const entries = value.entries.map((h, j) => multiply(h, add(symbols[start + j]!, 1)))
      return { ...value, entries }
    }),
  )
}
