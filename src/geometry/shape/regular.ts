import { failure } from '../../base/wording.js'
import { multiplyVector, norm, stream } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { frameAt } from '../walk/frame.js'
import { retract } from '../walk/retraction.js'

/** Whether the set is a manifold with a quadratic minimum around a point, as far as can be told from nearby. */
export interface Regularity {
  readonly regular: boolean
  /** What speaks for it, or the reason why not. */
  readonly evidence: string
}

/** What keeps the minimum from being clean at the point itself: rank, gap and curvature across the set. */
export function uncleanness({ rank, normalEigenvalues }: ZeroLossPoint): string | undefined {
  if (rank.rank === 0) return `the ${rank.of} vanishes: no direction crosses the set`
  if (!rank.clear)
    return `the rank of the ${rank.of} is not clear: singular values ${rank.singularValues[rank.rank - 1]?.toPrecision(3)} and ${rank.singularValues[rank.rank]?.toPrecision(3)} are only a factor ${rank.gap.toPrecision(3)} apart`
  const lowest = normalEigenvalues[0]!
  if (!(lowest > 0)) return `the Hessian has the eigenvalue ${lowest.toPrecision(3)} across the set`
  return undefined
}

/** @throws `not-applicable` when the minimum is not clean at the point */
export function requireClean(point: ZeroLossPoint, what: string): void {
  const witness = uncleanness(point)
  if (witness !== undefined)
    throw failure('not-applicable', { theorem: what, hypothesis: 'the minimum is clean', witness })
}

// Relative to 1 + |w|: near enough for a curved set to look flat, far enough for another branch to be told from rounding.
const probe = 1e-4

/**
 * The test of a regular point: the minimum is clean, small steps along `probes` random tangent directions (both ways) can
 * be brought back to the set, and the rank there is the same. A crossing fails it: its tangent vectors leave the set, or
 * the rank is higher beside it.
 */
export function regularity(landscape: Landscape, point: ZeroLossPoint, probes = 2): Regularity {
  const unclean = uncleanness(point)
  if (unclean !== undefined) return { regular: false, evidence: unclean }
  const { tangent, coordinates, dimension, rank } = point
  if (dimension === 0) return { regular: true, evidence: 'an isolated point: the rank is full' }
  const step = probe * (1 + norm(coordinates))
  for (let i = 0; i < probes; i++) {
    const weights = new Float64Array(dimension)
    stream(1, 'tangent directions', i).normals(weights)
    const direction = multiplyVector(tangent, weights.map((x) => x / norm(weights))) // prettier-ignore
    for (const side of [step, -step]) {
      const there = retract(landscape, point, direction.map((x) => x * side)) // prettier-ignore
      if (there.outcome === 'refused')
        return { regular: false, evidence: `a step of ${step.toPrecision(2)} along the tangent space cannot be brought back to the set: ${there.why}` } // prettier-ignore
      const beside = frameAt(landscape, there.coordinates)
      if (beside.rank !== rank.rank)
        return { regular: false, evidence: `the rank is ${rank.rank} here and ${beside.rank} at a point of the set ${step.toPrecision(2)} away` } // prettier-ignore
    }
  }
  const gap = rank.gap === Infinity ? 'nothing dropped' : `gap ${rank.gap.toPrecision(2)}`
  return {
    regular: true,
    evidence: `rank ${rank.rank} (${gap}), the same at ${2 * probes} points of the set ${step.toPrecision(2)} away`,
  }
}
