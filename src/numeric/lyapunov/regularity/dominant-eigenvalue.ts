import type { EnclosedFactors } from '../bounds/enclosed-factors.js'
import {
  enclosedInverse,
  enclosedProduct,
  type EnclosedMatrix,
  enclosedTranspose,
  frobeniusAbove,
  pointMatrix,
} from '../bounds/enclosed-matrix.js'
import { completedBasis } from '../../orthogonal-basis.js'
import { matrix, norm } from '../../matrix.js'

/** A product of factors, applied in this order `power` times, that has one simple eigenvalue of largest modulus. */
export interface DominantWord {
  readonly factors: readonly number[]
  readonly power: number
}

/**
 * Looks for a word whose product certainly has a simple eigenvalue of strictly largest modulus: words of increasing length
 * and their squares, fourth powers and so on, at most `most` words.
 */
export function dominantWord(product: EnclosedFactors, most = 200): DominantWord | undefined {
  if (product.size === 1) return { factors: [0], power: 1 }
  let words: { factors: number[]; matrix: EnclosedMatrix }[] = product.factors.map((m, f) => ({ factors: [f], matrix: m }))
  let tried = 0
  while (tried < most) {
    for (const word of words) {
      if (tried++ >= most) return undefined
      const power = dominantPower(word.matrix)
      if (power !== undefined) return { factors: word.factors, power }
    }
    words = words
      .slice(0, Math.ceil(most / product.factors.length))
      .flatMap((word) =>
        product.factors.map((m, f) => ({ factors: [...word.factors, f], matrix: enclosedProduct(m, word.matrix) })),
      )
  }
  return undefined
} // prettier-ignore

function dominantPower(m: EnclosedMatrix): number | undefined {
  let power = scaled(m)
  for (let exponent = 1; exponent <= 256; exponent *= 2) {
    if (power === undefined) return undefined
    if (certainlyDominant(power)) return exponent
    power = scaled(enclosedProduct(power, power))
  }
  return undefined
}

// By a power of two, which is exact.
function scaled(m: EnclosedMatrix): EnclosedMatrix | undefined {
  const size = frobeniusAbove(m.centre)
  if (!(size > 0 && size < Infinity)) return undefined
  const unit = 2 ** -Math.floor(Math.log2(size))
  return { ...m, centre: m.centre.map((x) => x * unit), radius: m.radius.map((x) => x * unit) }
}

/*
 * In a basis whose first vector is nearly the dominant one, with blocks (μ b; c C): every eigenvalue z has |z − μ| ≤ τ‖b‖
 * or |z| ≤ ‖C‖ + ‖c‖/τ for any τ > 0 (Gershgorin's theorem for blocks, Feingold & Varga 1962). When these sets are apart,
 * the first holds exactly one eigenvalue, and with |μ| − τ‖b‖ > ‖C‖ + ‖c‖/τ it is the largest.
 */
function certainlyDominant(m: EnclosedMatrix): boolean {
  const n = m.size
  const v = longestColumn(m.centre, n)
  if (v === undefined) return false
  const basis = pointMatrix(completedBasis(matrix(n, 1, v)))
  const inverse = enclosedInverse(basis, enclosedTranspose(basis).centre)
  if (inverse === undefined) return false
  const { centre, radius } = enclosedProduct(inverse, enclosedProduct(m, basis))
  const sizes = centre.map((x, at) => Math.abs(x) + radius[at]!)
  const above = (keep: (i: number, j: number) => boolean): number =>
    frobeniusAbove(sizes.map((x, at) => (keep(Math.floor(at / n), at % n) ? x : 0)))
  const beside = above((i, j) => i === 0 && j > 0)
  const below = above((i, j) => i > 0 && j === 0)
  const rest = above((i, j) => i > 0 && j > 0)
  const spread = 2 * Math.sqrt(beside * below)
  return Math.abs(centre[0]!) - radius[0]! > (rest + spread) * (1 + 1e-9) + 1e-300
}

// After squaring, the columns of a power point along the dominant eigenvector; another step improves it.
function longestColumn(data: Float64Array, n: number): Float64Array | undefined {
  let best = 0
  let longest: Float64Array | undefined
  for (let j = 0; j < n; j++) {
    const column = Float64Array.from({ length: n }, (_, i) => data[i * n + j]!)
    const size = norm(column)
    if (size > best) [best, longest] = [size, column.map((x) => x / size)]
  }
  if (longest === undefined) return undefined
  for (let step = 0; step < 3; step++) {
    const v: Float64Array = longest
    const next: Float64Array = v.map((_, i) => v.reduce((sum, x, j) => sum + data[i * n + j]! * x, 0))
    const size = norm(next)
    if (!(size > 0)) return undefined
    longest = next.map((x) => x / size)
  }
  return longest
}
