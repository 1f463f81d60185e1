export { batchFluctuations, noiseFactorAt } from './batches.js'
export { classifyNoise, type ClassifyOptions, type NoiseClass, type TimeScale } from './classify.js'
export {
  type CoefficientOptions,
  noiseCoefficients,
  type NoiseCoefficients,
  type SlowDrift,
} from './coefficients.js'
export type { SetEvidence } from './evidence.js'
export { expectationOver } from './expectation.js'
export { exactCoefficients, type ExactCoefficients } from './exact-coefficients.js'
export { hasJumps, jumpsAt, type Jumps, smoothFactorOf, type Stray, velocityWithJumps } from './jumps.js'
export { noiseFactorOf, type NoiseObjects, noiseObjects } from './objects.js'
export { isUnbiased, secondPotentialOf } from './proofs.js'
export {
  exactSampleRegulariser,
  meanWrittenOut,
  sampleFourthOrder,
  sampleRegulariser,
} from './regulariser.js'
export { secondPotential } from './set-tests.js'
