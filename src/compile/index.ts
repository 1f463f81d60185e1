export type { Kernel } from './kernel.js'
export { compile, compileIteration } from './compile.js'
export { compileTape } from './tape.js'
export { compileWasm } from './wasm/kernel.js'
export type { Iteration, IterationShape } from './iteration.js'
export type { Samples } from './sample-program.js'
export type { AliasColumns, DrawnSamples } from './drawn-samples.js'
export {
  compileSampleIteration,
  compileSampleRows,
  compileSampleSum,
  type OverSamples,
  type SampleIteration,
} from './samples.js'
export {
  compileGradient,
  compileHessian,
  compileHessianVector,
  compileThirdDerivative,
  type MeanLoss,
} from './derived.js'
export { compileEnsemble, type EnsembleTask, type Mask } from './ensemble.js'
export { type Ensemble, type EnsembleShape, type PortableEnsemble, wordsPerReplica } from './ensemble-run.js'
export { type Batch, type BatchTask, compileBatch, compileGradientBatch } from './batch.js'
export { ensembleWorkers, type EnsembleWorkers } from './ensemble-workers.js'
export type { EnsembleMessage } from './ensemble-messages.js'
export { ensembleTask } from './ensemble-task.js'
export { type HessianKernel, wholeMatrix } from './curvature.js'
