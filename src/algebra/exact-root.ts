import { isZero, readable } from '../calculus/index.js'
import { divide, evaluate, type Expression, multiply, squareRoot, subtract } from '../expression/index.js'
import type { ExactMatrix } from './exact-matrix.js'

/**
 * The lower triangular R with RRᵀ = M and no negative entry on its diagonal, for a symmetric matrix of constants that is
 * positive semidefinite (Cholesky's factorisation); `indefinite` for any other, `undecided` where a pivot could not be told
 * from 0. Only the entries on and below the diagonal are read.
 */
export function exactLowerRoot(m: ExactMatrix): Expression[][] | 'indefinite' | 'undecided' {
  const root: Expression[][] = m.map((row) => row.map((entry) => entry.graph.zero))
  const rest = (i: number, j: number): Expression =>
    readable(
      Array.from({ length: j }, (_, k) => multiply(root[i]![k]!, root[j]![k]!)).reduce<Expression>(
        (value, part) => subtract(value, part),
        m[i]![j]!,
      ),
    )
  for (let j = 0; j < m.length; j++) {
    const pivot = rest(j, j)
    const test = isZero(pivot).outcome
    if (test === 'unknown') return 'undecided'
    if (test === 'refuted' && !(evaluate(pivot, new Map()) > 0)) return 'indefinite'
    if (test === 'refuted') root[j]![j] = readable(squareRoot(pivot))
    for (let i = j + 1; i < m.length; i++) {
      const below = rest(i, j)
      if (test === 'refuted') root[i]![j] = readable(divide(below, root[j]![j]!))
      else if (isZero(below).outcome !== 'proved') return 'indefinite'
    }
  }
  return root
}
