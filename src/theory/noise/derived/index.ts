export { compareNoises } from './compare-noises.js'
export type {
  Equilibrium,
  LimitPath,
  MissingEquilibrium,
  MissingPath,
  NoiseComparison,
  NoiseLimit,
  PathState,
} from './contract.js'
export { deriveLimit, type DeriveLimitOptions, rateOf } from './derive.js'
export { equilibriumSentences } from './equilibrium-steps.js'
export { limitSite } from './setting.js'
