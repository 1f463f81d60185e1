import { reflected, reflectionOf, rotateRows } from './reflection.js'
import { reflectionRows } from './symmetric-decomposition.js'

/** A = UΣVᵀ of an m × n matrix, m ≥ n: singular values in no order, and the vectors as rows of length m and n. */
export interface SingularDecomposition {
  readonly values: Float64Array
  readonly leftRows: Float64Array
  readonly rightRows: Float64Array
}

/**
 * The thin singular value decomposition of a matrix of moderate entries that is given by its n columns of m ≥ n entries, one
 * after another: by a QR decomposition, reduction of R to bidiagonal form, and QR steps with implicit shifts (Golub &
 * Reinsch 1970). Nothing when the method does not converge. All inner loops run along rows in one typed array.
 */
export function singularDecomposition(columns: Float64Array, m: number, n: number): SingularDecomposition | undefined {
  const kept = columns.slice()
  const { r, taus } = triangular(kept, m, n)
  const { values, beside, left, right } = bidiagonal(r, n)
  if (!diagonalise(values, beside, left, right)) return undefined
  const leftRows = new Float64Array(n * m)
  for (let i = 0; i < n; i++) {
    leftRows.set(left.subarray(i * n, (i + 1) * n), i * m)
    for (let k = n - 1; k >= 0; k--)
      if (taus[k] !== 0) reflected(leftRows, i * m + k, kept, k * m + k, (k + 1) * m, taus[k]!)
  }
  return { values, leftRows, rightRows: right }
} // prettier-ignore

// R row by row; column k of the input becomes the reflection that eliminated it.
function triangular(a: Float64Array, m: number, n: number): { r: Float64Array; taus: Float64Array } {
  const r = new Float64Array(n * n)
  const taus = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < k; i++) {
      if (taus[i] !== 0) reflected(a, k * m + i, a, i * m + i, (i + 1) * m, taus[i]!)
      r[i * n + k] = a[k * m + i]!
    }
    const { tau, length } = reflectionOf(a, k * m + k, (k + 1) * m)
    taus[k] = tau
    r[k * n + k] = length
  }
  return { r, taus }
}

interface Bidiagonal {
  /** The diagonal. */
  readonly values: Float64Array
  /** Entry i is right of the diagonal in row i − 1; entry 0 is 0. */
  readonly beside: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
}

// Reflections from the left clear column k, which is kept in row k of `lefts`; those from the right clear row k of `a`.
function bidiagonal(a: Float64Array, n: number): Bidiagonal {
  const [values, beside] = [new Float64Array(n), new Float64Array(n)]
  const lefts = new Float64Array(n * n)
  const [leftTaus, rightTaus] = [new Float64Array(n), new Float64Array(n)]
  const sum = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    for (let i = k; i < n; i++) lefts[k * n + i] = a[i * n + k]!
    const ofLeft = reflectionOf(lefts, k * n + k, (k + 1) * n)
    leftTaus[k] = ofLeft.tau
    values[k] = ofLeft.length
    if (ofLeft.tau !== 0) reflectRows(a, n, k, lefts, ofLeft.tau, sum)
    if (k === n - 1) break
    const ofRight = reflectionOf(a, k * n + k + 1, (k + 1) * n)
    rightTaus[k] = ofRight.tau
    beside[k + 1] = ofRight.length
    if (ofRight.tau !== 0)
      for (let i = k + 1; i < n; i++) reflected(a, i * n + k + 1, a, k * n + k + 1, (k + 1) * n, ofRight.tau)
  }
  return { values, beside, left: leftRowsOf(lefts, n, leftTaus), right: reflectionRows(a, n, rightTaus) }
}

// Columns beyond k of the rows from k on: A − τv(vᵀA).
function reflectRows(a: Float64Array, n: number, k: number, v: Float64Array, tau: number, sum: Float64Array): void {
  sum.fill(0, k + 1)
  for (let i = k; i < n; i++) {
    const vi = v[k * n + i]!
    for (let j = k + 1, at = i * n + j; j < n; j++) sum[j]! += vi * a[at++]!
  }
  for (let i = k; i < n; i++) {
    const factor = tau * v[k * n + i]!
    for (let j = k + 1, at = i * n + j; j < n; j++) a[at++]! -= factor * sum[j]!
  }
} // prettier-ignore

function leftRowsOf(v: Float64Array, n: number, taus: Float64Array): Float64Array {
  const rows = new Float64Array(n * n)
  for (let i = 0; i < n; i++) rows[i * (n + 1)] = 1
  for (let k = n - 1; k >= 0; k--) {
    if (taus[k] === 0) continue
    for (let i = k; i < n; i++) reflected(rows, i * n + k, v, k * n + k, (k + 1) * n, taus[k]!)
  }
  return rows
}

const mostSweeps = 60

function diagonalise(w: Float64Array, e: Float64Array, left: Float64Array, right: Float64Array): boolean {
  const n = w.length
  let size = 0
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(w[i]!) + Math.abs(e[i]!))
  const negligible = Number.EPSILON * size
  for (let high = n - 1; high >= 0; high--)
    for (let sweep = 0; ; sweep++) {
      let low = high
      while (Math.abs(e[low]!) > negligible && Math.abs(w[low - 1]!) > negligible) low--
      // A zero on the diagonal: what is beside it is turned away to the right.
      if (Math.abs(e[low]!) > negligible) cancelBeside(w, e, left, low, high, negligible)
      if (low === high) break
      if (sweep === mostSweeps) return false
      sweepDown(w, e, left, right, low, high)
    }
  for (let i = 0; i < n; i++) {
    if (w[i]! >= 0) continue
    w[i] = -w[i]!
    for (let j = i * n; j < (i + 1) * n; j++) right[j] = -right[j]!
  }
  return true
}

function cancelBeside(w: Float64Array, e: Float64Array, left: Float64Array, low: number, high: number, negligible: number): void {
  let [c, s] = [0, 1]
  for (let i = low; i <= high; i++) {
    const f = s * e[i]!
    e[i]! *= c
    if (Math.abs(f) <= negligible) return
    const g = w[i]!
    const h = Math.sqrt(f * f + g * g)
    w[i] = h
    c = g / h
    s = -f / h
    rotateRows(left, w.length, low - 1, i, c, s)
  }
} // prettier-ignore

// One step with the shift of the lower 2 × 2 block on the block from low to high; each entry right of the diagonal that
// appears is turned away first on the right, then on the left.
function sweepDown(w: Float64Array, e: Float64Array, left: Float64Array, right: Float64Array, low: number, high: number): void {
  const n = w.length
  let x = w[low]!
  const [y0, z0, g0, h0] = [w[high - 1]!, w[high]!, e[high - 1]!, e[high]!]
  const ratio = ((y0 - z0) * (y0 + z0) + (g0 - h0) * (g0 + h0)) / (2 * h0 * y0)
  const root = Math.hypot(ratio, 1)
  let f = ((x - z0) * (x + z0) + h0 * (y0 / (ratio + (ratio >= 0 ? root : -root)) - h0)) / x
  let [c, s] = [1, 1]
  for (let j = low; j < high; j++) {
    let g = c * e[j + 1]!
    let h = s * e[j + 1]!
    let y = w[j + 1]!
    let z = Math.sqrt(f * f + h * h)
    e[j] = z
    if (z !== 0) [c, s] = [f / z, h / z]
    f = x * c + g * s
    g = g * c - x * s
    h = y * s
    y *= c
    rotateRows(right, n, j, j + 1, c, s)
    z = Math.sqrt(f * f + h * h)
    w[j] = z
    if (z !== 0) [c, s] = [f / z, h / z]
    f = c * g + s * y
    x = c * y - s * g
    rotateRows(left, n, j, j + 1, c, s)
  }
  e[low] = 0
  e[high] = f
  w[high] = x
} // prettier-ignore
