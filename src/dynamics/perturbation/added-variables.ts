import type { Model } from '../../model/index.js'
import { correlationOf } from './options.js'
import type { NoiseOptions } from '../noise/noise-model.js'

/** Why a noise that adds one variable to every parameter cannot be had, or nothing when it can. */
export function refusesToAdd(
  model: Model,
  { law, covariance, batch }: NoiseOptions = {},
): string | undefined {
  if (batch !== undefined) return 'batches together with this noise are not there'
  if (law === 'bernoulli') return 'masks are not added'
  const correlation = correlationOf(model.graph, covariance, model.symbols.length)
  return typeof correlation === 'string' ? correlation : undefined
}
