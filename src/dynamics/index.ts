export { type Dynamics, type DynamicsChoice, dynamicsOf } from './dynamics.js'
export type { BatchChoice } from './minibatch.js'
export { type NoiseModel, noiseModels } from './noise/index.js'
export { type Optimiser, optimisers } from './optimisers/index.js'
