import { entry, type Matrix, multiply, transpose } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { Frame } from './frame.js'

/**
 * Whether B = UᵀJ'N, which is Σ where the step began, has a positive definite symmetric part: then the Jacobian can be
 * deformed along the step without losing rank on the way, and no crossing was stepped over.
 */
export function keepsOrientation(landscape: Landscape, before: Frame, after: Frame): boolean {
  const across = multiply(
    multiply(transpose(before.left), landscape.jacobian(after.coordinates)),
    before.normal,
  )
  return isPositiveDefinite(across)
}

/** Whether the symmetric part of a square matrix is positive definite: by Cholesky's factorisation. */
export function isPositiveDefinite(m: Matrix): boolean {
  const n = m.rows
  const factor: Float64Array[] = []
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++) {
      let rest = (entry(m, i, j) + entry(m, j, i)) / 2
      for (let k = 0; k < j; k++) rest -= row[k]! * (j === i ? row[k]! : factor[j]![k]!)
      if (j < i) row[j] = rest / factor[j]![j]!
      else if (!(rest > 0)) return false
      else row[i] = Math.sqrt(rest)
    }
    factor.push(row)
  }
  return true
}
