import { gradient, hessian } from '../../../src/calculus/index.js'
import { compileSampleSum } from '../../../src/compile/index.js'
import { rolledNetwork, startOf, sumOf, upperTriangle } from '../problem.js'
import { secondsPerCall } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

interface EvaluateTask {
  readonly what: 'gradient' | 'hessian'
  readonly hidden: number
  readonly budget: number
}

/** One gradient, or the upper triangle of one Hessian, at one point. */
export function time({ what, hidden, budget }: EvaluateTask): OurOutcome {
  const { loss, parameters, samples, weight } = rolledNetwork(hidden, 8)
  const terms = what === 'gradient' ? gradient(loss, parameters) : upperTriangle(hessian(loss, parameters))
  const kernel = compileSampleSum({ terms, inputs: parameters, samples }, weight)
  const point = startOf(4 * hidden)
  const output = new Float64Array(kernel.outputs)
  const seconds = secondsPerCall(() => kernel.run(point, output), budget)
  return { seconds, check: sumOf(output) }
}
