import { compiledSampler } from '../../dynamics/index.js'
import { type SampledProduct, sampledExponent } from '../../numeric/index.js'
import { mostSettlingSteps, type SettlingRoom } from '../../verify/index.js'

// Factors over 32 chains: the spread of the growth is then known to some ten per cent.
const steps = 2.7e5

/** Shares between these two are too far from 0 and 1 for the distance at which runs begin. */
const expected = 0.9

/**
 * Whether nearly all runs from the distance do what the sign of λ says: the logarithm of a displacement moves by λ per step
 * with variance v, and like a diffusion it comes first to the end that λ points at with probability 1/(1 + e^(−2|λ|l/v)), l
 * the logarithmic distance of either end; at least 9 in 10 are wanted, and that it takes half of the steps at most.
 */
export function isFarFromBoundary(
  product: SampledProduct,
  rate: number,
  { start, radius }: SettlingRoom,
): boolean {
  const length = Math.log(radius / start)
  const { estimate, steps: counted } = sampledExponent(product, rate, {
    halfWidth: 0,
    mostSteps: steps,
    sampler: compiledSampler(),
  })
  if (estimate.kind !== 'measured') return estimate.value === -Infinity || estimate.value !== 0
  const speed = Math.abs(estimate.value)
  // The last doubling is what counts: half of all factors.
  const variance = estimate.standardError ** 2 * (counted / 2)
  return 2 * speed * length >= Math.log(expected / (1 - expected)) * variance && length <= (speed * mostSettlingSteps) / 2
} // prettier-ignore
