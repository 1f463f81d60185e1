import { failure } from '../../base/wording.js'
import { norm } from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import { flowToSet } from '../flow-to-set.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { requireClean } from '../shape/clean.js'
import type { NoiseFactor, OnSetCoefficients } from './coefficients.js'
import { normalSpace, residualAt } from './normal-space.js'
import { settle } from './settle.js'

/** A scheme for an Itô equation on the set: what one step does. It has buffers of its own, so that steps do not overlap. */
export interface OnSetScheme {
  readonly name: string
  readonly landscape: Landscape
  /** q. */
  readonly noises: number
  /**
   * Replaces the point y of the set (length d) by the one a step later, given the increments ΔB (length q, variance h).
   * Returns max |rᵢ| (|∇L| for a general loss) before the point was brought back to the set.
   *
   * @throws `not-applicable` when the step leaves the clean part of the set, `not-finite`
   */
  step(y: Float64Array, increments: Float64Array, h: number): number
}

const theorem = 'A diffusion on the zero-loss set'

/**
 * Y⁺ = R(Y + A ΔB + h b) with the Gauss–Newton retraction R, for dY = A dB + b dt: weak order one. `point` tells the rank.
 *
 * @throws `not-applicable` when the minimum is not clean at the point
 */
export function projectedEulerMaruyama(
  landscape: Landscape,
  point: ZeroLossPoint,
  coefficients: OnSetCoefficients,
): OnSetScheme {
  requireClean(point, theorem)
  const d = landscape.dimension
  const q = coefficients.noises
  const [base, moving] = [normalSpace(landscape, point.rank.rank), normalSpace(landscape, point.rank.rank)]
  const [drift, diffusion, z] = [new Float64Array(d), new Float64Array(d * q), new Float64Array(d)]
  return {
    name: 'projected Euler–Maruyama',
    landscape,
    noises: q,
    step(y, increments, h) {
      coefficients.drift(y, drift)
      coefficients.diffusion(y, diffusion)
      let squares = 0
      for (let i = 0; i < d; i++) {
        let move = h * drift[i]!
        for (let j = 0; j < q; j++) move += diffusion[i * q + j]! * increments[j]!
        z[i] = y[i]! + move
        squares += move * move
      }
      const residual = residualAt(landscape, z)
      if (!Number.isFinite(squares) || !Number.isFinite(residual)) throw notFinite(landscape, y)
      // A drift may lead straight off the set, and the way back be a little longer.
      const why = base.goTo(y) ?? settle(moving, z, 1.5 * Math.sqrt(squares) + 1e-6 * (1 + norm(y))) ?? moving.goTo(z) // prettier-ignore
      if (why !== undefined) throw left(landscape, y, why)
      if (!moving.isClear()) throw left(landscape, y, 'the rank is not clear at its end')
      if (!base.faces(moving)) throw left(landscape, y, 'the Jacobian may lose rank on the way')
      y.set(z)
      return residual
    },
  }
}

/**
 * Y⁺ = Φ(Y + F ΔB) with the whole noise, its normal part included, for dY = PF dB + ½D²Φ[FFᵀ] dt: weak order one without
 * any derivative of F or Φ. `limit` is Φ, by default that of the gradient flow to a relative 10⁻¹⁰ per step; for gradient
 * descent give `descentLimit`, for a limit that is known its formula.
 *
 * @throws `not-applicable` when the minimum is not clean at the point
 */
export function limitMapScheme(
  landscape: Landscape,
  point: ZeroLossPoint,
  noise: NoiseFactor,
  limit: (w: Float64Array) => Float64Array = (w) =>
    flowToSet(landscape, w, { tolerance: 1e-10, estimateError: false }).coordinates,
): OnSetScheme {
  requireClean(point, theorem)
  const d = landscape.dimension
  const q = noise.noises
  const space = normalSpace(landscape, point.rank.rank)
  const [factor, z] = [new Float64Array(d * q), new Float64Array(d)]
  return {
    name: 'limit map of the noise',
    landscape,
    noises: q,
    step(y, increments) {
      noise.factor(y, factor)
      for (let i = 0; i < d; i++) {
        let move = 0
        for (let j = 0; j < q; j++) move += factor[i * q + j]! * increments[j]!
        z[i] = y[i]! + move
      }
      const residual = residualAt(landscape, z)
      if (!z.every(Number.isFinite) || !Number.isFinite(residual)) throw notFinite(landscape, y)
      const end = limit(z)
      const why = space.goTo(end)
      if (why !== undefined) throw left(landscape, y, why)
      if (!space.isClear()) throw left(landscape, y, 'the rank is not clear at its end')
      if (!space.isZeroLoss()) throw left(landscape, y, 'its limit is not on the set')
      y.set(end)
      return residual
    },
  }
}

function left({ model }: Landscape, y: Float64Array, why: string): Error {
  return failure('not-applicable', {
    theorem,
    hypothesis: 'every step stays on the clean part of the set',
    witness: `in a step from ${coordinatesText(model, y)}, ${why}; a shorter step may help`,
  })
}

function notFinite({ model }: Landscape, y: Float64Array): Error {
  return failure('not-finite', { what: 'a step of a diffusion', where: `from ${coordinatesText(model, y)}` })
}
