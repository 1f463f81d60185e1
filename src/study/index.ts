export { chooseNoises, chooseTheorems, theoremsFor } from './choose.js'
export {
  allFormulas,
  type Derivation,
  derivationOf,
  type DerivationOptions,
  type Formulas,
  type Suggest,
} from './derivation.js'
export type { Exceptions, KinkInParts } from './exceptions.js'
export type { Side } from './dead-branches.js'
export { nameOf, quoted } from './command.js'
export { factsOf } from './facts.js'
export * from './limit/index.js'
export * from './map/index.js'
export { namedDerivation, type NamedDerivation } from './named-derivation.js'
export { predictionOf, type PredictionRecord, predictionsOf } from './predict.js'
export { noiseText, readNoise } from './read-noise.js'
export { defaultSeed, type Question, situate } from './situation.js'
export type { Provenance, Study } from './study.js'
export { factoredBy } from './suggest.js'
export { refuseUnusedBatch } from './unused-batch.js'
export { readConstant } from './read-constant.js'
