import type { EnclosedMatrix } from './enclosed-matrix.js'

/**
 * Whether every symmetric matrix enclosed is certainly positive definite; the lower triangle is read.
 *
 * If Cholesky's method in floating point runs through on a matrix B, then LLᵀ = B + E with |E| ≤ γ|L||Lᵀ|, γ = γₙ₊₁
 * (Higham, Accuracy and Stability, theorem 10.3), and the rows of L have |lᵢ|² ≤ bᵢᵢ/(1 − γ), hence ‖E‖ ≤ γ/(1 − γ)·tr B
 * and λ_min(B) ≥ −γ/(1 − γ)·tr B. It is run on B = M − cI with c above that, the rounding of the difference, and the
 * spectral norm of the radii (Rump, BIT 46, 2006).
 */
export function certainlyPositiveDefinite({ size: n, centre, radius }: EnclosedMatrix): boolean {
  let [trace, spread] = [0, 0]
  for (let i = 0; i < n; i++) {
    if (!(centre[i * (n + 1)]! > 0)) return false
    trace += centre[i * (n + 1)]!
    let row = 0
    for (let j = 0; j < n; j++) row += Math.max(radius[i * n + j]!, radius[j * n + i]!)
    spread = Math.max(spread, row)
  }
  const shift = (n + 8) * 2 ** -51 * trace + spread * (1 + (n + 4) * 2 ** -51) + 2 ** -1000
  const l = centre.slice()
  for (let i = 0; i < n; i++) l[i * (n + 1)]! -= shift
  return choleskyInPlace(l, n)
}

/** Replaces the lower triangle of a symmetric matrix by its Cholesky factor; false where a pivot is not positive. */
export function choleskyInPlace(l: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = l[i * n + j]!
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!
      if (i > j) l[i * n + j] = sum / l[j * n + j]!
      else if (sum > 0 && sum < Infinity) l[j * n + j] = Math.sqrt(sum)
      else return false
    }
  }
  return true
}
