import type { Prose } from '../../../base/prose.js'
import { type ExponentBound, expectationAbove, logAbove } from './bound.js'
import type { EnclosedFactors } from './enclosed-factors.js'
import { frobeniusAbove } from './enclosed-matrix.js'
import { spectralNormAbove } from './spectral-norm.js'

/**
 * λ ≤ (1/n) E log‖A_{S_n} ⋯ A_{S_1}‖ for words of `length` n: the logarithms are subadditive. The norm is the Euclidean one
 * of the coordinates in which the factors are given; `adaptedFactors` changes them.
 *
 * A product of doubles M̂ within e of the true one (in spectral norm) becomes fl(ÂM̂), within
 *
 *     (‖Â‖ + ε)e + ε‖M̂‖ + γ_k‖Â‖‖M̂‖  (Frobenius norms)
 *
 * of the true one, ε ≥ ‖A − Â‖. The mean is taken one factor at a time, so that its rounding stays small.
 */
export function enumerationBound(product: EnclosedFactors, length: number): ExponentBound {
  const { size: k, factors, probabilities } = product
  const sizes = factors.map(({ centre }) => frobeniusAbove(centre))
  const errors = factors.map(({ radius }) => frobeniusAbove(radius))
  const rounding = (k + 2) * 2 ** -52
  const meanBeyond = (m: Float64Array, error: number, left: number): number => {
    if (left === 0) return logAbove((spectralNormAbove(m, k) + error) * (1 + 2 ** -51))
    const norm = frobeniusAbove(m)
    const values = factors.map(({ centre }, f) => {
      const [a, e] = [sizes[f]!, errors[f]!]
      const grown = ((a + e) * error + (e + rounding * a) * norm) * (1 + 2 ** -48)
      return meanBeyond(times(centre, m, k), grown, left - 1)
    })
    return expectationAbove(probabilities, values)
  }
  const start = new Float64Array(k * k)
  for (let i = 0; i < k; i++) start[i * (k + 1)] = 1
  const mean = meanBeyond(start, 0, length) / length
  return {
    name: 'enumeration',
    lo: -Infinity,
    hi: Number.isFinite(mean) ? mean + Math.abs(mean) * 2 ** -52 : mean,
    detail: meanOver(length),
  }
} // prettier-ignore

function meanOver(length: number): Prose {
  if (length === 1) return 'The mean of $\\log\\lVert A_S\\rVert$ over all batches $S$, in a suitable norm.'
  const word = `A_{S_{${length}}}${length === 2 ? '' : '\\cdots '}A_{S_1}`
  return `The mean of $\\frac1{${length}}\\log\\lVert ${word}\\rVert$ over all words of length ${length}, in a suitable norm.`
}

/** How many multiplications enumeration takes, about. */
export function enumerationCost({ size: k, factors }: EnclosedFactors, length: number): number {
  return factors.length ** length * (k <= 2 ? 40 : 14 * k ** 3)
}

function times(a: Float64Array, m: Float64Array, k: number): Float64Array {
  const result = new Float64Array(k * k)
  for (let i = 0; i < k; i++)
    for (let l = 0; l < k; l++) {
      const x = a[i * k + l]!
      for (let j = 0; j < k; j++) result[i * k + j]! += x * m[l * k + j]!
    }
  return result
}
