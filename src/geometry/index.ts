export { coordinatesText } from './coordinates.js'
export type { ExactPoint } from './exact-point.js'
export { land, type Landed } from './land.js'
export { correction, polish } from './polish.js'
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
export { type FlowLimit, type FlowOptions, flowToSet } from './flow-to-set.js'
export { type Polished, polishToSet } from './polish.js'
