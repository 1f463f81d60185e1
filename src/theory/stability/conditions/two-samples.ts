import { readable } from '../../../calculus/index.js'
import {
  add,
  divide,
  type Expression,
  multiply,
  type Rational,
  scale,
  square,
  squareRoot,
  subtract,
} from '../../../expression/index.js'
import { pairWeights, type SymbolicLaw } from './batch-law.js'
import type { Claim } from './contract.js'
import type { Bound } from './draft.js'

/** The entries of a 2 × 2 Gram matrix. */
export interface TwoByTwo {
  readonly first: Expression
  readonly second: Expression
  readonly product: Expression
}

const trace = ({ first, second }: TwoByTwo): Expression => add(first, second)
const determinant = ({ first, second, product }: TwoByTwo): Expression =>
  subtract(multiply(first, second), square(product))

/** Gradient descent: 2N/λ with λ the larger eigenvalue of K, ½(K₁₁ + K₂₂ + √((K₁₁ − K₂₂)² + 4K₁₂²)). */
export function descentOfTwo(k: TwoByTwo, count: Expression): Bound {
  return { numerator: multiply(count, 4), denominator: twiceLarger(k) }
}

function twiceLarger(k: TwoByTwo): Expression {
  const gap = readable(subtract(k.first, k.second))
  if (gap === gap.graph.zero) return multiply(2, add(k.first, k.first.graph.call('abs', [k.product])))
  return add(trace(k), squareRoot(add(square(gap), multiply(square(k.product), 4))))
}

/**
 * Mean square, from det(T(η) − I) = 0 for the second-moment operator T on symmetric 2 × 2 matrices: with T = tr K, Δ = det K,
 * θ = N E[s₁²]η/B², φ = N E[s₁s₂]η/B²
 *
 *     4T − (2T² − 4K₁₂²)θ − 4K₁₁K₂₂φ + ΔTθ(θ + 2φ) − Δ²θ²φ = 0.
 *
 * For B = 1 (φ = 0, θ = η) the smaller root is 4T/(T² − 2K₁₂² + √(T²(K₁₁ − K₂₂)² + 4K₁₂⁴)). Where the samples are in the
 * proportion w₁ : w₂, w₁ + w₂ = 1, it is 4σ/(Tσ − 2K₁₂² + √(σ²(K₁₁ − K₂₂)² + 4K₁₂⁴ + 4K₁₂²σ(σ − T))) with
 * σ = 2(w₁K₁₁ + w₂K₂₂); larger batches of these are left to the equation in K. For K₁₁ = K₂₂ the equation
 * factors, and the smallest root is 4/(K₁₁(p + q) + √(K₁₁²(p − q)² + 4pqK₁₂²)), θ = pη and φ = qη.
 */
export function meanSquareOfTwo(
  k: TwoByTwo,
  law: SymbolicLaw,
  rate: Expression,
  proportion?: readonly [Rational, Rational],
): Bound | Claim | undefined {
  const { same, different, below } = pairWeights(law)
  const { zero } = rate.graph
  const sum = trace(k)
  const gap = readable(subtract(k.first, k.second))
  if (proportion !== undefined && different !== zero) return undefined
  if (gap === zero) {
    const both = multiply(k.first, add(same, different))
    const radicand = add(
      multiply(square(k.first), square(subtract(same, different))),
      multiply(multiply(multiply(same, different), 4), square(k.product)),
    )
    return { numerator: multiply(below, 4), denominator: add(both, different === zero ? both : squareRoot(radicand)) }
  }
  if (different === zero) {
    const weighted = proportion === undefined ? sum : readable(multiply(2, add(scale(proportion[0], k.first), scale(proportion[1], k.second))))
    const off = proportion === undefined ? zero : readable(subtract(weighted, sum))
    const radicand = rate.graph.sum([
      multiply(square(weighted), square(gap)),
      multiply(4, square(square(k.product))),
      rate.graph.product([rate.graph.constant(4), square(k.product), weighted, off]),
    ])
    const rest = subtract(multiply(sum, weighted), multiply(2, square(k.product)))
    return { numerator: multiply(4, weighted), denominator: add(rest, squareRoot(radicand)) }
  }
  const [theta, phi] = [divide(multiply(same, rate), below), divide(multiply(different, rate), below)]
  const delta = determinant(k)
  const polynomial = rate.graph.sum([
    multiply(4, sum),
    multiply(theta, subtract(multiply(4, square(k.product)), multiply(2, square(sum)))),
    multiply(multiply(-4, phi), multiply(k.first, k.second)),
    multiply(multiply(delta, sum), multiply(theta, add(theta, multiply(2, phi)))),
    multiply(multiply(-1, square(delta)), multiply(square(theta), phi)),
  ])
  return { form: 'root', polynomial }
} // prettier-ignore
