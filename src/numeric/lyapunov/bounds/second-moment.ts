import { type ExponentBound, logAbove } from './bound.js'
import type { EnclosedFactors } from './enclosed-factors.js'
import {
  enclosedCombination,
  enclosedProduct,
  enclosedTranspose,
  type EnclosedMatrix,
  pointMatrix,
} from './enclosed-matrix.js'
import { certainlyPositiveDefinite } from './positive-definite.js'

/**
 * λ ≤ ½ log θ, where θX − E[AᵀXA] is certainly positive definite for some positive definite X: then the mean of uᵀXu
 * over the product grows at most like θⁿ, and the logarithm is concave. The least such θ is the spectral radius of
 * X ↦ E[AᵀXA], so that this is half the second generalised exponent Λ(2), but for the little by which θ is taken larger.
 * An exponent above 0 cannot be concluded from Λ(2) ≥ 0.
 */
export function secondMomentBound(product: EnclosedFactors): ExponentBound {
  const { matrix: x, radius: rho } = secondMoment(product)
  const size = product.size
  const detail =
    'The mean square $\\mathbb E\\,u^TXu$ grows at most by the factor $\\theta$ in a step, since $\\theta X - \\mathbb E[A^TXA]$ ' +
    'is positive definite, and $\\lambda\\le\\frac12\\log\\theta$.'
  for (const excess of [1e-11, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 0.1]) {
    const theta = rho * (1 + excess)
    const lifted = { rows: size, columns: size, data: x.slice() }
    for (let i = 0; i < size; i++) lifted.data[i * (size + 1)]! += excess / 10
    const metric = pointMatrix(lifted)
    const image = secondMomentMap(product, metric)
    const difference = enclosedCombination([point(theta), point(-1)], [metric, image])
    if (certainlyPositiveDefinite(metric) && certainlyPositiveDefinite(difference))
      return { name: 'second moment', lo: -Infinity, hi: logAbove(theta) / 2, detail }
  }
  return { name: 'second moment', lo: -Infinity, hi: Infinity, detail: 'No bound on the growth of the mean square was found.' }
} // prettier-ignore

const point = (x: number): { low: number; high: number } => ({ low: x, high: x })

/** Contains E[AᵀXA]. */
function secondMomentMap({ factors, probabilities }: EnclosedFactors, x: EnclosedMatrix): EnclosedMatrix {
  return enclosedCombination(
    probabilities,
    factors.map((a) => enclosedProduct(enclosedTranspose(a), enclosedProduct(x, a))),
  )
}

/**
 * Approximately the eigenvector X of X ↦ E[AᵀXA] to its spectral radius, of largest entry 1, by iteration from I: a
 * symmetric matrix without negative eigenvalues. Not rigorous.
 */
export function secondMoment({ size: n, factors, probabilities }: EnclosedFactors): {
  readonly matrix: Float64Array
  readonly radius: number
} {
  let x = new Float64Array(n * n)
  for (let i = 0; i < n; i++) x[i * (n + 1)] = 1
  let radius = 1
  for (let step = 0; step < 400; step++) {
    const next = new Float64Array(n * n)
    factors.forEach(({ centre }, f) => addCongruence(next, centre, x, n, probabilities[f]!.high))
    let [largest, change] = [0, 0]
    for (let i = 0; i < n; i++) largest = Math.max(largest, next[i * (n + 1)]!)
    if (!(largest > 0)) return { matrix: x, radius: Number.MIN_VALUE }
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const value = (next[i * n + j]! + next[j * n + i]!) / (2 * largest)
        change = Math.max(change, Math.abs(value - x[i * n + j]!))
      }
    x = symmetrised(next, n, largest)
    radius = largest
    if (change < 1e-14) break
  }
  return { matrix: x, radius }
}

function symmetrised(m: Float64Array, n: number, unit: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(m, (x, at) => (x + m[(at % n) * n + Math.floor(at / n)]!) / (2 * unit))
}

/** Adds p·AᵀXA to `sum`. */
function addCongruence(sum: Float64Array, a: Float64Array, x: Float64Array, n: number, p: number): void {
  const xa = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) xa[i * n + j]! += x[i * n + k]! * a[k * n + j]!
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      const c = p * a[k * n + i]!
      for (let j = 0; j < n; j++) sum[i * n + j]! += c * xa[k * n + j]!
    }
}
