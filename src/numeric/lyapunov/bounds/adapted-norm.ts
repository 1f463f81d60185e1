import type { EnclosedFactors } from './enclosed-factors.js'
import { enclosedInverse, enclosedProduct, pointMatrix } from './enclosed-matrix.js'
import { enumerationBound, enumerationCost } from './enumeration.js'
import { choleskyInPlace } from './positive-definite.js'
import { addCongruence, secondMoment } from './second-moment.js'
import { spectralNormAbove } from './spectral-norm.js'

// Multiplications for one metric.
const trial = 3e5

/**
 * The same factors in coordinates P u in which their norms are small on average: PAP⁻¹, with the rounding enclosed. P = Lᵀ
 * for metrics LLᵀ = X that are tried one after the other: I, the fixed point of X ↦ E[AᵀXA], and what becomes of it when
 * every term is weighted by the inverse square of its factor's norm, which a metric with the least mean logarithm
 * reproduces. The best for short words is taken. Any choice gives a valid bound.
 */
export function adaptedFactors(product: EnclosedFactors): EnclosedFactors {
  let best = product
  let length = 1
  while (enumerationCost(product, 2 * length) <= trial) length *= 2
  let least = enumerationBound(product, length).hi
  let metric = secondMoment(product).matrix
  for (let round = 0; round < 12; round++) {
    const changed = inMetric(product, metric)
    if (changed === undefined) break
    const mean = enumerationBound(changed, length).hi
    if (mean < least) [best, least] = [{ ...changed, symmetric: false }, mean]
    metric = reweighted(product, changed, metric)
  }
  return best
}

// A little of I is added, so that a degenerate metric can still be used.
function inMetric(product: EnclosedFactors, metric: Float64Array): EnclosedFactors | undefined {
  const n = product.size
  const l = metric.slice()
  let trace = 0
  for (let i = 0; i < n; i++) trace += l[i * (n + 1)]!
  for (let i = 0; i < n; i++) l[i * (n + 1)]! += (1e-6 * trace) / n
  if (!choleskyInPlace(l, n)) return undefined
  const p = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) p[j * n + i] = l[i * n + j]!
  const change = pointMatrix({ rows: n, columns: n, data: p })
  const inverse = enclosedInverse(change, triangularInverse(p, n))
  if (inverse === undefined) return undefined
  return {
    ...product,
    symmetric: false,
    factors: product.factors.map((a) => enclosedProduct(change, enclosedProduct(a, inverse))),
  }
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

function reweighted(product: EnclosedFactors, changed: EnclosedFactors, metric: Float64Array): Float64Array {
  const n = product.size
  const sum = new Float64Array(n * n)
  product.factors.forEach(({ centre }, f) => {
    const size = spectralNormAbove(changed.factors[f]!.centre, n)
    if (size > 0) addCongruence(sum, centre, metric, n, product.probabilities[f]!.high / size ** 2)
  })
  const largest = sum.reduce((most, x) => Math.max(most, x), 0)
  return largest > 0 ? sum.map((x) => x / largest) : metric
}
