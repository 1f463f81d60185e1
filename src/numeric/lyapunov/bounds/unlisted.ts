import { type Interval, multiplyIntervals } from '../../../calculus/index.js'
import { varianceShare } from '../second-moment.js'
import type { SampledProduct } from '../sampled-product.js'
import { type ExponentBound, logAbove, logBelow } from './bound.js'
import { probabilitiesOf } from './enclosed-factors.js'
import {
  type EnclosedMatrix,
  enclosedCombination,
  enclosedProduct,
  enclosedTranspose,
  frobeniusAbove,
  pointMatrix,
} from './enclosed-matrix.js'
import { certainlyPositiveDefinite } from './positive-definite.js'
import { approximateMoment } from './approximate-moment.js'
import { spectralNormAbove } from './spectral-norm.js'

// Multiplications for one certificate, some tenths of a second.
const dearest = 1e9

/**
 * Bounds of λ that need no list of the batches: the samples are enough. `curvatureRadius` as for `enclosedFactors`.
 *
 * The curvature C_S of a batch is at most the mean of the B largest |Hᵢ| (the largest, with replacement), Hᵢ = Σ gᵢgᵢᵀ over the
 * residuals of sample i, and without replacement, all equally likely, at most
 * (N/B)|H|. With c above η times that: c < 2 is a small step; and for
 * c < 1 the convexity of −log(1 − x) gives E log det A_S ≥ η tr H · log(1 − c)/c. The second moment is that of
 * `secondMomentOfFactor`.
 */
export function* unlistedBounds(
  product: SampledProduct,
  learningRate: number,
  curvatureRadius = 0,
): Generator<ExponentBound> {
  const { dimension: k, samples } = product
  const curvatures = samples.map((gradients) => curvatureOf(gradients, k, curvatureRadius))
  const chances = samples.map((_, i) => ({ probability: product.weights?.[i] ?? 1 / samples.length }))
  const probabilities = probabilitiesOf({ ...product, batchSize: 1 }, chances)
  const mean = enclosedCombination(probabilities, curvatures)
  const c = Math.abs(learningRate) * largestCurvature(product, curvatures, mean) * (1 + 2 ** -50)
  const spans = certainlyPositiveDefinite(mean)
  if (learningRate > 0 && c < 2 && spans)
    yield {
      name: 'small steps',
      lo: -Infinity,
      hi: 0,
      strict: true,
      detail:
        'The step is below $2/\\lambda_{\\max}$ of every batch, as the lengths of the gradients show, so that no factor lengthens any ' +
        'vector, and the gradients span the normal space, so that a product over all samples shortens every vector.',
    }
  if (learningRate > 0 && c < 1) yield determinantByChord(mean, learningRate, c)
  const cost = k ** 3 * (4 + 2 * samples.filter(({ rows }) => rows > 1).length) + samples.length * k ** 2
  if (cost <= dearest) yield secondMomentOfSamples(product, { curvatures, probabilities, mean }, learningRate)
} // prettier-ignore

interface Parts {
  readonly curvatures: readonly EnclosedMatrix[]
  readonly probabilities: readonly Interval[]
  readonly mean: EnclosedMatrix
}

function curvatureOf(
  { rows, data }: { rows: number; data: Float64Array },
  k: number,
  radius: number,
): EnclosedMatrix {
  const [centre, sizes] = [new Float64Array(k * k), new Float64Array(k * k)]
  for (let r = 0; r < rows; r++)
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) {
        const x = data[r * k + i]! * data[r * k + j]!
        centre[i * k + j]! += x
        sizes[i * k + j]! += Math.abs(x)
      }
  return {
    size: k,
    centre,
    radius: sizes.map((x) => (x === 0 ? radius : (rows + 4) * 2 ** -52 * x + radius + 2 ** -1060)),
  }
}

/** Above the largest eigenvalue of the curvature of any batch. */
function largestCurvature(
  { batchSize, replacement, samples, dimension, weights }: SampledProduct,
  curvatures: readonly EnclosedMatrix[],
  mean: EnclosedMatrix,
): number {
  const norms = curvatures
    .map(({ centre, radius }) => spectralNormAbove(centre, dimension) + frobeniusAbove(radius))
    .sort((a, b) => b - a)
  const drawn = replacement ? [norms[0]!] : norms.slice(0, batchSize)
  const ofLargest = (drawn.reduce((sum, x) => sum + x, 0) / drawn.length) * (1 + 2 ** -40)
  if (replacement || weights !== undefined) return ofLargest
  const whole = spectralNormAbove(mean.centre, dimension) + frobeniusAbove(mean.radius)
  return Math.min(ofLargest, (whole * samples.length) / batchSize) * (1 + 2 ** -40)
}

function determinantByChord(mean: EnclosedMatrix, learningRate: number, c: number): ExponentBound {
  let trace = 0
  for (let i = 0; i < mean.size; i++) trace += mean.centre[i * (mean.size + 1)]! + mean.radius[i * (mean.size + 1)]!
  const lo = ((learningRate * trace * logBelow((1 - c) * (1 - 2 ** -50))) / c / mean.size) * (1 + 2 ** -40)
  return {
    name: 'determinant',
    lo,
    hi: Infinity,
    detail:
      'The exponent is at least the mean $\\frac1k\\,\\mathbb E\\log|\\det A_S|$ of all $k$ exponents, and no eigenvalue of a factor is ' +
      'below $1-c$ with $c<1$.',
  }
} // prettier-ignore

function secondMomentOfSamples(product: SampledProduct, parts: Parts, learningRate: number): ExponentBound {
  const { matrix: x, radius: rho } = approximateMoment(product, learningRate)
  const k = product.dimension
  const detail =
    'The mean square $\\mathbb E\\,u^TXu$ grows at most by the factor $\\theta$ in a step, since $\\theta X - \\mathbb E[A^TXA]$ ' +
    'is positive definite, and $\\lambda\\le\\frac12\\log\\theta$; the mean over batches is that of one and of two of their samples.'
  for (const excess of [1e-11, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 1e-2]) {
    const theta = rho * (1 + excess)
    const lifted = x.map((entry, at) => (at % (k + 1) === 0 ? entry + excess / 10 : entry))
    const metric = pointMatrix({ rows: k, columns: k, data: lifted })
    const image = imageOf(product, parts, learningRate, metric)
    const difference = enclosedCombination([point(theta), point(-1)], [metric, image])
    if (certainlyPositiveDefinite(metric) && certainlyPositiveDefinite(difference))
      return { name: 'second moment', lo: -Infinity, hi: logAbove(theta) / 2, detail }
  }
  return { name: 'second moment', lo: -Infinity, hi: Infinity, detail: 'No bound on the growth of the mean square was found.' }
} // prettier-ignore

const point = (x: number): Interval => ({ low: x, high: x })

const around = (x: number): Interval => ({
  low: x - Math.abs(x) * 2 ** -49,
  high: x + Math.abs(x) * 2 ** -49,
})

/** Contains X − η(HX + XH) + η²((1 − q)HXH + q Σ pᵢHᵢXHᵢ). */
function imageOf(
  product: SampledProduct,
  { curvatures, probabilities, mean }: Parts,
  learningRate: number,
  metric: EnclosedMatrix,
): EnclosedMatrix {
  const share = varianceShare(product)
  const once = enclosedProduct(mean, metric)
  const square = around(learningRate ** 2)
  const own = multiplyIntervals(square, around(share))
  const coefficients: Interval[] = []
  const matrices: EnclosedMatrix[] = []
  curvatures.forEach((curvature, i) => {
    const weight = multiplyIntervals(own, probabilities[i]!)
    // For one residual HᵢXHᵢ = (gᵀXg)Hᵢ, and gᵀXg = tr(HᵢX).
    if (product.samples[i]!.rows === 1) {
      coefficients.push(multiplyIntervals(weight, traceOfProduct(curvature, metric)))
      matrices.push(curvature)
    } else {
      coefficients.push(weight)
      matrices.push(enclosedProduct(curvature, enclosedProduct(metric, curvature)))
    }
  })
  const both = share === 1 ? { low: 0, high: 0 } : multiplyIntervals(square, around(1 - share))
  return enclosedCombination(
    [point(1), point(-learningRate), point(-learningRate), both, ...coefficients],
    [metric, once, enclosedTranspose(once), enclosedProduct(once, mean), ...matrices],
  )
}

function traceOfProduct(a: EnclosedMatrix, { centre: x }: EnclosedMatrix): Interval {
  let [sum, error] = [0, 2 ** -1000]
  a.centre.forEach((y, at) => {
    sum += y * x[at]!
    error += (Math.abs(y) * (x.length + 8) * 2 ** -52 + a.radius[at]!) * Math.abs(x[at]!)
  })
  error *= 1 + 2 ** -40
  return { low: sum - error, high: sum + error }
}
