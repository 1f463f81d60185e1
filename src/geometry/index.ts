export { coordinatesText } from './coordinates.js'
export type { ExactPoint } from './exact-point.js'
export { correction, land, type Landed, polish } from './land.js'
export { type Landscape, landscapeOf, type SymbolicLandscape } from './landscape.js'
export { sharpnessAt } from './sharpness.js'
export {
  type LandingOptions,
  type RankEvidence,
  type ZeroLossPoint,
  zeroLossPoint,
  zeroLossPointAt,
} from './point.js'
export { type ExactBases, exactBases } from './exact-bases.js'
export { curvatureLength, linearReach } from './reach.js'
export * from './parametrisation/index.js'
