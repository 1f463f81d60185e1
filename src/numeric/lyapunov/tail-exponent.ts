import { spent, unlimited } from '../../base/budget.js'
import type { Estimate } from '../../base/estimate.js'
import { ProblemError } from '../../base/problem.js'
import { factorsAt, type RandomFactors } from './batch-law.js'
import { evenExponent } from './even-exponents.js'
import { largestNorm } from './factor-norms.js'
import { exponentOf, type LyapunovOptions, type PreparedProduct, preparedProduct } from './exponent.js'
import { pressureFunction } from './pressure.js'
import type { SampledProduct } from './sampled-product.js'
import { signChange } from './sign-change.js'
import { spaceRoot } from './space-pressure.js'

/** γ, or why there is none. */
export interface TailExponent {
  readonly estimate: Estimate | undefined
  /** How it was found, or what is in the way. */
  readonly method: string
}

/** The largest moment that is looked at. */
const largestMoment = 64

/**
 * γ > 0 with Λ(γ) = 0 for a stable point, λ < 0: the linearised process exceeds R times its size at the start with
 * probability of order R^−γ (Kesten 1973). γ = 2 at η_ms, below 2 between η_ms and η*, where almost every path converges
 * though the second moment diverges. Computed for commuting factors, in the plane and in space; otherwise enclosed between even
 * moments by the convexity of Λ, as far as these can be had.
 *
 * @throws as `lyapunovExponent`
 */
export function tailExponent(
  product: SampledProduct,
  learningRate: number,
  options: LyapunovOptions = {},
): TailExponent {
  const prepared = preparedProduct(product)
  const top = exponentOf(prepared, learningRate, options)
  if (!(top.estimate.value < 0)) return without('λ is not negative: the process does not return')
  const parts = prepared.blocks.map((block) => ofBlock(block, learningRate, options))
  const found = parts.filter(({ estimate }) => estimate !== undefined)
  if (parts.some((part) => part.estimate === undefined && part.method !== neverGrows))
    return parts.find((part) => part.estimate === undefined && part.method !== neverGrows)!
  if (found.length === 0) return without(neverGrows)
  return found.reduce((a, b) => (b.estimate!.value < a.estimate!.value ? b : a))
}

const neverGrows = 'no factor makes a vector longer: there are no excursions'

function without(method: string): TailExponent {
  return { estimate: undefined, method }
}

function ofBlock(
  { product, law }: PreparedProduct['blocks'][number],
  learningRate: number,
  options: LyapunovOptions,
): TailExponent {
  const factors = law && factorsAt(law, learningRate)
  if (factors !== undefined && largestNorm(factors) <= 1 + 1e-14) return without(neverGrows)
  const { tolerance = 1e-6, mostNodes = 8000, budget = unlimited } = options
  const pressure = factors && pressureFunction(factors, { tolerance, mostNodes, budget })
  const root = pressure && rootOf(pressure)
  // Cut short, it is worth nothing.
  if (spent(budget)) return without('the time given was over')
  if (root !== undefined) return root
  return (factors && inSpace(factors, options)) ?? betweenEvenMoments(product, learningRate)
}

function inSpace(
  factors: RandomFactors,
  { tolerance = 1e-6, mostNodes = 8000, budget = unlimited }: LyapunovOptions,
) {
  const found = spaceRoot(factors, largestMoment, { tolerance, mostNodes, budget })
  // Between even moments more is known.
  if (found === undefined || found.error > 0.01 * found.value) return undefined
  return { estimate: { kind: 'numerical', ...found } as const, method: `root of Λ by ${found.method}` }
}

function rootOf(pressure: NonNullable<ReturnType<typeof pressureFunction>>): TailExponent {
  let high = 1
  while (high <= largestMoment && !(pressure(high).value > 0)) high *= 2
  if (high > largestMoment) return without(`moments up to ${largestMoment} converge`)
  let low = high / 2
  while (low > 1e-4 && !(pressure(low).value < 0)) low /= 2
  if (low <= 1e-4) return without('λ is too close to 0')
  const { root, low: from, high: to } = signChange((p) => pressure(p).value, [low, high], { tolerance: 1e-13 * high, most: 40 }) // prettier-ignore
  const { error, method } = pressure(root)
  const step = 1e-3 * root
  const slope = (pressure(root + step).value - pressure(root - step).value) / (2 * step)
  return {
    estimate: { kind: 'numerical', value: root, error: error / slope + (to - from), method },
    method: `root of Λ by ${method}`,
  }
}

/**
 * Λ is convex with Λ(0) = 0. Between even p with Λ(p) < 0 and q = p + 2 with Λ(q) > 0 the chord lies above it and the chord
 * from q to q + 2, drawn further, below.
 */
export function betweenEvenMoments(product: SampledProduct, learningRate: number): TailExponent {
  try {
    let [p, before] = [0, 0]
    for (; p <= largestMoment; p += 2) {
      const value = evenExponent(product, learningRate, p + 2).value
      if (value > 0) return enclosed(p, before, value, evenExponent(product, learningRate, p + 4).value)
      before = value
    }
    return without(`moments up to ${largestMoment} converge`)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'too-large') throw error
    return without('real moments are computed in up to three dimensions, and even ones are too large here')
  }
}

function enclosed(p: number, before: number, value: number, after: number): TailExponent {
  const lo = p === 0 ? 0 : p + (2 * -before) / (value - before)
  const hi = Math.min(p + 2, p + 2 - (2 * value) / (after - value))
  return {
    estimate: { kind: 'enclosed', value: (lo + hi) / 2, lo, hi },
    method: `between the even moments ${p} and ${p + 2}, by convexity`,
  }
}
