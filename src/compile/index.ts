export type { Kernel } from './kernel.js'
export { compile, compileIteration } from './compile.js'
export { compileTape } from './tape.js'
export { compileWasm } from './wasm/kernel.js'
export type { Iteration, IterationShape } from './iteration.js'
export type { Samples } from './sample-program.js'
export {
  compileSampleIteration,
  compileSampleRows,
  compileSampleSum,
  type OverSamples,
  type SampleIteration,
} from './samples.js'
export { compileGradient, compileHessian, compileHessianVector, type MeanLoss } from './derived.js'
export {
  compileEnsemble,
  type Ensemble,
  type EnsembleShape,
  type EnsembleTask,
  wordsPerReplica,
} from './ensemble.js'
export { type HessianKernel, wholeMatrix } from './curvature.js'
