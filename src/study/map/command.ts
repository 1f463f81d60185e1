import type { Model } from '../../model/index.js'
import { defaultEffort } from '../../verify/index.js'
import { nameOf, quoted } from '../command.js'
import type { MapOptions } from './map.js'

/** The command that makes a map again. */
export function mapCommand(model: Model, options: MapOptions, seed: number): string {
  const parts = ['thalweg map', quoted(nameOf(model))]
  for (const name of ['at', 'to', 'along', 'length'] as const)
    if (options[name] !== undefined) parts.push(`--${name}`, quoted(String(options[name])))
  if (options.stay === true) parts.push('--no-move')
  if (options.batchSize !== undefined) parts.push('--batch-size', String(options.batchSize))
  if (options.replacement === true) parts.push('--replacement')
  if (options.sampling !== undefined) parts.push('--sampling', quoted(String(options.sampling)))
  if (options.effort !== undefined && options.effort !== defaultEffort) parts.push('--effort', options.effort)
  parts.push('--seed', String(seed))
  return parts.join(' ')
}
