export * from './matrix.js'
export { type SingularValues, svd, type SymmetricEigen, symmetricEigen } from './linear-algebra.js'
export { type Eigenpair, type LanczosOptions, largestEigenpair } from './lanczos.js'
export * from './rank.js'
export * from './least-squares.js'
export { completedBasis, orthogonalityDefect, preferredSign } from './orthogonal-basis.js'
export { type Derivative, type OdeOptions, type OdeSolution, solveOde, solveOdeTo } from './ode.js'
export type { OdeEvent, OdeEventFound } from './ode-events.js'
export { solveStiffOde, type StiffOdeOptions, type StiffOdeSolution } from './stiff-ode.js'
export { factorInPlace, solveFactored } from './lu.js'
export {
  type Descent,
  type GradientFlow,
  type GradientFlowOptions,
  solveGradientFlow,
} from './gradient-flow.js'
export { type RandomStream, stream, type StreamPosition } from './random.js'
export { generatorWords } from './generator-words.js'
export * from './distributions.js'
export * from './moments.js'
export * from './statistics.js'
export * from './series.js'
export * from './line-fit.js'
export * from './proportion.js'
export * from './tail.js'
export * from './lyapunov/sampled-product.js'
