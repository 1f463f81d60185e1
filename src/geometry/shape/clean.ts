import { failure } from '../../base/wording.js'
import type { ZeroLossPoint } from '../point.js'

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
