import type { RandomStream } from './random.js'

/**
 * 1 with this probability, otherwise 0: never 1 at probability 0, always at 1, and in between exact to 2⁻⁵³. Uses two
 * words. Throws a `RangeError` for what is no probability.
 */
export function bernoulli(random: RandomStream, probability: number): 0 | 1 {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`a probability lies between 0 and 1, not ${probability}`)
  return random.uniform() < probability ? 1 : 0
}

/** Fills `mask` with what as many calls of `bernoulli` would give. */
export function bernoulliMask(
  random: RandomStream,
  probability: number,
  mask: Float64Array | Uint8Array,
): void {
  for (let i = 0; i < mask.length; i++) mask[i] = bernoulli(random, probability)
}
