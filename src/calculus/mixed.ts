import { type Expression, type Operand, rational, scale, substituteAll } from '../expression/index.js'
import { contractSecond } from './contract-second.js'
import { checkOrder, contractFourthTwice } from './fourth.js'
import { gradient } from './gradient.js'
import { holding } from './held.js'

type Matrix = readonly (readonly Operand[])[]

/** One derivative in noise variables, differentiated in the parameters. */
export interface MixedDerivative {
  /** Places of the noise variables, never falling: [0, 0, 1] stands for ∂²/∂ξ₀² ∂/∂ξ₁. */
  readonly noise: readonly number[]
  /** ∂_θ ∂_ξi ∂_ξj … f at ξ = 0, one entry per parameter. */
  readonly gradient: readonly Expression[]
}

/**
 * The gradients in the p parameters of all derivatives of order k in the q noise variables, at zero noise: for order 1 the
 * columns of G = ∂_θ ∂_ξ f (p × q), for order 2 those of ∂_θ ∂_ξi ∂_ξj f, i ≤ j. There are (q + k − 1 choose k). Throws
 * `undefined-value` where one has no value at zero noise, and `misuse` for another order.
 */
export function mixedDerivatives(
  f: Expression,
  parameters: readonly Expression[],
  noise: readonly Expression[],
  { order }: { readonly order: number },
): MixedDerivative[] {
  checkOrder(order)
  let level: { noise: readonly number[]; value: Expression }[] = [{ noise: [], value: f }]
  for (let k = 0; k < order; k++)
    level = level.flatMap(({ noise: places, value }) => {
      const from = places.at(-1) ?? 0
      return gradient(value, noise.slice(from)).map((derivative, offset) => ({
        noise: [...places, from + offset],
        value: derivative,
      }))
    })
  return level.map(({ noise: places, value }) => ({
    noise: places,
    gradient: atZero(gradient(value, parameters), noise),
  }))
}

/**
 * The gradient in the parameters of the derivatives of f in the noise variables contracted with a covariance C (q × q,
 * symmetric, free of the noise variables), at zero noise: of order 2, Σ_ij C_ij ∂_θ ∂_ξi ∂_ξj f; of order 4,
 * Σ_ijkl C_ij C_kl ∂_θ ∂_ξi ∂_ξj ∂_ξk ∂_ξl f. C may contain the parameters; it is not differentiated, since the mean is taken
 * of gradients at fixed noise. Half of the first is ∇Reg and an eighth of the second ∇R₄ for Gaussian noise. Throws
 * `shape-mismatch` when C has another shape and `undefined-value` where there is no value at zero noise.
 */
export function contractedMixedDerivatives(
  f: Expression,
  parameters: readonly Expression[],
  noise: readonly Expression[],
  covariance: Matrix,
  { order }: { readonly order: 2 | 4 },
): Expression[] {
  return holding(parameters, covariance, (held) => {
    const contracted =
      order === 2 ? contractSecond(f, noise, held) : contractFourthTwice(f, noise, held, held)
    return atZero(gradient(contracted, parameters), noise)
  })
}

/**
 * Reg = ½ Σ_ij C_ij ∂_ξi ∂_ξj f at zero noise: the mean of f is f + σ² Reg + O(σ³) for noise of mean 0 and covariance σ²C.
 * C (q × q) is symmetric and free of the noise variables. Throws as `contractedMixedDerivatives`.
 */
export function noiseRegulariser(
  f: Expression,
  noise: readonly Expression[],
  covariance: Matrix,
): Expression {
  return scale(rational.half, atZero([contractSecond(f, noise, covariance)], noise)[0]!)
}

/**
 * R₄ = ⅛ Σ_ijkl C_ij C_kl ∂_ξi ∂_ξj ∂_ξk ∂_ξl f at zero noise: the term of order σ⁴ in the mean of f over Gaussian noise of
 * covariance σ²C, by Isserlis' theorem. C (q × q) is symmetric and free of the noise variables. Throws as
 * `contractedMixedDerivatives`.
 */
export function gaussianFourthOrder(
  f: Expression,
  noise: readonly Expression[],
  covariance: Matrix,
): Expression {
  const contracted = contractFourthTwice(f, noise, covariance, covariance)
  return scale(rational.of(1, 8), atZero([contracted], noise)[0]!)
}

function atZero(es: readonly Expression[], noise: readonly Expression[]): Expression[] {
  return substituteAll(es, new Map(noise.map((symbol) => [symbol, symbol.graph.zero])))
}
