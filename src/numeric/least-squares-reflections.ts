/**
 * The x for which |a x − b| is least, for a matrix of full column rank given row by row with at least as many rows as
 * columns, by Householder reflections (Golub & Van Loan, Matrix Computations, 5.3); `a` and `b` are used up. Entries are not
 * finite when a column is a combination of others to the last digit.
 */
export function leastSquaresByReflections(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const rows = b.length
  const products = new Float64Array(columns)
  for (let k = 0; k < columns; k++) {
    let norm = 0
    for (let i = k; i < rows; i++) norm += a[i * columns + k]! ** 2
    norm = Math.sqrt(norm)
    const head = a[k * columns + k]!
    const diagonal = head > 0 ? -norm : norm
    // The reflection takes the column, below the triangle, to its norm: I − v vᵀ/(norm (norm + |head|)).
    const scale = norm * (norm + Math.abs(head))
    a[k * columns + k] = head - diagonal
    products.fill(0)
    let product = 0
    for (let i = k; i < rows; i++) {
      const weight = a[i * columns + k]! / scale
      for (let j = k + 1; j < columns; j++) products[j]! += weight * a[i * columns + j]!
      product += weight * b[i]!
    }
    for (let i = k; i < rows; i++) {
      const entry = a[i * columns + k]!
      for (let j = k + 1; j < columns; j++) a[i * columns + j]! -= entry * products[j]!
      b[i]! -= entry * product
    }
    a[k * columns + k] = diagonal
  }
  const x = new Float64Array(columns)
  for (let k = columns - 1; k >= 0; k--) {
    let rest = b[k]!
    for (let j = k + 1; j < columns; j++) rest -= a[k * columns + j]! * x[j]!
    x[k] = rest / a[k * columns + k]!
  }
  return x
}
