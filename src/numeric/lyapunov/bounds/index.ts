export { adaptedFactors } from './adapted-norm.js'
export { blocksOf } from './blocks.js'
export type { ExponentBound } from './bound.js'
export { coboundaryBound, coboundaryBoundOf, type CoboundaryOptions } from './coboundary/coboundary.js'
export { determinantBound } from './determinant.js'
export { enclosedFactors, type EnclosedFactors } from './enclosed-factors.js'
export {
  enclosureOf,
  type EnclosureOptions,
  exactExponentEnclosure,
  exponentEnclosure,
  type ExponentEnclosure,
} from './enclosure.js'
export { enumerationBound, enumerationCost } from './enumeration.js'
export type { EnclosedMatrix } from './enclosed-matrix.js'
export {
  enclosedExactFactors,
  exactFactors,
  type ExactFactors,
  type ExactProduct,
  type RationalMatrix,
} from './exact-product.js'
export { rescaledMomentBound } from './rescaled-moment.js'
export { secondMomentBound } from './second-moment.js'
export { smallStepsBound } from './small-steps.js'
export { sphereCoboundaryBound, type SphereOptions } from './sphere/sphere-coboundary.js'
export { unlistedBounds } from './unlisted.js'
