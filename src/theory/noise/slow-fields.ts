import { limitCoefficients } from '../../geometry/index.js'
import { norm } from '../../numeric/index.js'
import { curvatureLength } from '../../geometry/index.js'
import type { Site } from '../contract.js'
import type { ChosenNoise } from './chosen-noise.js'
import type { SlowFlow } from './drift-plan.js'
import {
  exactRefutations,
  hasJumps,
  noiseFactorAt,
  type NoiseObjects,
  secondPotential,
  velocityWithJumps,
} from './limit/index.js'
import type { Spread } from './spread.js'

/** Ẇ = −P∇Reg on t = kασ². */
export function regulariserFlow({ point }: Site, objects: NoiseObjects): SlowFlow {
  return {
    // The flow takes the normal part away.
    velocity: (w, out) => out.set(objects.regulariserGradient(w).map((x) => -x)),
    natural: norm(objects.regulariserGradient(point.coordinates)),
    isNonzero: () => exactRefutations(point, objects.perturbation).tangentRegulariser(),
  }
}

/** Parts of the slow drift, for wrong predictions without them. */
export type SlowPart = 'tangentTangent' | 'mixed' | 'normalNormal'

/**
 * Ẏ = ½D²Φ_α[Σ] on t = kα²σ², for noise that does not diffuse along the set; α = 0 gives the limit of small learning rates. With
 * masks at α > 0 the mean velocity of their jumps; without a part of Σ, which jumps do not have, as if they were small.
 */
export function fluctuationFlow(
  { point, landscape }: Site,
  { objects }: Pick<ChosenNoise, 'objects'>,
  spread: Spread,
  learningRate: number,
  without: readonly SlowPart[] = [],
): SlowFlow {
  const { rank } = point.rank
  const velocity =
    hasJumps(objects) && learningRate > 0 && without.length === 0
      ? velocityWithJumps(landscape, rank, objects, learningRate)
      : limitCoefficients(landscape, rank, noiseFactorAt(landscape, rank, objects, learningRate), { learningRate, without }).drift // prettier-ignore
  return {
    velocity,
    natural: spread.size / curvatureLength(landscape, point.coordinates),
    isNonzero: () => exactRefutations(point, objects.perturbation).drift(),
  }
}

/**
 * Ẏ = −P∇V₄ + ½D²Φ[Σ]/ρ on t = kασ⁴, when σ²/α tends to ρ.
 *
 * @throws TypeError where the second potential has no closed form: its theorem does not apply there
 */
export function secondOrderFlow(site: Site, noise: ChosenNoise, spread: Spread, ratio: number): SlowFlow {
  const { point, landscape } = site
  const { objects } = noise
  const slow = fluctuationFlow(site, noise, spread, 0)
  const potential = (w: Float64Array) => {
    const found = secondPotential(landscape, point.rank.rank, objects, w)
    if (found === undefined) throw new TypeError('the second potential has no closed form')
    return found
  }
  return {
    velocity(w, out) {
      slow.velocity(w, out)
      const { vector } = potential(w)
      for (let i = 0; i < out.length; i++) out[i] = out[i]! / ratio - vector[i]!
    },
    natural: potential(point.coordinates).scale + slow.natural / ratio,
  }
}
