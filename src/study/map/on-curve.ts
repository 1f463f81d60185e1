import { failure } from '../../base/wording.js'
import type { Curve, ZeroLossPoint } from '../../geometry/index.js'
import { coordinatesText } from '../../geometry/index.js'
import { dot, norm } from '../../numeric/index.js'

/**
 * The arc length at which a traced curve passes a point.
 *
 * @throws `no-convergence` when it does not
 */
export function onCurve(
  { points, tangents, s, length }: Pick<Curve, 'points' | 'tangents' | 'length'> & { readonly s: readonly number[] },
  isTurned: boolean,
  to: ZeroLossPoint,
): number {
  const gaps = points.map((w) => to.coordinates.map((x, i) => x - w[i]!))
  const distances = gaps.map(norm)
  const k = distances.indexOf(Math.min(...distances))
  const ahead = dot(gaps[k]!, tangents[k]!)
  const beside = norm(gaps[k]!.map((x, i) => x - ahead * tangents[k]![i]!))
  const spacing = Math.max(Math.abs((s[k + 1] ?? s[k]!) - s[k]!), Math.abs((s[k - 1] ?? s[k]!) - s[k]!))
  // Between two traced points a curve leaves its tangent by a part of their distance only.
  if (beside > 0.1 * spacing || Math.abs(ahead) > spacing)
    throw failure('no-convergence', {
      what: 'the way to the other point',
      tried: `the zero-loss set in both directions, ${Number(length.value.toPrecision(4))} long`,
      reached: `a distance of ${distances[k]!.toPrecision(3)} from ${coordinatesText(to.landscape.model, to.coordinates)}`,
      suggest: 'It lies on another part of the set.',
    })
  return s[k]! + (isTurned ? -ahead : ahead)
} // prettier-ignore
