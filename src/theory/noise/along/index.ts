export {
  type Antiderivative,
  antiderivativeOf,
  derivativeOf,
  writtenAntiderivative,
} from './antiderivative.js'
export type { ComparisonAlong } from './compare.js'
export type { DriftTerm, LimitAlong, MotionAlong } from './contract.js'
export { derivationSteps } from './derivation.js'
export type { End, Ends } from './ends.js'
export type { FixedPoint, FixedPoints } from './fixed-points.js'
export { limitAlong, type LimitAlongOptions } from './limit-along.js'
export { linearStability, type LinearStability, type Stability } from './stability.js'
export type { QuantityWithMean } from './means.js'
export type { FlowSolution } from './solution.js'
export type { StationaryDensity } from './stationary.js'
