import { additive } from './additive.js'
import { dropConnect } from './drop-connect.js'
import { dropout } from './dropout.js'
import { labelNoise } from './label-noise.js'
import { minibatchNoise } from './minibatch.js'
import type { NoiseModel } from './noise-model.js'
import { perturbedDescent } from './perturbed.js'
import { writtenNoise } from './written.js'

export {
  chosenOptions,
  formulaOf,
  type NamedNoise,
  type NoiseChoice,
  type NoiseExample,
  noiseModel,
  type NoiseModel,
  type NoiseOptions,
  optionsFrom,
  optionsOf,
} from './noise-model.js'

/** Every noise model. A new one is one file and one line here. */
export const noiseModels: readonly NoiseModel[] = [
  labelNoise,
  minibatchNoise,
  dropout,
  dropConnect,
  additive,
  perturbedDescent,
  writtenNoise,
]
