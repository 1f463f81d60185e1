/**
 * The solution x of a x = b for a square matrix given row by row, by elimination with pivots of largest modulus in their
 * column; `a` and `b` are used up. Entries are not finite when the matrix is singular.
 */
export function solveByElimination(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length
  for (let c = 0; c < n; c++) {
    let pivot = c
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r * n + c]!) > Math.abs(a[pivot * n + c]!)) pivot = r
    if (pivot !== c) {
      for (let j = c; j < n; j++) exchange(a, pivot * n + j, c * n + j)
      exchange(b, pivot, c)
    }
    for (let r = c + 1; r < n; r++) {
      const factor = a[r * n + c]! / a[c * n + c]!
      if (factor === 0) continue
      for (let j = c + 1; j < n; j++) a[r * n + j]! -= factor * a[c * n + j]!
      b[r]! -= factor * b[c]!
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let j = r + 1; j < n; j++) b[r]! -= a[r * n + j]! * b[j]!
    b[r]! /= a[r * n + r]!
  }
  return b
}

function exchange(list: Float64Array, i: number, j: number): void {
  const kept = list[i]!
  list[i] = list[j]!
  list[j] = kept
}
