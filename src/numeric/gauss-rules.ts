import { symmetricEigen } from './linear-algebra.js'
import { matrix } from './matrix.js'

/** Points and their probabilities: Σ wₖ f(xₖ) is the mean of f for every polynomial f of degree below 2n. */
export interface GaussRule {
  readonly points: Float64Array
  readonly weights: Float64Array
}

/**
 * Gauss–Hermite points for the standard normal law, or Gauss–Legendre points for the uniform law of variance 1, on [−√3, √3].
 * Points are eigenvalues of the Jacobi matrix (Golub & Welsch 1969); weights come from the orthonormal polynomials, so that those
 * in the tails are right to their own digits.
 */
export function gaussRule(law: 'normal' | 'uniform', count: number): GaussRule {
  const step = (k: number): number => (law === 'normal' ? Math.sqrt(k) : (Math.sqrt(3) * k) / Math.sqrt(4 * k * k - 1)) // prettier-ignore
  const jacobi = matrix(count, count)
  for (let k = 1; k < count; k++) jacobi.data[k * count + k - 1] = jacobi.data[(k - 1) * count + k] = step(k)
  const ascending = symmetricEigen(jacobi).values.slice().sort()
  // The law is symmetric, and so is the rule.
  const points = ascending.map((x, i) => (x - ascending[count - 1 - i]!) / 2)
  const weights = points.map((x) => {
    let [before, here, sum] = [0, 1, 1]
    for (let k = 1; k < count; k++) {
      const next = (x * here - (k > 1 ? step(k - 1) : 0) * before) / step(k)
      before = here
      here = next
      sum += here * here
    }
    return 1 / sum
  })
  return { points, weights }
}
