import { symmetricEigen } from '../linear-algebra.js'
import { column, type Matrix, multiplyTransposed } from '../matrix.js'
import type { RandomFactors } from './batch-law.js'
import type { Computed } from './closed-form.js'

/** A factor a vvᵀ with its probability. */
interface RankOne {
  readonly size: number
  readonly vector: Float64Array
  readonly probability: number
}

/**
 * λ when every factor but at most one, O, has rank one, aᵢvᵢvᵢᵀ with probability pᵢ: the process starts anew at each of
 * them, so that with q the probability of O
 *
 *     λ = Σᵢⱼ pᵢpⱼ Σₙ qⁿ (log|aᵢ| + log|vᵢ · Oⁿvⱼ|).
 *
 * For two projections this is p₁p₂ log c², for one projection and another factor the series of Chemnitz & Engel's
 * setting with N = 2. −∞ when a product vanishes. Nothing when the factors are others, or there are more than 64.
 */
export function renewalSeries({ factors, probabilities }: RandomFactors): Computed | undefined {
  if (factors.length > 64) return undefined
  const ones: RankOne[] = []
  const others: { factor: Matrix; probability: number }[] = []
  factors.forEach((factor, i) => {
    const one = rankOne(factor, probabilities[i]!)
    if (one === undefined) others.push({ factor, probability: probabilities[i]! })
    else ones.push(one)
  })
  if (ones.length === 0 || others.length > 1) return undefined
  const other = others[0]
  const method =
    other === undefined
      ? 'closed form: every factor has rank one'
      : 'renewal series: every factor but one has rank one'
  const total = { value: 0, error: 0 }
  for (const next of ones)
    for (const last of ones) {
      const { value, error } = other === undefined ? gap(next, last) : series(next, last, other)
      const weight = next.probability * last.probability
      if (value === -Infinity) return { value, error: 0, method }
      total.value += weight * value
      total.error += weight * error
    }
  return { ...total, method }
}

function gap(next: RankOne, last: RankOne) {
  return series(next, last, { factor: undefined, probability: 0 })
}

function series(
  next: RankOne,
  last: RankOne,
  { factor, probability: q }: { factor: Matrix | undefined; probability: number },
): { value: number; error: number } {
  const { values: rates, vectors } =
    factor === undefined ? { values: next.vector.map(() => 1), vectors: undefined } : symmetricEigen(factor)
  const from = vectors === undefined ? last.vector : multiplyTransposed(vectors, last.vector)
  const to = vectors === undefined ? next.vector : multiplyTransposed(vectors, next.vector)
  const largest = Math.max(...rates.map(Math.abs))
  const terms = from.map((x, e) => x * to[e]!)
  const ratios = rates.map((rate) => rate / largest)
  const result = { value: 0, error: 0 }
  for (let n = 0, share = 1; share * (n + 1) > 1e-18; n++, share *= q) {
    const sum = terms.reduce((a, b) => a + b, 0)
    const size = terms.reduce((a, b) => a + Math.abs(b), 0)
    // What cancels to rounding is a zero: the product of these factors vanishes, and it occurs again and again.
    if (!(Math.abs(sum) > 1e-15 * Math.max(size, 1e-290))) return { value: -Infinity, error: 0 }
    result.value += share * (Math.log(Math.abs(next.size * sum)) + n * Math.log(largest))
    result.error += share * (n + 4) * Number.EPSILON * (1 + size / Math.abs(sum))
    ratios.forEach((ratio, e) => (terms[e]! *= ratio))
  }
  return result
}

function rankOne(factor: Matrix, probability: number): RankOne | undefined {
  const { values, vectors } = symmetricEigen(factor)
  const order = Array.from(values, (_, i) => i).sort((i, j) => Math.abs(values[j]!) - Math.abs(values[i]!))
  const [top, second] = [order[0]!, order[1]]
  const isOne =
    second === undefined || Math.abs(values[second]!) <= 1e-14 * Math.max(1, Math.abs(values[top]!))
  return isOne ? { size: values[top]!, vector: column(vectors, top), probability } : undefined
}
