import { multiplyIntervals } from '../../../calculus/index.js'
import { type ExponentBound, expectationAbove, logBelow } from './bound.js'
import type { EnclosedFactors } from './enclosed-factors.js'
import { enclosedCombination, enclosedProduct, enclosedTranspose } from './enclosed-matrix.js'
import { secondMoment, secondMomentBound } from './second-moment.js'

/**
 * The second-moment bound after every factor is multiplied by a number c_S > 0 of its own: λ changes by E log c_S, which
 * is taken off again, but the bound changes otherwise, and becomes sharper when large factors are made smaller. The same
 * for words of `length` factors instead of factors.
 *
 * log ρ(E[c²A ⊗ A]) − 2 E log c is convex in log c, and least where every factor has its probability as its share in the
 * dominant eigenvalue. The numbers are moved towards that; the bound is rigorous for whatever they are.
 */
export function rescaledMomentBound(product: EnclosedFactors, length = 1): ExponentBound {
  const words = wordsOf(product, length)
  const scales = balancedScales(words)
  const { hi } = secondMomentBound(scaled(words, scales))
  const gained = expectationAbove(
    words.probabilities,
    scales.map((c) => -logBelow(c)),
  )
  const what = length === 1 ? 'factor' : `word of ${length} factors`
  return {
    name: 'rescaled second moment',
    lo: -Infinity,
    hi: above(above(hi + gained, Math.abs(hi) + Math.abs(gained)) / length),
    detail:
      `The mean square grows at most by the factor $\\theta$ when every ${what} is multiplied by a number $c$ of its own, ` +
      'and $\\lambda\\le\\frac12\\log\\theta-\\mathbb E\\log c$ per step.',
  }
} // prettier-ignore

const above = (x: number, size = Math.abs(x)): number => x + size * 2 ** -51

/** All products of `length` factors, with their probabilities. */
function wordsOf(product: EnclosedFactors, length: number): EnclosedFactors {
  let { factors, probabilities } = product
  for (let l = 1; l < length; l++) {
    const [shorter, chances] = [factors, probabilities]
    factors = product.factors.flatMap((a) => shorter.map((m) => enclosedProduct(a, m)))
    probabilities = product.probabilities.flatMap((p) => chances.map((q) => multiplyIntervals(p, q)))
  }
  return { ...product, symmetric: product.symmetric && length === 1, factors, probabilities }
}

function scaled(product: EnclosedFactors, scales: Float64Array): EnclosedFactors {
  const factors = product.factors.map((m, f) =>
    enclosedCombination([{ low: scales[f]!, high: scales[f]! }], [m]),
  )
  return { ...product, symmetric: false, factors }
}

const rounds = 25

function balancedScales(product: EnclosedFactors): Float64Array {
  const { size: n, factors, probabilities } = product
  const scales = new Float64Array(factors.length).fill(1)
  for (let round = 0; round < rounds; round++) {
    const current = scaled(product, scales)
    const x = secondMoment(current).matrix
    const y = secondMoment({ ...current, factors: current.factors.map(enclosedTranspose) }).matrix
    const parts = current.factors.map(({ centre }, f) => probabilities[f]!.high * pairing(centre, x, y, n))
    const total = parts.reduce((sum, part) => sum + part, 0)
    let change = 0
    parts.forEach((part, f) => {
      const ratio = Math.min(16, Math.max(1 / 16, part / total / probabilities[f]!.high))
      change = Math.max(change, Math.abs(ratio - 1))
      scales[f]! *= ratio ** -0.4
    })
    if (!(change > 1e-6)) break
  }
  return scales.every((c) => c > 1e-100 && c < 1e100) ? scales : scales.fill(1)
}

// tr(Y AᵀXA)
function pairing(a: Float64Array, x: Float64Array, y: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let ay = 0
      let xa = 0
      for (let k = 0; k < n; k++) {
        ay += a[i * n + k]! * y[k * n + j]!
        xa += x[i * n + k]! * a[k * n + j]!
      }
      sum += ay * xa
    }
  return sum
}
