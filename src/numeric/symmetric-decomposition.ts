import { reflected, reflectionOf, rotateRows } from './reflection.js'

/** Eigenvalues in no order, and the eigenvectors as rows: vector i is entries i·n to (i + 1)·n − 1. */
export interface SymmetricDecomposition {
  readonly values: Float64Array
  readonly vectorRows: Float64Array
}

/**
 * The eigenvalues and eigenvectors of a symmetric n × n matrix of moderate entries, of which the upper triangle is read:
 * reduced to tridiagonal form by reflections, then by the QL method with implicit shifts (Golub & Van Loan, Matrix
 * Computations, 8.3). Nothing when the method does not converge.
 *
 * All inner loops run along rows in one typed array, which makes it more than twice as fast as the library at n = 200.
 */
export function symmetricDecomposition(data: Float64Array, n: number): SymmetricDecomposition | undefined {
  const work = data.slice()
  const { diagonal, beside, taus } = tridiagonal(work, n)
  const vectorRows = reflectionRows(work, n, taus)
  return diagonalise(diagonal, beside, vectorRows) ? { values: diagonal, vectorRows } : undefined
}

// What is eliminated from row k, its entries beyond k + 1, is where the reflection that did it is kept.
function tridiagonal(a: Float64Array, n: number): { diagonal: Float64Array; beside: Float64Array; taus: Float64Array } {
  const [diagonal, beside, taus] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  const p = new Float64Array(n)
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k]!
    const { tau, length } = reflectionOf(a, k * n + k + 1, (k + 1) * n)
    beside[k] = length
    taus[k] = tau
    if (tau !== 0) reflectBothSides(a, n, k, tau, p)
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1]!
  return { diagonal, beside, taus }
} // prettier-ignore

// The block beyond k becomes A − vqᵀ − qvᵀ with q = p − (τ/2)(p·v)v, p = τAv.
function reflectBothSides(a: Float64Array, n: number, k: number, tau: number, p: Float64Array): void {
  const v = k * n
  p.fill(0, k + 1)
  for (let i = k + 1; i < n; i++) {
    const row = i * n
    const vi = a[v + i]!
    let sum = a[row + i]! * vi
    for (let j = i + 1; j < n; j++) {
      const entry = a[row + j]!
      sum += entry * a[v + j]!
      p[j]! += entry * vi
    }
    p[i]! += sum
  }
  let product = 0
  for (let j = k + 1; j < n; j++) {
    p[j]! *= tau
    product += p[j]! * a[v + j]!
  }
  const half = (tau * product) / 2
  for (let j = k + 1; j < n; j++) p[j]! -= half * a[v + j]!
  for (let i = k + 1; i < n; i++) {
    const row = i * n
    const [vi, pi] = [a[v + i]!, p[i]!]
    for (let j = i; j < n; j++) a[row + j]! -= vi * p[j]! + pi * a[v + j]!
  }
}

/** The transposed product of the reflections kept beyond the diagonal of `a`, row by row. */
export function reflectionRows(a: Float64Array, n: number, taus: Float64Array): Float64Array {
  const rows = new Float64Array(n * n)
  for (let i = 0; i < n; i++) rows[i * (n + 1)] = 1
  for (let k = n - 2; k >= 0; k--) {
    if (taus[k] === 0) continue
    for (let i = k + 1; i < n; i++) reflected(rows, i * n + k + 1, a, k * n + k + 1, (k + 1) * n, taus[k]!)
  }
  return rows
}

const mostSweeps = 60

// Diagonal and what is beside it become the eigenvalues and 0; the rows turn along.
function diagonalise(d: Float64Array, e: Float64Array, rows: Float64Array): boolean {
  const n = d.length
  let size = 0
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(d[i]!) + Math.abs(e[i]!))
  const negligible = Number.EPSILON * size
  for (let low = 0; low < n; low++)
    for (let sweep = 0; ; sweep++) {
      let high = low
      while (high < n - 1 && Math.abs(e[high]!) > negligible) high++
      if (high === low) break
      if (sweep === mostSweeps) return false
      sweepUp(d, e, rows, low, high)
    }
  return true
}

// One QL step with Wilkinson's shift on the block from low to high.
function sweepUp(d: Float64Array, e: Float64Array, rows: Float64Array, low: number, high: number): void {
  const n = d.length
  const ratio = (d[low + 1]! - d[low]!) / (2 * e[low]!)
  const root = Math.hypot(ratio, 1)
  let g = d[high]! - d[low]! + e[low]! / (ratio + (ratio >= 0 ? root : -root))
  let [s, c, shift] = [1, 1, 0]
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i]!
    const b = c * e[i]!
    const r = Math.sqrt(f * f + g * g)
    e[i + 1] = r
    if (r === 0) {
      d[i + 1]! -= shift
      e[high] = 0
      return
    }
    s = f / r
    c = g / r
    g = d[i + 1]! - shift
    const turned = (d[i]! - g) * s + 2 * c * b
    shift = s * turned
    d[i + 1] = g + shift
    g = c * turned - b
    rotateRows(rows, n, i + 1, i, c, s)
  }
  d[low]! -= shift
  e[low] = g
  e[high] = 0
}
