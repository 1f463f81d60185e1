export {
  limitCoefficients,
  type LimitCoefficientOptions,
  type NoiseFactor,
  noiseOfCovariance,
  type OnSetCoefficients,
} from './coefficients.js'
export {
  onSetEnsemble,
  type OnSetEnsemble,
  type OnSetEnsembleOptions,
  type ReplicaState,
} from './ensemble.js'
export { flowOnSet, type FlowOnSet, type FlowOnSetOptions } from './flow.js'
export type { IncrementLaw } from './increments.js'
export { type FieldOnSet, setStepper, type SetStepper, type Stages } from './runge-kutta.js'
export { isJoined } from './joined.js'
export { limitMapScheme, type OnSetScheme, projectedEulerMaruyama } from './schemes.js'
export { tangentFactor } from './tangent-factor.js'
