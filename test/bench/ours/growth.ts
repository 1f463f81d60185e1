import { gradient, hessian } from '../../../src/calculus/index.js'
import { compileGradient, compileHessian } from '../../../src/compile/index.js'
import { rolledNetwork, startOf, writtenOutNetwork } from '../problem.js'
import { processorSeconds } from '../processor-time.js'
import { countingModuleBytes } from './module-bytes.js'
import { sumOfUpper } from './upper.js'

export interface GrowthTask {
  readonly form: 'rolled' | 'written out'
  /** Deriving exact expressions, or deriving operations and compiling them. */
  readonly as: 'expressions' | 'kernels'
  readonly hidden: number
  readonly samples: number
}

export interface GrowthOutcome {
  /** To build the loss and derive gradient and Hessian in this fresh process; for kernels, to compile them too. */
  readonly seconds: number
  /** The sum of the Hessian's upper triangle; none for expressions. */
  readonly check?: number
  /** Of the WebAssembly modules; 0 where the host refused one and an interpreter took over. */
  readonly gradientBytes?: number
  readonly hessianBytes?: number
}

export function time({ form, as, hidden, samples: count }: GrowthTask): GrowthOutcome {
  const start = processorSeconds()
  const {
    loss,
    parameters: variables,
    samples,
  } = form === 'rolled' ? rolledNetwork(hidden, count) : { ...writtenOutNetwork(hidden, count), samples: undefined }
  if (as === 'expressions') {
    gradient(loss, variables)
    hessian(loss, variables)
    return { seconds: processorSeconds() - start }
  }
  const { bytes: gradientBytes } = countingModuleBytes(() => compileGradient({ loss, variables, samples }))
  const { result, bytes: hessianBytes } = countingModuleBytes(() => compileHessian({ loss, variables, samples }))
  const seconds = processorSeconds() - start
  return { seconds, check: sumOfUpper(result, startOf(4 * hidden)), gradientBytes, hessianBytes }
} // prettier-ignore
