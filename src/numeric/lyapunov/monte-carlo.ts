import { type Budget, spent, unlimited } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import { failure } from '../../base/wording.js'
import { type Measured, meanEstimate } from '../statistics.js'
import { type SamplerFactory, vectorSampler } from './product-sampler.js'
import type { SampledProduct } from './sampled-product.js'

export interface MonteCarloOptions {
  /** 1 when left out. */
  readonly seed?: number | bigint
  /** Independent chains, at least two; 32 when left out. */
  readonly chains?: number
  /** Sampling ends when half the width of the interval is at most this; 10⁻³ when left out. */
  readonly halfWidth?: number
  /** The most factors, over all chains; 5·10⁷ when left out. */
  readonly mostSteps?: number
  /** Sampling ends earlier when |λ| is more than this many standard errors: its sign is what is wanted. */
  readonly decidedAt?: number
  /** Confidence, 0.95 when left out. */
  readonly level?: number
  readonly budget?: Budget
  /** What applies the factors; the plain sampler when left out. */
  readonly sampler?: SamplerFactory
}

/** An exponent by simulation and how long it was simulated. */
export interface SampledExponent {
  readonly estimate: Estimate
  /** Factors over all chains, those of the burn-in not counted. */
  readonly steps: number
}

/** Factors per chain that are not counted. */
const burnIn = 2048
const slice = 16_384

/**
 * λ as the mean growth of log |v| per factor along independent chains, with Student's interval over the chains. The chains
 * start where gradient descent leaves them, and their lengths double; what was before the last doubling is not counted,
 * until the interval is narrow enough and the last two lengths agree, or the budget is used up: then their difference is
 * added to the interval. −∞ when a vector becomes 0.
 *
 * @throws `cancelled` by the signal of the budget
 */
export function sampledExponent(
  product: SampledProduct,
  learningRate: number,
  options: MonteCarloOptions = {},
): SampledExponent {
  const { seed = 1, chains = 32, halfWidth = 1e-3, mostSteps = 5e7, level = 0.95 } = options
  const { budget = unlimited, sampler: makeSampler = vectorSampler, decidedAt = Infinity } = options
  const sampler = makeSampler(product, learningRate, { chains, seed })
  const most = Math.max(1, Math.floor(mostSteps / sampler.chains / sampler.every)) * sampler.every
  let done = Math.min(burnIn, most)
  if (isVanishing(sampler.run(done))) return { estimate: vanishing, steps: 0 }
  let before: Measured | undefined
  for (let length = done; ; length *= 2) {
    const sums = new Float64Array(sampler.chains)
    // The shortest simulation is always made, so that there is something to say.
    let counted = 0
    while (counted < length && (counted === 0 || before === undefined || !spent(budget))) {
      const now = Math.min(slice, length - counted)
      const growth = sampler.run(now)
      if (isVanishing(growth)) return { estimate: vanishing, steps: done * sampler.chains }
      growth.forEach((x, chain) => (sums[chain]! += x))
      counted += now
    }
    done += counted
    if (budget.signal?.aborted === true)
      throw failure('cancelled', { what: 'the simulation of a random matrix product' })
    const measured = meanEstimate(
      sums.map((sum) => sum / counted),
      level,
    )
    budget.progress?.('random matrix product', Math.max(done / most, Math.min(1, halfWidth / measured.halfWidth) ** 2)) // prettier-ignore
    const transient = before === undefined ? Infinity : changeBetween(before, measured)
    const isDecided = Math.abs(measured.value) - transient > decidedAt * measured.standardError
    const isKnown = transient === 0 && measured.halfWidth <= halfWidth
    before = measured
    if (isKnown || isDecided || done + 2 * length > most || spent(budget)) {
      const unknown = Number.isFinite(transient) ? transient : 0
      return {
        estimate: { ...measured, halfWidth: measured.halfWidth + unknown },
        steps: done * sampler.chains,
      }
    }
  }
}

/** By how much two lengths differ, if that is more than their scatter explains. */
function changeBetween(a: Measured, b: Measured): number {
  const change = Math.abs(b.value - a.value)
  return change <= 3 * Math.hypot(a.standardError, b.standardError) ? 0 : change
}

const vanishing: Estimate = {
  kind: 'numerical',
  value: -Infinity,
  error: 0,
  method: 'a product of factors that occur vanishes',
}

function isVanishing(growth: Float64Array): boolean {
  return growth.includes(-Infinity)
}
