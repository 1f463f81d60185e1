import type { BatchChoice } from '../../dynamics/index.js'
import { rational, type Rational } from '../../expression/index.js'

/** Of a batch: independent draws make multisets, B!/Π mᵢ! Π pᵢ^mᵢ; without replacement batches are equally likely. */
export function batchProbability(
  members: readonly number[],
  { size, replacement, probabilities }: BatchChoice,
  samples: number,
  batches: number,
): Rational {
  if (!replacement && size > 1) return rational.of(1, batches)
  let probability = rational.one
  let run = 0
  members.forEach((i, k) => {
    run = k > 0 && members[k - 1] === i ? run + 1 : 1
    const own = probabilities?.[i] ?? rational.of(1, samples)
    probability = rational.multiply(probability, rational.multiply(own, rational.of(k + 1, run)))
  })
  return probability
}
