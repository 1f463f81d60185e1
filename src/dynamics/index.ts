export { compiledSampler } from './compiled-sampler.js'
export { type Dynamics, type DynamicsChoice, dynamicsOf } from './dynamics.js'
export { refusesBatchNoise } from './minibatch.js'
export { exampleOf, noiseNamed, oneSample } from './noise-lookup.js'
export type { NoiseOption, NoiseOptionValue } from './noise-options.js'
export {
  chosenOptions,
  formulaOf,
  type NamedNoise,
  type NoiseChoice,
  type NoiseExample,
  noiseModel,
  type NoiseModel,
  noiseModels,
  type NoiseOptions,
  optionsFrom,
  optionsOf,
} from './noise/index.js'
export { type Optimiser, optimisers } from './optimisers/index.js'
export {
  type Correlation,
  covarianceOf,
  type NoiseVariables,
  type Perturbation,
  type WrittenOut,
  writtenOut,
} from './perturbation/index.js'
export { samplesWith } from './perturbation/samples.js'
export {
  type BatchChoice,
  probabilitiesFor,
  probabilitiesText,
  requireSampling,
  type SampleWeights,
} from './sampling.js'
