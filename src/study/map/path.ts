import type { Budget } from '../../base/budget.js'
import { ProblemError } from '../../base/problem.js'
import { wording } from '../../base/wording.js'
import {
  alongGeodesic,
  boxAround,
  type GeodesicPlace,
  geodesicBetween,
  traceCurve,
  type ZeroLossPoint,
  zeroLossPointAt,
} from '../../geometry/index.js'
import { dot, norm } from '../../numeric/index.js'
import type { MapPathFacts } from './record.js'
import { onCurve } from './on-curve.js'

/** A line in the zero-loss set, asked for at any arc length between its ends. */
export interface MapPath extends Omit<MapPathFacts, 'parameter'> {
  at(s: number): GeodesicPlace
}

/** Where a path goes: to a point, or in a direction; so far in each direction when that is said. */
export interface PathChoice {
  readonly to?: ZeroLossPoint | undefined
  /** Tangent, not 0. */
  readonly direction: Float64Array
  readonly length?: number | undefined
  /** The direction as it was asked for. */
  readonly along?: string | undefined
}

// In units of max(1, |w|): how far a path goes where nothing says it.
const farthest = 3
// It ends before where the sharpness is so many times that at the point, or that part of it.
const contrast = 3
const looks = 24

/** The whole of a one-dimensional set as far as it is worth showing, or the part of it up to a point. */
export function curvePath(point: ZeroLossPoint, { to, direction, length }: PathChoice, budget: Budget): MapPath {
  const { landscape, coordinates } = point
  const far = length ?? farthest * Math.max(1, norm(coordinates))
  const chord = to === undefined ? 0 : norm(to.coordinates.map((x, i) => x - coordinates[i]!))
  // Further than is shown, to see whether it closes.
  const reach = Math.max(4 * far, 20 * chord)
  const box = boxAround(coordinates, 1.1 * reach)
  const curve = traceCurve(landscape, point, { box, maxLength: reach, maxStep: far / 80, budget })
  const { start, arcLength, ends, closed } = curve
  const isTurned = dot(curve.tangents[start]!, direction) < 0
  const zero = arcLength[start]!
  const along = { ...curve, s: Array.from(arcLength, (x) => (isTurned ? zero - x : x - zero)) }
  const at = alongGeodesic(landscape, point, direction, untimed(budget))
  if (to !== undefined) {
    const found = onCurve(along, isTurned, to)
    const round = curve.length.value
    // Of the two ways on a closed curve the shorter one.
    const target = closed && Math.abs(found) > round / 2 ? found - Math.sign(found) * round : found
    return {
      kind: 'curve',
      says: `The zero-loss set from ${point.name} to ${to.name}`,
      ...ordered(0, target),
      closed: false,
      ends: target > 0 ? [`the point ${point.name}`, `the point ${to.name}`] : [`the point ${to.name}`, `the point ${point.name}`],
      at,
    }
  }
  if (closed && length !== undefined && 2 * length < curve.length.value)
    return { kind: 'curve', says: `The zero-loss set through ${point.name}`, from: -far, to: far, closed: false, ends: [lengthText(far), lengthText(far)], at }
  if (closed)
    return { kind: 'curve', says: 'The whole zero-loss set, which closes', ...ordered(along.s[0]!, along.s.at(-1)!), closed, ends: ['it closes', 'it closes'], at }
  const sides = ([-1, 1] as const).map((side) => {
    const isFirst = (side < 0) !== isTurned
    const end = ends[isFirst ? 0 : 1]
    const places = along.s.flatMap((s, i) => (s * side > 0 ? [{ s, w: curve.points[i]! }] : []))
    places.sort((a, b) => Math.abs(a.s) - Math.abs(b.s))
    // Up to a singular point the set is a curve, but at it nothing can be computed.
    const last = (places.at(-1)?.s ?? 0) * (end.reason === 'singular' || end.reason === 'stuck' ? 0.98 : 1)
    const isCut = Math.abs(last) > far || end.reason === 'length' || end.reason === 'box'
    const whole = isCut ? { s: side * far, says: lengthText(far) } : { s: last, says: end.says }
    return length === undefined ? (contrastEnd(point, places, whole.s) ?? whole) : whole
  })
  return { kind: 'curve', says: `The zero-loss set through ${point.name}`, from: sides[0]!.s, to: sides[1]!.s, closed, ends: [sides[0]!.says, sides[1]!.says], at }
} // prettier-ignore

/** A geodesic to a point, or through the point in a direction. */
export function geodesicPath(point: ZeroLossPoint, { to, direction, length, along }: PathChoice, budget: Budget): MapPath {
  const { landscape, coordinates } = point
  if (to !== undefined) {
    const velocity = geodesicBetween(landscape, point, to, budget)
    return {
      kind: 'geodesic',
      says: `The geodesic of the zero-loss set from ${point.name} to ${to.name}`,
      from: 0,
      to: norm(velocity),
      closed: false,
      ends: [`the point ${point.name}`, `the point ${to.name}`],
      at: alongGeodesic(landscape, point, velocity, untimed(budget)),
    }
  }
  const far = length ?? farthest * Math.max(1, norm(coordinates))
  const at = alongGeodesic(landscape, point, direction, untimed(budget))
  const [before, after] = ([-1, 1] as const).map((side) => {
    const places: { s: number; w: Float64Array }[] = []
    for (let k = 1; k <= looks; k++) {
      const s = (side * far * k) / looks
      try {
        places.push({ s, w: at(s).coordinates })
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        return { s: places.at(-1)?.s ?? 0, says: `it goes no further: ${wording(error.problem).title}` }
      }
      const end = length === undefined ? contrastEnd(point, places, s) : undefined
      if (end !== undefined) return end
    }
    return { s: side * far, says: lengthText(far) }
  })
  return { kind: 'geodesic', says: `The geodesic of the zero-loss set through ${point.name} in the direction ${along}, projected`, from: before!.s, to: after!.s, closed: false, ends: [before!.says, after!.says], at }
} // prettier-ignore

// Where the line runs is soon known, and without it there is nothing to show.
function untimed(budget: Budget): Budget {
  return { deadline: Infinity, signal: budget.signal }
}

function ordered(a: number, b: number): { from: number; to: number } {
  return a < b ? { from: a, to: b } : { from: b, to: a }
}

function lengthText(length: number): string {
  return `the length ${Number(length.toPrecision(4))} was reached`
}

// Where the sharpness first differs by the factor from that of the point, among places with growing distance from it.
function contrastEnd(
  point: ZeroLossPoint,
  places: readonly { s: number; w: Float64Array }[],
  last: number,
): { s: number; says: string } | undefined {
  const most = Math.log(contrast)
  let before = { s: 0, change: 0 }
  for (const { s, w } of places) {
    if (Math.abs(s) > Math.abs(last)) return undefined
    const change = Math.abs(Math.log(zeroLossPointAt(point.landscape, w).sharpness / point.sharpness))
    if (change >= most) {
      const share = (most - before.change) / (change - before.change)
      const says = `there the sharpness differs by a factor ${contrast} from that at ${point.name}`
      return { s: before.s + share * (s - before.s), says }
    }
    before = { s, change }
  }
  return undefined
}
