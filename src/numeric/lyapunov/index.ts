export * from './sampled-product.js'
export { meanCurvature, sampleCurvature } from './sample-curvature.js'
export { orthogonalBlocks, restrictToNormalSpace } from './normal-space.js'
export { curvatureSpectrum, gradientDescentExponent, gradientDescentThreshold } from './gradient-descent.js'
export { descentExponent, descentThreshold, type DescentVariant } from './momentum.js'
export { evenExponent } from './even-exponents.js'
export { meanSquareThreshold } from './mean-square-threshold.js'
export { type BatchLaw, batchLaw, factorsAt, mostBatches, type RandomFactors } from './batch-law.js'
export { type ProductSampler, type SamplerFactory, vectorSampler } from './product-sampler.js'
export { startDirections } from './start-direction.js'
export { type MonteCarloOptions, type SampledExponent, sampledExponent } from './monte-carlo.js'
export { lyapunovSpectrum } from './spectrum.js'
export {
  exponentOf,
  type LyapunovExponent,
  lyapunovExponent,
  type LyapunovOptions,
  type PreparedProduct,
  preparedProduct,
  type ProductFacts,
} from './exponent.js'
export { type CertainRange, certainRange } from './certain-range.js'
export {
  type Crossing,
  type Scan,
  stabilityThresholds,
  type StabilityThresholds,
  type ThresholdOptions,
} from './thresholds.js'
export { type TailExponent, tailExponent } from './tail-exponent.js'
export { largestFactorNorm } from './factor-norms.js'
