export { compareNoises } from './compare-noises.js'
export type { LimitPath, MissingPath, NoiseComparison, NoiseLimit, PathState } from './contract.js'
export { deriveLimit, type DeriveLimitOptions, rateOf } from './derive.js'
export { limitSite } from './setting.js'
