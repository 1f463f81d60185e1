import type { Model } from '../../model/index.js'
import { correlationOf } from './options.js'
import type { NoiseOptions } from '../noise/noise-model.js'

/** Masks are not added: they multiply. */
export const addedLaws = ['gaussian', 'rademacher', 'uniform'] as const

/** Why a noise that adds one variable to every parameter cannot be had, or nothing when it can. */
export function refusesToAdd(model: Model, { covariance }: NoiseOptions = {}): string | undefined {
  const correlation = correlationOf(model.graph, covariance, model.symbols.length)
  return typeof correlation === 'string' ? correlation : undefined
}
