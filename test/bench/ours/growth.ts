import { gradient, hessian } from '../../../src/calculus/index.js'
import { compile, compileSampleSum } from '../../../src/compile/index.js'
import type { Expression } from '../../../src/expression/index.js'
import { rolledNetwork, startOf, sumOf, upperTriangle, writtenOutNetwork } from '../problem.js'
import { processorSeconds } from '../processor-time.js'
import { countingModuleBytes } from './module-bytes.js'

export interface GrowthTask {
  readonly form: 'rolled' | 'written out'
  readonly hidden: number
  readonly samples: number
  /** Whether to compile as well: not where deriving alone was slow. */
  readonly code: 'yes' | 'no'
}

export interface GrowthOutcome {
  /** To build the loss and derive gradient and Hessian, in this fresh process. */
  readonly seconds: number
  /** The sum of the Hessian's upper triangle; none when not compiled. */
  readonly check?: number
  /** Of the WebAssembly modules; 0 where the host refused one and an interpreter took over. */
  readonly gradientBytes?: number
  readonly hessianBytes?: number
}

export function time({ form, hidden, samples: count, code }: GrowthTask): GrowthOutcome {
  const start = processorSeconds()
  const { loss, parameters, samples, weight } =
    form === 'rolled'
      ? rolledNetwork(hidden, count)
      : { ...writtenOutNetwork(hidden, count), samples: undefined }
  const first = gradient(loss, parameters)
  const second = upperTriangle(hessian(loss, parameters))
  const seconds = processorSeconds() - start
  if (code === 'no') return { seconds }
  const compiled = (terms: Expression[]) =>
    countingModuleBytes(() =>
      samples === undefined
        ? compile(terms, parameters)
        : compileSampleSum({ terms, inputs: parameters, samples }, weight),
    )
  const { result: kernel, bytes: hessianBytes } = compiled(second)
  const output = new Float64Array(kernel.outputs)
  kernel.run(startOf(4 * hidden), output)
  return { seconds, check: sumOf(output), gradientBytes: compiled(first).bytes, hessianBytes }
}
