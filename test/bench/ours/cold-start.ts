import { compileHessian } from '../../../src/compile/index.js'
import { rolledNetwork, startOf } from '../problem.js'
import { processorSeconds } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'
import { sumOfUpper } from './upper.js'

/** From nothing to the first Hessian in this fresh process: derive, compile, run once. */
export function time({ hidden }: { hidden: number }): OurOutcome {
  const point = startOf(4 * hidden)
  const start = processorSeconds()
  const { loss, parameters: variables, samples } = rolledNetwork(hidden, 8)
  const kernel = compileHessian({ loss, variables, samples })
  const check = sumOfUpper(kernel, point)
  return { seconds: processorSeconds() - start, check }
}
