import type { Model } from '../model/index.js'
import { type NoiseChoice, type NoiseExample, type NoiseModel, noiseModels } from './noise/index.js'
import type { BatchChoice } from './sampling.js'

/** The noise model of this id, or nothing. */
export function noiseNamed(id: string, among: readonly NoiseModel[] = noiseModels): NoiseModel | undefined {
  return among.find((each) => each.id === id)
}

/** The first noise in the list that is such an example and that the model can have, or nothing. */
export function exampleOf(
  model: Model,
  example: NoiseExample,
  batch: BatchChoice = oneSample,
  among: readonly NoiseModel[] = noiseModels,
): NoiseChoice | undefined {
  const choices = among
    .filter((each) => each.example === example)
    .map((noise) => ({ noise, options: noise.batches === 'needed' ? { batch } : {} }))
  const found = choices.find(({ noise, options }) => noise.refuses(model, options) === undefined)
  return found && { model: found.noise.id, options: found.options }
}

/** The batches of a noise that needs them, where none are asked for. */
export const oneSample: BatchChoice = { size: 1, replacement: false }
