/** What a user writes: schema, reading, parameters with shapes, data, losses and named points. */
export type {
  Data,
  GeneralLoss,
  Model,
  NamedParts,
  NamedPoint,
  NoiseLaw,
  NoiseVariable,
  Parameter,
  SquareLoss,
  WrittenNoise,
} from './model.js'
export { assumptionsText, brokenAssumption } from './assumptions.js'
export { lossOf, residualsOf } from './losses.js'
export { sampleLossOf, samplesOf, samplesToLoopOver } from './samples.js'
export { modelFrom, parseModel } from './read.js'
export { resolveDirection, resolvePoint } from './resolve-point.js'
export { modelJsonSchema, type ModelObject } from './schema.js'
