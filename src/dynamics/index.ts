export { type Dynamics, dynamicsOf } from './dynamics.js'
export { type NoiseModel, noiseModels } from './noise/index.js'
export { type Optimiser, optimisers } from './optimisers/index.js'
