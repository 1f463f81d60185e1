import { labelNoise } from './label-noise.js'
import type { NoiseModel } from './noise-model.js'

export type { NoiseModel } from './noise-model.js'

/** Every noise model. A new one is one file and one line here. */
export const noiseModels: readonly NoiseModel[] = [labelNoise]
