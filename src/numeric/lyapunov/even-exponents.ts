import type { Estimate } from '../../base/estimate.js'
import { failure } from '../../base/wording.js'
import { multiplyVector } from '../matrix.js'
import { batchLaw, factorsAt, mostBatches } from './batch-law.js'
import { restrictToNormalSpace } from './normal-space.js'
import { batchCount, type SampledProduct } from './sampled-product.js'
import { packed, secondMomentOfFactor } from './second-moment.js'
import { symmetricPower, symmetricPowerSize } from './symmetric-power.js'
import { topEigenvalue, type TopEigenvalue } from './top-eigenvalue.js'

const largestPower = 1500

/**
 * Λ(p) = lim (1/n) log E|A_n ⋯ A_1|^p for even p ≥ 2: the logarithm of the largest eigenvalue of E Sym^p A, which is
 * symmetric and keeps the cone of non-negative forms. For p = 2 batches are not listed. λ ≤ Λ(p)/p for every p. The value is
 * −∞ when all factors vanish.
 *
 * @throws `misuse` for another p; `too-large` for p > 2 with more than 4096 batches or more than 1500 monomials
 */
export function evenExponent(product: SampledProduct, learningRate: number, p: number): Estimate {
  if (!(Number.isInteger(p) && p >= 2 && p % 2 === 0))
    throw failure('misuse', { detail: `The exponent of an even moment was asked for, not of moment ${p}.` })
  const given = restrictToNormalSpace(product)
  const { value, error, method } = p === 2 ? second(given, learningRate) : higher(given, learningRate, p)
  const named = `symmetric power ${p}, ${method}`
  if (!(value > 0)) return { kind: 'numerical', value: -Infinity, error: 0, method: named }
  return { kind: 'numerical', value: Math.log(value), error: error / value, method: named }
}

function second(product: SampledProduct, learningRate: number): TopEigenvalue {
  const k = product.dimension
  return topEigenvalue(packed(secondMomentOfFactor(product, learningRate), k), (k * (k + 1)) / 2)
}

function higher(product: SampledProduct, learningRate: number, p: number): TopEigenvalue {
  const size = symmetricPowerSize(product.dimension, p)
  if (size > largestPower)
    throw failure('too-large', { what: `the number of monomials of degree ${p}`, size, limit: largestPower }) // prettier-ignore
  const law = batchLaw(product)
  if (law === undefined)
    throw failure('too-large', { what: 'the number of batches', size: batchCount(product), limit: mostBatches }) // prettier-ignore
  const { factors, probabilities } = factorsAt(law, learningRate)
  const power = symmetricPower(product.dimension, p)
  const mean = new Float64Array(size * size)
  factors.forEach((factor, i) => power(factor, probabilities[i]!, mean))
  return topEigenvalue((v) => multiplyVector({ rows: size, columns: size, data: mean }, v), size)
}
