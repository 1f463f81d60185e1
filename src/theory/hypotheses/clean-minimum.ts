import { norm, stream } from '../../numeric/index.js'
import { gapWords, linearReach, polish, type ZeroLossPoint, zeroLossPointAt } from '../../geometry/index.js'
import type { Hypothesis } from '../contract.js'
import { decimal } from '../decimal.js'
import { pointOf } from '../site.js'

/**
 * Near the point the zero-loss set is a manifold whose tangent space is the kernel of the Hessian (Morse–Bott). Checked
 * in four ways: the gap in the singular values; the rank at neighbouring points of the set, which must be the same;
 * steps along every kernel direction, which must stay on the set to first order; and the gradient across the set, which
 * must be linear close to it.
 */
export const cleanMinimum: Hypothesis = {
  id: 'clean-minimum',
  statement:
    'Near the point the zero-loss set is a manifold $\\Gamma$, and $\\nabla^2 L$ has rank $d - \\dim\\Gamma$ on it.',
  check(situation) {
    const point = pointOf(situation)
    const { rank } = point
    if (rank.rank === 0)
      return { state: 'refuted', evidence: `the ${rank.of} vanishes at the point: it has rank 0` }
    if (!rank.clear)
      return {
        state: 'unknown',
        evidence: `the rank is not clear: the singular values around it differ only by a factor ${decimal(rank.gap, 3)}`,
      }
    const neighbours = nearbyRanks(point)
    const higher = neighbours.find((neighbour) => neighbour.rank.rank !== rank.rank)
    if (higher !== undefined)
      return {
        state: 'refuted',
        evidence:
          `the point is singular: the ${rank.of} has rank ${rank.rank} there, but ${higher.rank.rank} ` +
          `at a point of the set at distance ${decimal(separation(point, higher), 2)}`,
      }
    const astray = strayingDirection(point)
    if (astray !== undefined)
      return {
        state: 'refuted',
        evidence:
          'a direction in the kernel of the Hessian leaves the set: a step of length ' +
          `${decimal(astray.step, 2)} along it ` +
          (Number.isFinite(astray.distance)
            ? `ends at distance ${decimal(astray.distance, 2)} from the set`
            : 'does not come back to the set'),
      }
    if (linearReach(point) === undefined)
      return {
        state: 'refuted',
        evidence:
          'down to a relative distance of $10^{-7}$ the gradient differs from the Hessian times the displacement: the ' +
          'minimum is not quadratic across the set, or a kink is that close',
      }
    const gap = gapWords(rank) ?? `gap ${decimal(rank.gap, 3)}`
    const exactly = point.exact?.rank === rank.rank ? ' in exact arithmetic' : ''
    return {
      state: 'checked',
      evidence:
        `rank ${rank.rank}${exactly} (${gap}), the same at ${neighbours.length} neighbouring points of the set; ` +
        'steps along the kernel stay on the set to second order',
    }
  },
}

const neighbourCount = 4

function nearbyRanks(point: ZeroLossPoint): ZeroLossPoint[] {
  const random = stream(0, 'clean-minimum', 0)
  const reach = 1e-3 * (1 + norm(point.coordinates))
  const found: ZeroLossPoint[] = []
  for (let k = 0; k < neighbourCount; k++) {
    const start = point.coordinates.map((x) => x + reach * random.normal())
    const landed = polish(point.landscape, start)
    if (landed !== undefined) found.push(zeroLossPointAt(point.landscape, landed))
  }
  return found
}

// A kernel direction is tangent when the distance to the set after a step of length h is O(h²). At h = 10⁻³ and 10⁻⁴
// a straying direction leaves by a fixed fraction of h.
function strayingDirection(point: ZeroLossPoint): { step: number; distance: number } | undefined {
  const scale = 1 + norm(point.coordinates)
  for (let column = 0; column < point.tangent.columns; column++) {
    const distances = [1e-3, 1e-4].map((size) => {
      const step = size * scale
      const start = point.coordinates.map(
        (x, i) => x + step * point.tangent.data[i * point.tangent.columns + column]!,
      )
      const landed = polish(point.landscape, start)
      const distance = landed === undefined ? Infinity : norm(landed.map((x, i) => x - start[i]!))
      return { step, distance }
    })
    const last = distances[1]!
    if (last.distance > 0.05 * last.step) return last
  }
  return undefined
}

function separation(a: ZeroLossPoint, b: ZeroLossPoint): number {
  return norm(a.coordinates.map((x, i) => x - b.coordinates[i]!))
}
