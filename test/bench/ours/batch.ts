import { compileGradientBatch } from '../../../src/compile/index.js'
import { rolledNetwork, startOf, sumOf } from '../problem.js'
import { secondsPerCall } from '../processor-time.js'
import type { OurOutcome } from './outcome.js'

interface BatchBenchTask {
  readonly hidden: number
  readonly points: number
  readonly budget: number
}

/**
 * Gradients at `points` points (`startOf(points · 4 · hidden)`, point after point), seconds per point; the check is the
 * sum of all entries of all gradients.
 */
export function time({ hidden, points: count, budget }: BatchBenchTask): OurOutcome {
  const { loss, parameters: variables, samples } = rolledNetwork(hidden, 8)
  const batch = compileGradientBatch({ loss, variables, samples })
  const points = startOf(count * 4 * hidden)
  const results = new Float64Array(points.length)
  const seconds = secondsPerCall(() => batch.run(points, results), budget) / count
  return { seconds, check: sumOf(results) }
}
