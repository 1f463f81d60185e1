import { dot, norm } from '../../numeric/index.js'

/** Points of a curve with unit tangents, both of length d. */
export interface CurvePoint {
  readonly at: Float64Array
  readonly tangent: Float64Array
}

/**
 * Length of the curve from its first point up to each of the points. A piece with chord c and end tangents t, t′ counts
 * (4|c| − c·(t + t′)/2)/3, which is the length up to O(h⁵): the chord alone is short by κ²h³/24, and the angles between it
 * and the tangents say by how much.
 */
export function arcLengths(points: readonly CurvePoint[]): Float64Array {
  const result = new Float64Array(points.length)
  for (let i = 1; i < points.length; i++) result[i] = result[i - 1]! + pieceLength(points[i - 1]!, points[i]!)
  return result
}

function pieceLength(from: CurvePoint, to: CurvePoint): number {
  const chord = to.at.map((x, i) => x - from.at[i]!)
  return (4 * norm(chord) - (dot(chord, from.tangent) + dot(chord, to.tangent)) / 2) / 3
}

/**
 * Estimated error of the whole length: the difference to the length from every second point, which is about 16 times as
 * wrong, over 7 to be careful, and rounding.
 */
export function arcLengthError(points: readonly CurvePoint[]): number {
  const coarse = points.filter((_, i) => i % 2 === 0 || i === points.length - 1)
  const length = arcLengths(points).at(-1) ?? 0
  const size = points.reduce((most, { at }) => Math.max(most, norm(at)), length)
  return Math.abs(length - (arcLengths(coarse).at(-1) ?? 0)) / 7 + points.length * Number.EPSILON * size
}
