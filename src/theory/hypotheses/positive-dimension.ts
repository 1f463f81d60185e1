import type { Hypothesis } from '../contract.js'
import { pointOf } from '../site.js'

/** There is something to drift along. */
export const positiveDimension: Hypothesis = {
  id: 'positive-dimension',
  statement: 'The zero-loss set has positive dimension at the point.',
  check(situation) {
    const { dimension, rank } = pointOf(situation)
    return dimension > 0
      ? { state: 'proved', evidence: `dimension ${dimension}` }
      : { state: 'refuted', evidence: `the ${rank.of} has full rank ${rank.rank}: the point is isolated` }
  },
}
