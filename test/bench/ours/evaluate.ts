import { compileGradient, compileHessian } from '../../../src/compile/index.js'
import { rolledNetwork, startOf, sumOf } from '../problem.js'
import { secondsPerCall } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'
import { sumOfUpper } from './upper.js'

interface EvaluateTask {
  readonly what: 'gradient' | 'hessian'
  readonly hidden: number
  readonly budget: number
}

/** One gradient, or the upper triangle of one Hessian, at one point. */
export function time({ what, hidden, budget }: EvaluateTask): OurOutcome {
  const { loss, parameters: variables, samples } = rolledNetwork(hidden, 8)
  const point = startOf(4 * hidden)
  if (what === 'gradient') {
    const kernel = compileGradient({ loss, variables, samples })
    const output = new Float64Array(kernel.outputs)
    const seconds = secondsPerCall(() => kernel.run(point, output), budget)
    return { seconds, check: sumOf(output) }
  }
  const kernel = compileHessian({ loss, variables, samples })
  const seconds = secondsPerCall(() => void kernel.upper(point), budget)
  return { seconds, check: sumOfUpper(kernel, point) }
}
