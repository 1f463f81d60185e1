export * from './matrix.js'
export { type ComplexNumber, eigenvalues } from './eigenvalues.js'
export { type SingularValues, svd, type SymmetricEigen, symmetricEigen } from './linear-algebra.js'
export { type Eigenpair, type LanczosOptions, largestEigenpair } from './lanczos.js'
export * from './rank.js'
export * from './least-squares.js'
export { completedBasis, orthogonalityDefect, preferredSign } from './orthogonal-basis.js'
export { type Derivative, type OdeOptions, type OdeSolution, solveOde, solveOdeTo } from './ode.js'
export type { OdeEvent, OdeEventFound } from './ode-events.js'
export { solveStiffOde, type StiffOdeOptions, type StiffOdeSolution } from './stiff-ode.js'
export { gaussRule, type GaussRule } from './gauss-rules.js'
export { factorInPlace, solveFactored } from './lu.js'
export {
  type Descent,
  type GradientFlow,
  type GradientFlowOptions,
  solveGradientFlow,
} from './gradient-flow.js'
export { type RandomStream, stream, type StreamPosition, streamsFor } from './random.js'
export { generatorWords } from './generator-words.js'
export * from './bernoulli.js'
export {
  drawingWithoutReplacement,
  drawWithReplacement,
  type DrawWithoutReplacement,
  randomPermutation,
} from './minibatches.js'
export * from './epochs.js'
export * from './weighted-indices.js'
export * from './distributions.js'
export * from './moments.js'
export * from './statistics.js'
export { type BatchMeans, batchMeans } from './series.js'
export * from './stationary-mean.js'
export * from './series-slope.js'
export * from './paired-difference.js'
export * from './sequential-mean.js'
export * from './richardson.js'
export { type ObservedOrder } from './observed-order.js'
export * from './line-fit.js'
export * from './measured-order.js'
export * from './leading-order.js'
export * from './lyapunov/bounds/index.js'
export * from './lyapunov/regularity/index.js'
export * from './lyapunov/index.js'
export * from './coin-tail.js'
export * from './proportion.js'
export * from './tail.js'
export * from './two-sample.js'
export * from './line-diffusion.js'
export { quadraticFit, type QuadraticFit } from './quadratic-fit.js'
