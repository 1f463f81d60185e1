/**
 * Factors a square matrix, given row by row, in place into triangles with row exchanges (Golub & Van Loan, Matrix
 * Computations, 3.4), for `solveFactored`. `exchanges`, of length n, is written. False when a pivot is 0 or not finite:
 * then `a` is used up and of no use.
 */
export function factorInPlace(a: Float64Array, n: number, exchanges: Int32Array): boolean {
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i
    exchanges[k] = pivot
    const value = a[pivot * n + k]!
    if (value === 0 || !Number.isFinite(value)) return false
    if (pivot !== k) exchangeRows(a, n, pivot, k)
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / value
      a[i * n + k] = factor
      if (factor === 0) continue
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!
    }
  }
  return true
}

/** Replaces `b` by the solution x of the factored matrix times x = b. */
export function solveFactored(a: Float64Array, n: number, exchanges: Int32Array, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const pivot = exchanges[k]!
    const moved = b[pivot]!
    b[pivot] = b[k]!
    b[k] = moved
  }
  for (let k = 1; k < n; k++) for (let j = 0; j < k; j++) b[k]! -= a[k * n + j]! * b[j]!
  for (let k = n - 1; k >= 0; k--) {
    let rest = b[k]!
    for (let j = k + 1; j < n; j++) rest -= a[k * n + j]! * b[j]!
    b[k] = rest / a[k * n + k]!
  }
}

function exchangeRows(a: Float64Array, n: number, i: number, k: number): void {
  for (let j = 0; j < n; j++) {
    const moved = a[i * n + j]!
    a[i * n + j] = a[k * n + j]!
    a[k * n + j] = moved
  }
}
