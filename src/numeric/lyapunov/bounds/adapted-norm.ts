import type { EnclosedFactors } from './enclosed-factors.js'
import { enclosedInverse, enclosedProduct, enclosedTranspose, pointMatrix } from './enclosed-matrix.js'
import { enumerationBound, enumerationCost } from './enumeration.js'
import { choleskyInPlace } from './positive-definite.js'
import { secondMoment } from './second-moment.js'

// Multiplications for one metric.
const trial = 3e5

/**
 * The same factors in coordinates P u in which their norms are small on average: PAP⁻¹, with the rounding enclosed. P = Lᵀ
 * for metrics LLᵀ = X that are tried one after the other: I, the fixed point X of X ↦ E[AᵀXA], the inverse of the fixed
 * point Y of Y ↦ E[AYAᵀ], and the geometric mean of these two, which is I itself for symmetric factors and is found in
 * any coordinates. The best for short words is taken. Any choice gives a valid bound.
 */
export function adaptedFactors(product: EnclosedFactors): EnclosedFactors {
  let best = product
  let length = 1
  while (enumerationCost(product, 2 * length) <= trial) length *= 2
  let least = enumerationBound(product, length).hi
  for (const metric of metricsFor(product)) {
    const changed = inMetric(product, metric)
    if (changed === undefined) continue
    const mean = enumerationBound(changed, length).hi
    if (mean < least) [best, least] = [changed, mean]
  }
  return best
}

function metricsFor(product: EnclosedFactors): Float64Array[] {
  const n = product.size
  const direct = regularised(secondMoment(product).matrix, n)
  const transposed = { ...product, factors: product.factors.map(enclosedTranspose) }
  const dual = inverseOf(regularised(secondMoment(transposed).matrix, n), n)
  if (dual === undefined) return [direct]
  const middle = geometricMean(direct, dual, n)
  return [direct, dual, ...(middle === undefined ? [] : [middle])]
}

// The arithmetic and the harmonic mean of two matrices have the same geometric mean and approach it quadratically.
function geometricMean(first: Float64Array, second: Float64Array, n: number): Float64Array | undefined {
  let [a, b] = [first, second]
  for (let step = 0; step < 12; step++) {
    const [x, y] = [inverseOf(a, n), inverseOf(b, n)]
    if (x === undefined || y === undefined) return undefined
    const harmonic = inverseOf(
      x.map((entry, at) => (entry + y[at]!) / 2),
      n,
    )
    if (harmonic === undefined) return undefined
    a = a.map((entry, at) => (entry + b[at]!) / 2)
    b = harmonic
  }
  return a
}

// Of a positive definite matrix, as R Rᵀ with R = L⁻ᵀ.
function inverseOf(m: Float64Array, n: number): Float64Array | undefined {
  const p = choleskyTransposed(m, n)
  if (p === undefined) return undefined
  const r = triangularInverse(p, n)
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = Math.max(i, j); k < n; k++) inverse[i * n + j]! += r[i * n + k]! * r[j * n + k]!
  return inverse
}

// A little of I is added, so that a degenerate metric can still be used.
function regularised(metric: Float64Array, n: number): Float64Array {
  let trace = 0
  for (let i = 0; i < n; i++) trace += metric[i * (n + 1)]!
  return metric.map((x, at) => (at % (n + 1) === 0 ? x + (1e-6 * trace) / n : x))
}

function inMetric(product: EnclosedFactors, metric: Float64Array): EnclosedFactors | undefined {
  const n = product.size
  const p = choleskyTransposed(metric, n)
  if (p === undefined) return undefined
  const change = pointMatrix({ rows: n, columns: n, data: p })
  const inverse = enclosedInverse(change, triangularInverse(p, n))
  if (inverse === undefined) return undefined
  return {
    ...product,
    symmetric: false,
    factors: product.factors.map((a) => enclosedProduct(change, enclosedProduct(a, inverse))),
  }
}

// Lᵀ of a positive definite matrix LLᵀ.
function choleskyTransposed(m: Float64Array, n: number): Float64Array | undefined {
  const l = m.slice()
  if (!choleskyInPlace(l, n)) return undefined
  const p = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) p[j * n + i] = l[i * n + j]!
  return p
}

function triangularInverse(p: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++)
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0
      for (let k = i + 1; k <= j; k++) sum -= p[i * n + k]! * inverse[k * n + j]!
      inverse[i * n + j] = sum / p[i * n + i]!
    }
  return inverse
}
