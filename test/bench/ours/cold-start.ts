import { hessian } from '../../../src/calculus/index.js'
import { compileSampleSum } from '../../../src/compile/index.js'
import { rolledNetwork, startOf, sumOf, upperTriangle } from '../problem.js'
import { processorSeconds } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

/** From nothing to the first Hessian in this fresh process: derive, compile, run once. */
export function time({ hidden }: { hidden: number }): OurOutcome {
  const point = startOf(4 * hidden)
  const start = processorSeconds()
  const { loss, parameters, samples, weight } = rolledNetwork(hidden, 8)
  const terms = upperTriangle(hessian(loss, parameters))
  const kernel = compileSampleSum({ terms, inputs: parameters, samples }, weight)
  const output = new Float64Array(kernel.outputs)
  kernel.run(point, output)
  return { seconds: processorSeconds() - start, check: sumOf(output) }
}
