import { type Estimate, uncertainty } from '../../base/estimate.js'
import { both, spent, work } from '../../base/budget.js'
import { inTime } from '../../base/in-time.js'
import { type Problem, ProblemError } from '../../base/problem.js'
import { plain } from '../../base/prose.js'
import { compiledSampler } from '../../dynamics/index.js'
import { constantValue } from '../../expression/index.js'
import {
  evenExponent,
  exactExponentEnclosure,
  exponentEnclosure,
  type ExponentEnclosure,
  gradientDescentThreshold,
  lyapunovExponent,
  type LyapunovExponent,
  meanSquareThreshold,
  stabilityThresholds,
  type StabilityThresholds,
  tailExponent,
  type TailExponent,
} from '../../numeric/index.js'
import { failure } from '../../base/wording.js'
import type { Site } from '../contract.js'
import { decimalWithin } from '../decimal.js'
import { descentNotions } from './descent-notions.js'
import { exactNotions } from './sgd-exact.js'
import type { SgdSetting } from './sgd-setting.js'
import type { SignChanges } from './sign-changes.js'

/** The notions of stability of stochastic gradient descent beside each other. */
export interface SgdNotions {
  /** λ: the sign decides almost surely. A closed form where there is one. */
  readonly exponent: Estimate
  readonly meanSquareThreshold: Estimate
  readonly gradientDescentThreshold: Estimate
  /** η*, the first learning rate at which λ changes sign, where the scan met it. */
  readonly threshold: Estimate | undefined
  /** All learning rates at which λ changes sign, as far as was looked; nothing in large dimensions. */
  readonly signChanges: SignChanges | undefined
  /** λ as it was computed, and how. */
  readonly lyapunov: LyapunovExponent
  /** Λ(2): the sign decides in mean square. */
  readonly meanSquare: Estimate
  /** Λ(4), in dimensions where it is cheap. */
  readonly fourthMoment: Estimate | undefined
  /** μ: the sign decides for gradient descent. */
  readonly gradientDescent: Estimate
  /** Rigorous bounds on λ. */
  readonly enclosure: ExponentEnclosure | undefined
  /** Nothing in large dimensions, where a scan takes minutes. */
  readonly thresholds: StabilityThresholds | undefined
  /** γ between the mean-square threshold and the almost-sure one. */
  readonly tail: TailExponent | undefined
  /** Why thresholds, the fourth moment or the tail are missing: the time was over. */
  readonly unfinished: Problem | undefined
}

// Rigorous bounds can be refined for ever. This much work takes a second at most, and is the same on every machine.
const workForBounds = 48

// Half the width of the interval of an exponent that has to be simulated.
const simulatedTo = 2e-4

/** Of all intervals of simulated numbers. */
const level = 0.99

/** With the method, where it was simulated. */
function named(estimate: Estimate, method: string): Estimate {
  return estimate.kind === 'measured' ? { method, ...estimate } : estimate
}

/** λ at the learning rate of the setting. */
export function sgdExponent(
  { product, learningRate, budget }: SgdSetting,
  sampler = compiledSampler(),
): LyapunovExponent {
  const options = { sampler, halfWidth: simulatedTo, mostSteps: mostSteps(product, 5e7), level, budget }
  const found = lyapunovExponent(product, learningRate.value, options)
  return { ...found, estimate: named(found.estimate, found.method) }
}

/**
 * The same where it is as good as it would be with more time.
 *
 * @throws `out-of-budget` otherwise
 */
export function finishedExponent(setting: SgdSetting, sampler = compiledSampler()): LyapunovExponent {
  const found = sgdExponent(setting, sampler)
  const { estimate } = found
  if (estimate.kind === 'measured' && estimate.halfWidth > simulatedTo)
    inTime(setting.budget, 'the simulation of the Lyapunov exponent', () => inWords(estimate))
  return found
}

function inWords(exponent: Estimate): string {
  return plain(`λ = ${decimalWithin(exponent.value, uncertainty(exponent))}`)
}

/** γ at the learning rate of the setting, or why there is none. */
export function sgdTail(
  { product, learningRate, budget }: SgdSetting,
  sampler = compiledSampler(),
): TailExponent {
  const options = { sampler, halfWidth: simulatedTo, mostSteps: mostSteps(product, 5e7), level, budget }
  return tailExponent(product, learningRate.value, options)
}

// Fewer steps where one takes longer: some seconds in any case.
function mostSteps({ dimension, batchSize }: SgdSetting['product'], small: number): number {
  return Math.ceil(small / Math.max(1, (dimension * (dimension + batchSize)) / 64))
}

// Beyond this dimension a scan of learning rates takes minutes.
const largestScanned = 24

export function sgdNotions(setting: SgdSetting, site: Site): SgdNotions {
  const { product, learningRate, budget } = setting
  const rate = learningRate.value
  const sampler = compiledSampler()
  const lyapunov = finishedExponent(setting, sampler)
  const enclosure = enclosureOf(setting)
  const coarse = product.dimension > 2
  const found =
    product.dimension > largestScanned || spent(budget)
      ? undefined
      : stabilityThresholds(product, {
          sampler,
          level,
          budget,
          ...(coarse
            ? { points: 24, scanSteps: mostSteps(product, 4e5), refineSteps: mostSteps(product, 4e6) }
            : {}),
        })
  const isOver = spent(budget)
  // A scan that was cut short misses sign changes.
  const thresholds = isOver ? undefined : found
  const meanSquare = evenExponent(product, rate, 2)
  const isBetween = meanSquare.value > 0 && lyapunov.estimate.value < 0
  const seen = thresholds?.crossings.map((each) => ({ ...each, learningRate: named(each.learningRate, 'simulation of independent chains') })) // prettier-ignore
  const exact = exactNotions(setting, site.model.graph, seen)
  const descent = descentNotions(site, setting)
  const crossings = exact?.crossings ?? seen
  return {
    exponent: exact?.exponent ?? lyapunov.estimate,
    meanSquareThreshold: exact?.meanSquareThreshold ?? thresholds?.meanSquare ?? meanSquareThreshold(product),
    gradientDescentThreshold:
      exact?.gradientDescentThreshold ?? descent.threshold ?? computed(gradientDescentThreshold(product)),
    threshold: crossings?.[0]?.learningRate,
    signChanges: crossings && {
      crossings,
      scan: exact?.areAllCrossings === true ? { to: Infinity, isComplete: true } : thresholds!.scan,
    },
    lyapunov,
    meanSquare: exact?.meanSquare ?? meanSquare,
    fourthMoment: exact?.fourthMoment ?? (isOver ? undefined : fourthMoment(product, rate)),
    gradientDescent: exact?.gradientDescent ?? descent.exponent,
    enclosure,
    thresholds,
    tail: isBetween && !isOver ? sgdTail(setting, sampler) : undefined,
    unfinished: unfinishedAfter(setting, isOver, lyapunov.estimate),
  }
}

function unfinishedAfter({ budget }: SgdSetting, isOver: boolean, exponent: Estimate): Problem | undefined {
  if (!isOver && !spent(budget)) return undefined
  if (budget.signal?.aborted === true) inTime(budget, 'the search for thresholds', () => inWords(exponent))
  const what = isOver ? 'the search for the almost-sure threshold' : 'the search for the tail exponent'
  return failure('out-of-budget', { what, budget: 'the time given', reached: inWords(exponent) }).problem
}

// Monomials of degree four are listed, and batches.
const largestListed = 8

function fourthMoment(product: SgdSetting['product'], rate: number): Estimate | undefined {
  if (product.dimension > largestListed) return undefined
  try {
    return evenExponent(product, rate, 4)
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'too-large') return undefined
    throw error
  }
}

function computed(value: number): Estimate {
  return { kind: 'numerical', value, error: 1e-12 * value, method: 'largest eigenvalue of the Hessian' }
}

// Nothing where there are too many batches to enumerate.
function enclosureOf({ product, exact, learningRate, budget }: SgdSetting): ExponentEnclosure | undefined {
  const limited = both(budget, work(workForBounds))
  const rate = constantValue(learningRate.exact)
  try {
    return exact !== undefined && rate !== undefined
      ? exactExponentEnclosure(exact, rate, { budget: limited })
      : exponentEnclosure(product, learningRate.value, { budget: limited })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Whether the sign of λ is known: 'negative' or 'positive' when rigorously or far beyond its error. */
export function signOf({
  lyapunov: { estimate },
  enclosure,
}: SgdNotions): 'negative' | 'positive' | undefined {
  if (enclosure?.settled !== undefined) return enclosure.settled
  if (Math.abs(estimate.value) <= 2 * uncertainty(estimate)) return undefined
  return estimate.value < 0 ? 'negative' : 'positive'
}
