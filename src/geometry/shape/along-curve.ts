import { dot } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { type ZeroLossPoint, zeroLossPointAt } from '../point.js'
import type { Curve } from '../walk/trace.js'
import { retract } from '../walk/retraction.js'
import { lengthScale } from './critical-step.js'
import { sharpnessAlong } from './sharpness-along.js'

/** The sharpness along a traced curve and where it is smallest and largest. */
export interface SharpnessProfile {
  /** One entry per point of the curve. */
  readonly values: Float64Array
  /** Derivative with respect to arc length; at a point without one, the shortest subgradient. */
  readonly slopes: Float64Array
  /** In the order of the curve. */
  readonly critical: readonly CriticalPlace[]
  readonly notes: readonly string[]
}

/** A local minimum or maximum of the sharpness on a curve. */
export interface CriticalPlace {
  readonly kind: 'minimum' | 'maximum'
  readonly coordinates: Float64Array
  readonly sharpness: number
  /** Length of the part of the curve in which the change of sign was enclosed. */
  readonly within: number
  /** False where the derivative jumps: two eigenvalues are the largest together. */
  readonly smooth: boolean
}

/**
 * The sharpness at every point of a traced curve, and its extrema: each change of sign of the derivative between
 * neighbouring points, enclosed by halving; on a closed curve the last point has the first as its neighbour. What happens
 * between two points and leaves no sign change is not seen.
 */
export function sharpnessProfile(landscape: Landscape, curve: Curve): SharpnessProfile {
  const points = curve.points.map((w) => zeroLossPointAt(landscape, w))
  // A closed curve ends with its first point again: its points are counted round and round.
  const round = curve.closed ? points.length - 1 : Infinity
  const found = points.map((point, i) => slopeAlong(landscape, point, curve.tangents[i]!))
  const slopes = Float64Array.from(found, ({ slope }) => slope)
  const isZero = (i: number) =>
    Math.abs(slopes[i]!) * lengthScale(curve.points[i]!) <= 1e-10 * points[i]!.sharpness
  const signed = points.map((_, i) => i).filter((i) => i < round && !isZero(i))
  const critical: CriticalPlace[] = []
  const notes: string[] = []
  if (signed.length === 0) notes.push('the sharpness is constant along the curve')
  const next = curve.closed && signed.length > 1 ? [...signed.slice(1), signed[0]! + round] : signed.slice(1)
  next.forEach((j, position) => {
    const i = signed[position]!
    if (slopes[i]! * slopes[j % round]! > 0) return
    const kind = slopes[i]! < 0 ? 'minimum' : 'maximum'
    if (j === i + 1)
      critical.push(enclosed(landscape, points[i]!, curve.tangents[i]!, curve.points[j % round]!, kind))
    else if (j === i + 2) {
      const at = (i + 1) % round
      const place = { kind, coordinates: curve.points[at]!, sharpness: points[at]!.sharpness, within: 0, smooth: found[at]!.smooth } as const // prettier-ignore
      // One at the beginning of a closed curve is met first.
      if (at === 0) critical.unshift(place)
      else critical.push(place)
    } else notes.push(`the sharpness is constant over ${j - i - 1} points in a row at a ${kind}`)
  })
  return { values: Float64Array.from(points, (point) => point.sharpness), slopes, critical, notes }
}

function slopeAlong(
  landscape: Landscape,
  point: ZeroLossPoint,
  direction: Float64Array,
): { slope: number; smooth: boolean } {
  const { shortest, differentiable } = sharpnessAlong(landscape, point)
  return { slope: dot(shortest, direction), smooth: differentiable }
}

function enclosed(
  landscape: Landscape,
  from: ZeroLossPoint,
  direction: Float64Array,
  to: Float64Array,
  kind: CriticalPlace['kind'],
): CriticalPlace {
  const rising = kind === 'minimum' ? 1 : -1
  let [low, high] = [0, dot(to.map((x, i) => x - from.coordinates[i]!), direction)] // prettier-ignore
  let best = { point: from, slope: Infinity, smooth: true }
  for (let i = 0; i < 60 && high - low > 4e-16 * lengthScale(to); i++) {
    const middle = (low + high) / 2
    const arrived = retract(landscape, from, direction.map((x) => x * middle)) // prettier-ignore
    if (arrived.outcome === 'refused') break
    const point = zeroLossPointAt(landscape, arrived.coordinates)
    const t = point.tangent.data
    const { slope, smooth } = slopeAlong(landscape, point, dot(t, direction) < 0 ? t.map((x) => -x) : t)
    if (Math.abs(slope) < Math.abs(best.slope)) best = { point, slope, smooth }
    if (slope === 0) low = high = middle
    else if (slope * rising < 0) low = middle
    else high = middle
  }
  const point = best.point
  // At a smooth extremum the derivative is as small as rounding lets it be; where it jumps it is not.
  const small = (1e-6 * point.sharpness) / lengthScale(point.coordinates)
  return {
    kind,
    coordinates: point.coordinates,
    sharpness: point.sharpness,
    within: high - low,
    smooth: best.smooth && Math.abs(best.slope) <= small,
  }
}
