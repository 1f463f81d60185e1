import type { Theorem } from './contract.js'
import { fastDrift } from './noise/fast-drift.js'
import { labelNoiseDriftTheorem } from './noise/label-noise-drift.js'
import { noDrift } from './noise/no-drift.js'
import { secondOrderDrift } from './noise/second-order-drift.js'
import { slowDrift } from './noise/slow-drift.js'
import { sgdExcursions } from './stability/sgd-excursions.js'
import { convergenceOrder } from './noise/convergence-order.js'
import { timeScales } from './noise/time-scales.js'
import { slowDiffusion } from './noise/slow-diffusion.js'
import { sgdLyapunov } from './stability/sgd-lyapunov.js'
import { sgdSettling } from './stability/sgd-settling.js'
import { gradientDescentThreshold } from './stability/gradient-descent-threshold.js'

export * from './contract.js'
export type * from './experiment.js'
export { decimal, decimalBound, decimalEnds, decimalWithin, measuredDecimal, shareEnds } from './decimal.js'
export {
  batch,
  defaultBatch,
  learningRate,
  noise,
  type ExactInput,
  type InputDeclaration,
  type Inputs,
} from './inputs.js'
export { batchSeen, descentBeside } from './batch-words.js'
export * from './stability/conditions/index.js'
export { type ChosenNoise, chosenNoise } from './noise/chosen-noise.js'
export { derivationSteps, type FixedPoints, type LimitAlong } from './noise/along/index.js'
export { noiseSteps, typedText } from './noise/noise-derivation.js'
export * from './noise/derived/index.js'
export { pointOf, siteOf } from './site.js'
export { sampledGradients } from './stability/sgd-setting.js'
export { cleanMinimum, smooth } from './hypotheses/index.js'

/** Every theorem. A new one is one file and one line here. */
export const theorems: readonly Theorem[] = [
  gradientDescentThreshold,
  sgdLyapunov,
  sgdSettling,
  sgdExcursions,
  labelNoiseDriftTheorem,
  fastDrift,
  slowDrift,
  secondOrderDrift,
  noDrift,
  convergenceOrder,
  timeScales,
  slowDiffusion,
]
