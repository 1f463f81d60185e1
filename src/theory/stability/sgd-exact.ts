import type { Estimate } from '../../base/estimate.js'
import { readable } from '../../calculus/index.js'
import {
  constantValue,
  divide,
  evaluate,
  type Graph,
  multiply,
  rational,
  type Rational,
} from '../../expression/index.js'
import { batchesOf, type Crossing } from '../../numeric/index.js'
import { exactEstimate, exactLogarithm } from '../exact-estimate.js'
import { windowsOf } from './conditions/windows.js'
import { batchProbability } from './batch-probability.js'
import type { SgdSetting } from './sgd-setting.js'
import { wholeMultiples } from './whole-multiples.js'

/** What is known exactly where the normal space has one dimension: there the factors are numbers. */
export interface ExactNotions {
  /** λ = E log|1 − ηκ_S|; nothing when a factor is 0. */
  readonly exponent: Estimate | undefined
  /** Λ(2) and Λ(4): log E(1 − ηκ_S)^p. */
  readonly meanSquare: Estimate
  readonly fourthMoment: Estimate
  /** μ = log|1 − ηEκ_S|. */
  readonly gradientDescent: Estimate
  /** 2 Eκ_S / Eκ_S². */
  readonly meanSquareThreshold: Estimate
  /** 2 / Eκ_S. */
  readonly gradientDescentThreshold: Estimate
  /** The sign changes of λ, exact where Π |1 − ηκ_S|^p = 1 is solved by fractions or square roots. */
  readonly crossings: readonly Crossing[] | undefined
  /** Whether these certainly are all. */
  readonly areAllCrossings: boolean
}

// Of more batches a sum of logarithms is no closed form.
const mostBatches = 12

/** @param seen the sign changes of λ as they were computed */
export function exactNotions(
  { exact, product, learningRate, batch }: SgdSetting,
  graph: Graph,
  seen: readonly Crossing[] | undefined,
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
  const factor = (curvature: Rational): Rational =>
    rational.subtract(rational.one, rational.multiply(rate, curvature))
  const moment = (power: bigint): Estimate => logarithm(graph, mean(curvatures.map((x) => rational.power(factor(x), power)))) // prettier-ignore
  return {
    exponent: exponentOf(graph, curvatures, probabilities, rate),
    meanSquare: moment(2n),
    fourthMoment: moment(4n),
    gradientDescent: logarithm(graph, rational.absolute(factor(first))),
    meanSquareThreshold: estimate(rational.divide(rational.multiply(two, first), second)),
    gradientDescentThreshold: estimate(rational.divide(two, first)),
    ...crossingsOf(
      graph,
      // In units of their mean: what is a simple fraction does not depend on the scale of the loss.
      curvatures.map((x) => rational.divide(x, first)),
      probabilities,
      first,
      seen,
    ),
  }
}

// Fractions of more digits are not for reading.
const longest = 40

function logarithm(graph: Graph, argument: Rational): Estimate {
  const exact = exactLogarithm(graph.constant(argument))
  if (exact.text.length <= longest) return exact
  const value = Math.log(rational.toNumber(argument))
  return {
    kind: 'numerical',
    value,
    error: 4 * Number.EPSILON * (1 + Math.abs(value)),
    method: 'closed form',
  }
}

function crossingsOf(
  graph: Graph,
  curvatures: readonly Rational[],
  probabilities: readonly Rational[],
  mean: Rational,
  seen: readonly Crossing[] | undefined,
): Pick<ExactNotions, 'crossings' | 'areAllCrossings'> {
  const powers = wholeMultiples(probabilities)
  const windows = windowsOf(curvatures.map((curvature, k) => ({ curvature, times: Number(powers[k]!) })), graph)
  if (windows === undefined) {
    const first = exactThreshold(graph, curvatures, probabilities, mean, seen?.[0]?.learningRate.value)
    const crossings = first === undefined || seen === undefined ? seen : seen.map((each, k) => (k === 0 ? { ...each, learningRate: first } : each))
    return { crossings, areAllCrossings: false }
  }
  const crossings = windows.ends.map((end, k): Crossing => {
    const exact = readable(divide(end, graph.constant(mean)))
    const value = evaluate(exact, new Map())
    const computed = seen?.find(({ learningRate }) => Math.abs(learningRate.value - value) <= 1e-9 * value)
    const rounded: Estimate = { kind: 'numerical', value, error: rounding * value, method: 'closed form: root of a polynomial' }
    const learningRate = windows.areExact[k]! ? exactEstimate(exact) : (computed?.learningRate ?? rounded)
    return { learningRate, becomes: k % 2 === 0 ? 'unstable' : 'stable' }
  })
  return { crossings, areAllCrossings: true }
} // prettier-ignore

// Ends of windows that are not exact have twelve digits.
const rounding = 1e-11

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
