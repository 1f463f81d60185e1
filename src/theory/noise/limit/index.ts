export { batchFluctuations, noiseFactorAt } from './batches.js'
export { classifyNoise, type ClassifyOptions, type NoiseClass, type TimeScale } from './classify.js'
export {
  alongSet,
  type CoefficientOptions,
  noiseCoefficients,
  type NoiseCoefficients,
  type SlowDrift,
} from './coefficients.js'
export type { SetEvidence } from './evidence.js'
export { expectationOver } from './expectation.js'
export { exactRefutations } from './exact-refutations.js'
export { exactCoefficients, type ExactCoefficients } from './exact-coefficients.js'
export { fourthOrder, sampleFourthOrder } from './fourth-order.js'
export { hasJumps, jumpsAt, type Jumps, smoothFactorOf, type Stray, velocityWithJumps } from './jumps.js'
export { meanEffect, type MeanEffect, type NumericalEffect } from './mean-effect.js'
export { noiseFactorOf, type NoiseObjects, noiseObjects } from './objects.js'
export { isAffine, isUnbiased, secondPotentialOf } from './proofs.js'
export { exactSampleRegulariser, meanWrittenOut, sampleRegulariser } from './regulariser.js'
export { roundingOf, secondPotential } from './set-tests.js'
