import { readable, reduced } from '../../../calculus/index.js'
import {
  add,
  constantValue,
  divide,
  type Expression,
  multiply,
  type Rational,
  rational,
  scale,
  square,
  subtract,
} from '../../../expression/index.js'
import { wholeMultiples } from '../whole-multiples.js'
import { batchesOf, type BatchLaw, pairWeights, type SymbolicLaw, timesDrawn } from './batch-law.js'
import type { Claim } from './contract.js'
import type { Bound } from './draft.js'
import { windowsOf } from './windows.js'

/**
 * Samples whose gradients are parallel: a step multiplies the one direction by 1 − (η/B) Σ_{i∈S} κᵢ. All that matters are
 * c, Σkᵢ and Σkᵢ² for κᵢ = c·kᵢ, each as often as the sample has copies.
 */
export interface ParallelCurvatures {
  /** c; 1 where the curvatures have no common factor. */
  readonly common: Expression
  /** Σ kᵢ and Σ kᵢ². */
  readonly sum: Expression
  readonly sumOfSquares: Expression
}

/** Gradient descent: 2N/Σκ. */
export function descentBound({ common, sum }: ParallelCurvatures, count: Expression): Bound {
  return { numerator: multiply(count, 2), denominator: readable(multiply(common, sum)) }
}

/**
 * Mean square: E(1 − (η/B)Σ_S κ)² < 1, that is η < 2B(N−1)Σκ/((N−B)Σκ² + (B−1)(Σκ)²) without and
 * η < 2BNΣκ/(NΣκ² + (B−1)(Σκ)²) with replacement.
 */
export function meanSquareBound({ common, sum, sumOfSquares }: ParallelCurvatures, law: SymbolicLaw): Bound {
  const { same, different, below } = pairWeights(law)
  const second = add(multiply(subtract(same, different), sumOfSquares), multiply(different, square(sum)))
  const bound = divide(multiply(multiply(sum, below), 2), second)
  // With N and B as symbols it is best read as it stands.
  return { numerator: constantValue(law.count) === undefined ? bound : readable(bound), denominator: common }
}

/** The curvatures of single samples as c·kᵢ with rational kᵢ; nothing where they are not proportional. */
export function proportional(
  curvatures: readonly Expression[],
): { readonly common: Expression; readonly multiples: readonly Rational[] } | undefined {
  const first = curvatures.find((each) => each !== each.graph.zero)
  if (first === undefined) return undefined
  const { content, core } = withoutContent(first)
  const multiples = curvatures.map((each) => {
    const ratio = constantValue(each === first ? first.graph.one : reduced(divide(each, first)))
    return ratio && rational.multiply(ratio, content)
  })
  if (multiples.some((each) => each === undefined || rational.sign(each) < 0)) return undefined
  return { common: core, multiples: multiples.map((each) => each!) }
}

/** A rational factor in front, and the rest. */
export function withoutContent(e: Expression): { readonly content: Rational; readonly core: Expression } {
  const value = constantValue(e)
  if (value !== undefined) return { content: value, core: e.graph.one }
  const [only] = e.kind === 'sum' ? e.terms : []
  if (e.kind !== 'sum' || e.terms.length !== 1 || !rational.isZero(e.constant))
    return { content: rational.one, core: e }
  return { content: only!.coefficient, core: only!.term }
}

/** c, Σk and Σk² of curvatures that are written out, each counted as often as `copies` says. */
export function parallelCurvatures(
  curvatures: readonly Expression[],
  copies: readonly Rational[],
): ParallelCurvatures {
  const { graph } = curvatures[0]!
  const total = (values: readonly Expression[]): Expression =>
    readable(graph.sum(values.map((value, i) => scale(copies[i]!, value))))
  const shared = proportional(curvatures)
  if (shared === undefined)
    return {
      common: graph.one,
      sum: total(curvatures),
      sumOfSquares: total(curvatures.map(square)),
    }
  const constant = (values: readonly Rational[]): Expression =>
    graph.constant(values.reduce((sum, value, i) => rational.add(sum, rational.multiply(copies[i]!, value)), rational.zero))
  return {
    common: shared.common,
    sum: constant(shared.multiples),
    sumOfSquares: constant(shared.multiples.map((value) => rational.multiply(value, value))),
  }
} // prettier-ignore

// More factors are not written out.
const mostFactors = 12

/**
 * Almost surely: E log|1 − (η/B)Σ_S κ| < 0, a product over all batches. With curvatures in fixed proportion to each
 * other, all windows of learning rates; one window is a bound. `samples` are those to which the curvatures belong.
 */
export function almostSurely(curvatures: readonly Expression[], samples: readonly number[], law: BatchLaw, rate: Expression): Claim[] {
  const { graph } = rate
  const shared = proportional(curvatures)
  const batches = multiplicities(samples, law)
  if (batches === undefined) return [{ form: 'batches', relation: '<', curvature: curvatures }]
  if (shared !== undefined) {
    const factors = batches.map(({ members, times }) => ({
      curvature: members.reduce(
        (sum, count, i) => rational.add(sum, rational.multiply(rational.of(count, law.size), shared.multiples[i]!)),
        rational.zero,
      ),
      times,
    }))
    const windows = windowsOf(factors, graph)
    if (windows?.exact === true && windows.ends.length === 1)
      return [{ form: 'below', bound: readable(divide(windows.ends[0]!, shared.common)) }]
    if (windows !== undefined)
      return [{ form: 'windows', scale: shared.common, ends: windows.ends, exact: windows.exact }]
  }
  if (batches.length > mostFactors) return [{ form: 'batches', relation: '<', curvature: curvatures }]
  const factors = batches
    .filter(({ members }) => members.some((count) => count > 0))
    .map(({ members, times }) => {
      const drawn = members.flatMap((count, i) => (count === 0 ? [] : [scale(rational.of(count, law.size), curvatures[i]!)]))
      const curvature = graph.sum(drawn)
      return { value: subtract(1, multiply(rate, readable(curvature))), times }
    })
  const [only] = factors
  if (factors.length === 1) return [{ form: 'below', bound: readable(divide(2, divide(subtract(1, only!.value), rate))) }] // prettier-ignore
  return [{ form: 'product', relation: '<', factors }]
} // prettier-ignore

/**
 * How often the samples of a component of `count` samples are drawn, with whole weights: all batches of all samples, seen by
 * this component.
 */
function multiplicities(samples: readonly number[], law: BatchLaw): { members: number[]; times: number }[] | undefined {
  if (law.probabilities !== undefined) return weightedMultiplicities(samples, law.probabilities, law.size)
  const count = samples.length
  if (count === 1 && law.replacement)
    return Array.from({ length: law.size + 1 }, (_, times) => ({
      members: [times],
      times: timesDrawn(law, times),
    }))
  if (law.size === 1)
    return Array.from({ length: count }, (_, i) => ({
      members: Array.from({ length: count }, (_, j) => (i === j ? 1 : 0)),
      times: 1,
    }))
  // Without replacement a single sample is in a batch or not, and batches without it change nothing.
  if (count === 1 && !law.replacement) return [{ members: [1], times: 1 }]
  const batches = batchesOf(law)
  if (batches === undefined) return undefined
  const least = Math.min(...batches.map(({ probability }) => probability))
  return batches.map((batch) => ({
    // All samples are alike to the draw: the component may as well be the first of them.
    members: batch.multiplicities.slice(0, count),
    times: Math.round(batch.probability / least),
  }))
} // prettier-ignore

// The samples outside of the component count as one that moves nothing.
function weightedMultiplicities(
  samples: readonly number[],
  probabilities: readonly Rational[],
  size: number,
): { members: number[]; times: number }[] | undefined {
  const own = samples.map((i) => probabilities[i]!)
  const others = rational.subtract(rational.one, own.reduce(rational.add))
  const isWhole = rational.isZero(others)
  const shares = isWhole ? own : [...own, others]
  const batches = batchesOf({ count: shares.length, size, replacement: true })
  if (batches === undefined) return undefined
  const chances = batches.map(({ multiplicities: drawn }) =>
    drawn.reduce((chance, times, i) => {
      let next = chance
      for (let k = 1; k <= times; k++) next = rational.multiply(next, rational.divide(shares[i]!, rational.of(k)))
      return next
    }, rational.one),
  )
  const times = wholeMultiples(chances).map(Number)
  if (!times.every(Number.isSafeInteger)) return undefined
  return batches.map((batch, k) => ({ members: batch.multiplicities.slice(0, own.length), times: times[k]! }))
} // prettier-ignore
