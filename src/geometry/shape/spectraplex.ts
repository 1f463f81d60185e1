import {
  dot,
  matrix,
  type Matrix,
  multiply,
  norm,
  symmetricEigen,
  transpose,
  diagonal,
} from '../../numeric/index.js'

/** For i, j < r a vector c_ij = c_ji of one length: a linear map of symmetric r × r matrices, Y ↦ Σ Y_ij c_ij. */
export type SymmetricMap = readonly (readonly Float64Array[])[]

/** Σ Y_ij c_ij. */
export function image(c: SymmetricMap, y: Matrix): Float64Array {
  const sum = new Float64Array(c[0]?.[0]?.length ?? 0)
  c.forEach((row, i) =>
    row.forEach((v, j) => v.forEach((x, a) => (sum[a]! += y.data[i * y.columns + j]! * x))),
  )
  return sum
}

const mostIterations = 3000

/**
 * The Y ⪰ 0 with tr Y = 1 that minimises ½|Σ Y_ij c_ij|² − Σ Y_ii lᵢ: the weights of the convex combination of smallest
 * slope (l = 0), or the dual of the model of a largest eigenvalue. By accelerated projected gradients with restarts (Beck &
 * Teboulle 2009; O'Donoghue & Candès 2015), for the small r of clusters of eigenvalues. `pull` adds ½ pull |Y − I/r|², to
 * choose among equals.
 */
export function leastOverSpectraplex(c: SymmetricMap, l: ArrayLike<number>, pull = 0): Matrix {
  const r = c.length
  let y = matrix(r, r)
  for (let i = 0; i < r; i++) y.data[i * r + i] = 1 / r
  const curvature = largestCurvature(c) + pull
  const slopes = Array.from(l).map(Math.abs)
  if (r === 1 || (curvature === 0 && Math.max(...slopes) === 0)) return y
  // Without curvature any step length is right; the projection ends at the largest l.
  const step = 1 / Math.max(curvature, 1e-12 * Math.max(...slopes), Number.MIN_VALUE)
  let [ahead, momentum] = [y, 1]
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const u = image(c, ahead)
    const next = projected({
      ...ahead,
      data: ahead.data.map((x, k) => {
        const [i, j] = [Math.floor(k / r), k % r]
        const slope = dot(c[i]![j]!, u) + pull * x - (i === j ? l[i]! + pull / r : 0)
        return x - step * slope
      }),
    })
    const change = next.data.map((x, k) => x - y.data[k]!)
    const gain = next.data.reduce((sum, x, k) => sum + (ahead.data[k]! - x) * change[k]!, 0)
    if (norm(change) <= 1e-15) return next
    const grown = gain > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    const factor = gain > 0 ? 0 : (momentum - 1) / grown
    ahead = { ...next, data: next.data.map((x, k) => x + factor * change[k]!) }
    ;[y, momentum] = [next, grown]
  }
  return y
}

// The largest eigenvalue of the Gram matrix of all c_ij.
function largestCurvature(c: SymmetricMap): number {
  const all = c.flat()
  const gram = matrix(all.length, all.length)
  all.forEach((a, i) => all.forEach((b, j) => (gram.data[i * all.length + j] = dot(a, b))))
  return Math.max(0, symmetricEigen(gram).values.at(-1) ?? 0)
}

// The nearest symmetric matrix with non-negative eigenvalues of sum 1.
function projected(m: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(m)
  const descending = Array.from(values).sort((a, b) => b - a)
  let [sum, shift] = [0, 0]
  descending.forEach((value, k) => {
    sum += value
    if (value - (sum - 1) / (k + 1) > 0) shift = (sum - 1) / (k + 1)
  })
  return multiply(
    vectors,
    multiply(diagonal(values.map((value) => Math.max(0, value - shift))), transpose(vectors)),
  )
}
