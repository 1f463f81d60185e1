import { factorInPlace, solveFactored } from './lu.js'
import { matrix } from './matrix.js'

/**
 * c₀ + Σ cᵢζᵢ + Σ cᵢⱼhᵢⱼ(ζ) for standard normals ζ, with hᵢᵢ = (ζᵢ² − 1)/√2 and hᵢⱼ = ζᵢζⱼ: all terms but the first have mean 0
 * and variance 1, and are uncorrelated.
 */
export interface QuadraticFit {
  /** E, over standard normals. */
  readonly mean: number
  readonly variance: number
  at(zeta: ArrayLike<number>): number
}

/** The fit of least squares to values at given ζ. Throws a `RangeError` when there are too few to decide it. */
export function quadraticFit(zetas: readonly ArrayLike<number>[], values: ArrayLike<number>): QuadraticFit {
  const r = zetas[0]?.length ?? 0
  const size = 1 + r + (r * (r + 1)) / 2
  const row = new Float64Array(size)
  const normal = matrix(size, size)
  const weights = new Float64Array(size)
  for (const [k, zeta] of zetas.entries()) {
    terms(zeta, row)
    for (let i = 0; i < size; i++) {
      weights[i]! += row[i]! * values[k]!
      for (let j = 0; j < size; j++) normal.data[i * size + j]! += row[i]! * row[j]!
    }
  }
  const exchanges = new Int32Array(size)
  if (zetas.length < size || !factorInPlace(normal.data, size, exchanges))
    throw new RangeError(`${zetas.length} values do not decide ${size} coefficients`)
  solveFactored(normal.data, size, exchanges, weights)
  return {
    mean: weights[0]!,
    variance: weights.reduce((sum, c, i) => (i === 0 ? 0 : sum + c * c), 0),
    at(zeta) {
      terms(zeta, row)
      let sum = 0
      for (let i = 0; i < size; i++) sum += weights[i]! * row[i]!
      return sum
    },
  }
}

function terms(zeta: ArrayLike<number>, out: Float64Array): void {
  const r = zeta.length
  out[0] = 1
  let k = 1
  for (let i = 0; i < r; i++) out[k++] = zeta[i]!
  for (let i = 0; i < r; i++)
    for (let j = i; j < r; j++) out[k++] = i === j ? (zeta[i]! ** 2 - 1) / Math.SQRT2 : zeta[i]! * zeta[j]!
}
