import type { Estimate } from '../../base/estimate.js'
import { readable } from '../../calculus/index.js'
import { constantValue, type Graph, multiply, rational, type Rational } from '../../expression/index.js'
import { batchesOf } from '../../numeric/index.js'
import { exactEstimate } from '../exact-estimate.js'
import { batchProbability } from './batch-probability.js'
import type { SgdSetting } from './sgd-setting.js'
import { wholeMultiples } from './whole-multiples.js'

/** What is known exactly where the normal space has one dimension: there the factors are numbers. */
export interface ExactNotions {
  /** λ = E log|1 − ηκ_S|; nothing when a factor is 0. */
  readonly exponent: Estimate | undefined
  /** 2 Eκ_S / Eκ_S². */
  readonly meanSquareThreshold: Estimate
  /** 2 / Eκ_S. */
  readonly gradientDescentThreshold: Estimate
  /** The first sign change of λ, when it is a simple fraction: then Π |1 − ηκ_S|^p = 1 is checked exactly. */
  readonly threshold: Estimate | undefined
}

// Of more batches a sum of logarithms is no closed form.
const mostBatches = 12

/** @param threshold the first sign change of λ as it was computed */
export function exactNotions(
  { exact, product, learningRate, batch }: SgdSetting,
  graph: Graph,
  threshold: number | undefined,
): ExactNotions | undefined {
  const rate = constantValue(learningRate.exact)
  if (exact === undefined || rate === undefined || product.dimension !== 1) return undefined
  const batches = batchesOf(product)
  if (batches.length > mostBatches) return undefined
  const { gram, batchSize } = exact
  const outputs = gram.length / product.samples.length
  // In one dimension g gᵀ is |g|², the entry on the diagonal.
  const sizes = product.samples.map((_, i) =>
    sum(Array.from({ length: outputs }, (_entry, r) => gram[i * outputs + r]![i * outputs + r]!)),
  )
  const curvatures = batches.map(({ members }) =>
    rational.divide(sum(members.map((i) => sizes[i]!)), rational.of(batchSize)),
  )
  const probabilities = batches.map(({ members }) =>
    batchProbability(members, batch, sizes.length, batches.length),
  )
  const mean = (values: readonly Rational[]): Rational =>
    sum(values.map((value, k) => rational.multiply(probabilities[k]!, value)))
  const [first, second] = [mean(curvatures), mean(curvatures.map((x) => rational.multiply(x, x)))]
  const two = rational.of(2)
  const estimate = (value: Rational): Estimate => exactEstimate(graph.constant(value))
  return {
    exponent: exponentOf(graph, curvatures, probabilities, rate),
    meanSquareThreshold: estimate(rational.divide(rational.multiply(two, first), second)),
    gradientDescentThreshold: estimate(rational.divide(two, first)),
    threshold: exactThreshold(
      graph,
      // In units of their mean: what is a simple fraction does not depend on the scale of the loss.
      curvatures.map((x) => rational.divide(x, first)),
      probabilities,
      first,
      threshold,
    ),
  }
}

function exponentOf(
  graph: Graph,
  curvatures: readonly Rational[],
  probabilities: readonly Rational[],
  rate: Rational,
): Estimate | undefined {
  const factors = curvatures.map((x) => rational.subtract(rational.one, rational.multiply(rate, x)))
  if (factors.some((factor) => rational.sign(factor) === 0)) return undefined
  const terms = factors.map((factor, k) =>
    multiply(
      graph.constant(probabilities[k]!),
      graph.call('log', [graph.constant(rational.absolute(factor))]),
    ),
  )
  return exactEstimate(readable(graph.sum(terms)))
}

// Powers of fractions, to be multiplied out exactly.
const highestPower = 120n

// The fraction with the smallest denominator that agrees to nine digits, if the product over batches to the power of their
// probabilities is exactly ±1 there.
function exactThreshold(
  graph: Graph,
  curvatures: readonly Rational[],
  probabilities: readonly Rational[],
  mean: Rational,
  computed: number | undefined,
): Estimate | undefined {
  const powers = wholeMultiples(probabilities)
  if (computed === undefined || powers.reduce((sum, power) => sum + power) > highestPower) return undefined
  const candidate = simpleFraction(computed * rational.toNumber(mean))
  if (candidate === undefined) return undefined
  const product = curvatures
    .map((x, k) => rational.power(rational.subtract(rational.one, rational.multiply(candidate, x)), powers[k]!))
    .reduce(rational.multiply)
  return rational.sign(rational.subtract(rational.absolute(product), rational.one)) === 0
    ? exactEstimate(graph.constant(rational.divide(candidate, mean)))
    : undefined
} // prettier-ignore

// By continued fractions.
function simpleFraction(value: number): Rational | undefined {
  let [p, q, before, below] = [1, 0, 0, 1]
  let rest = value
  for (let step = 0; step < 12; step++) {
    const whole = Math.floor(rest)
    ;[p, q, before, below] = [whole * p + before, whole * q + below, p, q]
    if (q > 1e5) return undefined
    if (Math.abs(p / q - value) <= 1e-9 * value) return rational.of(p, q)
    rest = 1 / (rest - whole)
  }
  return undefined
}

function sum(values: readonly Rational[]): Rational {
  return values.reduce(rational.add, rational.zero)
}
