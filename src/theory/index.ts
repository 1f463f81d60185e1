import type { Theorem } from './contract.js'
import { convergenceOrder } from './noise/convergence-order.js'
import { labelNoiseDriftTheorem } from './noise/label-noise-drift.js'
import { timeScales } from './noise/time-scales.js'
import { sgdLyapunov } from './stability/sgd-lyapunov.js'
import { sgdSettling } from './stability/sgd-settling.js'
import { gradientDescentThreshold } from './stability/gradient-descent-threshold.js'

export * from './contract.js'
export type * from './experiment.js'
export { decimal, decimalWithin } from './decimal.js'
export {
  batch,
  defaultBatch,
  learningRate,
  noise,
  type ExactInput,
  type InputDeclaration,
  type Inputs,
} from './inputs.js'
export * from './stability/conditions/index.js'
export { type ChosenNoise, chosenNoise } from './noise/chosen-noise.js'
export { pointOf, siteOf } from './site.js'

/** Every theorem. A new one is one file and one line here. */
export const theorems: readonly Theorem[] = [
  gradientDescentThreshold,
  sgdLyapunov,
  sgdSettling,
  labelNoiseDriftTheorem,
  convergenceOrder,
  timeScales,
]
