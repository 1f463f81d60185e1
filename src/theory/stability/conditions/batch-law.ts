import {
  add,
  type Expression,
  multiply,
  type Rational,
  rational,
  subtract,
} from '../../../expression/index.js'
import { wholeMultiples } from '../whole-multiples.js'

/** How the batch of a step is drawn: `size` of `count` samples, anew in every step. */
export interface BatchLaw {
  readonly count: number
  readonly size: number
  readonly replacement: boolean
  /** Of the samples, where they are not equally likely: then with replacement, or one at a time. */
  readonly probabilities?: readonly Rational[] | undefined
}

/** The probability of sample i in a single draw. */
export function shareOf({ count, probabilities }: BatchLaw, i: number): number {
  return probabilities === undefined ? 1 / count : rational.toNumber(probabilities[i]!)
}

/** One batch: how often each sample is in it, and its probability. */
export interface WeightedBatch {
  readonly multiplicities: readonly number[]
  readonly probability: number
}

const mostBatches = 3000

/** All batches with their probabilities; nothing when they are more than 3000. */
export function batchesOf(law: BatchLaw): WeightedBatch[] | undefined {
  const { count, size, replacement } = law
  const found: { multiplicities: number[]; weight: number }[] = []
  const chosen = new Array<number>(count).fill(0)
  // The probability of the ordered draws that give the multiplicities, up to a common factor.
  const visit = (sample: number, left: number, weight: number): boolean => {
    if (left === 0) {
      found.push({ multiplicities: [...chosen], weight })
      return found.length <= mostBatches
    }
    if (sample === count) return true
    const share = count * shareOf(law, sample)
    for (let times = 0; times <= (replacement ? left : 1); times++) {
      chosen[sample] = times
      if (!visit(sample + 1, left - times, (weight * share ** times) / factorial(times))) return false
    }
    chosen[sample] = 0
    return true
  }
  if (!visit(0, size, 1)) return undefined
  const total = found.reduce((sum, { weight }) => sum + weight, 0)
  return found.map(({ multiplicities, weight }) => ({ multiplicities, probability: weight / total }))
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1)
}

/** Whether every step sees all samples once: then it is a step of gradient descent. */
export function isFullBatch({ count, size, replacement }: BatchLaw): boolean {
  return count === 1 || (!replacement && size === count)
}

/** N and B of the formulas, numbers or symbols. */
export interface SymbolicLaw {
  readonly count: Expression
  readonly size: Expression
  readonly replacement: boolean
}

/**
 * Samples that are not equally likely are drawn as so many copies of each would be that are: the copies of every sample, whole
 * numbers, of which the sum takes the place of N.
 */
export function copiesOf({ count, probabilities }: BatchLaw): Rational[] {
  if (probabilities === undefined) return Array.from({ length: count }, () => rational.one)
  return wholeMultiples(probabilities).map((copies) => rational.of(copies))
}

/**
 * N times the weights of the second moment of a step, from the probabilities that a pair of samples is in a batch: with sᵢ the
 * multiplicity of sample i, N·E[sᵢ²]/B² (`same`) and N·E[sᵢsⱼ]/B² (`different`), each over `below`.
 *
 * Without replacement E[sᵢ²] = B/N and E[sᵢsⱼ] = B(B−1)/(N(N−1)); with it B/N + B(B−1)/N² and B(B−1)/N².
 */
export function pairWeights({ count: N, size: B, replacement }: SymbolicLaw): {
  readonly same: Expression
  readonly different: Expression
  readonly below: Expression
} {
  const { one, zero } = N.graph
  if (B === one) return { same: one, different: zero, below: one }
  const others = subtract(B, 1)
  if (replacement) return { same: subtract(add(N, B), 1), different: others, below: multiply(B, N) }
  return { same: subtract(N, 1), different: others, below: multiply(B, subtract(N, 1)) }
}

/** E[sᵢsⱼ]/B² for samples i and j, which may be the same. */
export function pairMoment(law: BatchLaw, i: number, j: number): number {
  const { count, size, replacement } = law
  const [p, q] = [shareOf(law, i), shareOf(law, j)]
  const isIndependent = replacement || size === 1
  if (i === j) return (p + (isIndependent ? (size - 1) * p * p : 0)) / size
  return ((size - 1) * (isIndependent ? p * q : 1 / (count * (count - 1)))) / size
}

/** The number of ways to draw `times` of the B members as one sample, the others being any of the N − 1 other samples. */
export function timesDrawn({ count, size }: BatchLaw, times: number): number {
  let ways = 1
  for (let i = 0; i < times; i++) ways = (ways * (size - i)) / (i + 1)
  return Math.round(ways) * (count - 1) ** (size - times)
}

/** N, or the number of copies, and B as exact constants. */
export function exactLaw(law: BatchLaw, graph: Expression['graph']): SymbolicLaw {
  return {
    count: graph.constant(copiesOf(law).reduce(rational.add)),
    size: graph.constant(rational.of(law.size)),
    replacement: law.replacement,
  }
}
