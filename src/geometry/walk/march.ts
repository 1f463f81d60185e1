import { type Budget, spent } from '../../base/budget.js'
import { toText } from '../../expression/index.js'
import { dot, norm } from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import type { Landscape } from '../landscape.js'
import { beyond, type Box } from './box.js'
import { bend, type Frame, frameAt, smallestSlope } from './frame.js'
import { keepsOrientation } from './orientation.js'
import { retract } from './retraction.js'

/** A place on a curve. */
export interface CurvePlace {
  readonly frame: Frame
  /** Unit tangent in the direction of travel, length d. */
  readonly direction: Float64Array
}

/** Why a curve was not followed further. */
export interface CurveEnd {
  readonly reason: 'closed' | 'box' | 'singular' | 'length' | 'points' | 'budget' | 'stuck'
  readonly says: string
}

export interface MarchLimits {
  readonly box: Box
  /** Radians by which the tangent may turn in a step, about. */
  readonly turning: number
  readonly maxStep: number
  readonly maxLength: number
  readonly maxPoints: number
  readonly budget: Budget
}

export interface March {
  /** Without the start; with it again at the end of a closed curve. */
  readonly places: readonly CurvePlace[]
  readonly end: CurveEnd
  readonly rejected: number
}

/** Follows a one-dimensional set from a place on it until something ends it. */
export function march(landscape: Landscape, start: CurvePlace, limits: MarchLimits): March {
  const places: CurvePlace[] = []
  let [here, step, length, rejected] = [start, limits.maxStep, 0, 0]
  const ended = (reason: CurveEnd['reason'], says: string): March => ({
    places,
    end: { reason, says },
    rejected,
  })
  for (;;) {
    const scale = 1 + norm(here.frame.coordinates)
    const drop = distanceToDrop(landscape, here)
    if (drop <= 1e-6 * scale) return ended('singular', singularText(landscape, here, drop))
    if (length >= limits.maxLength) return ended('length', `the length ${limits.maxLength} was reached`)
    if (places.length >= limits.maxPoints) return ended('points', `${limits.maxPoints} points were reached`)
    if (spent(limits.budget)) return ended('budget', 'the time given was over')
    const bendHere = norm(bend(landscape, here.frame, here.direction, here.direction))
    step = Math.min(step, limits.maxStep, drop / 2, limits.turning / bendHere, limits.maxLength - length)
    if (places.length > 1 && returns(landscape, start, here, step)) {
      places.push(start)
      return ended('closed', 'it closes')
    }
    let next = advance(landscape, here, step, limits)
    while (next === undefined && step > 1e-12 * scale) {
      rejected++
      step /= 2
      next = advance(landscape, here, step, limits)
    }
    if (next === undefined) return ended('stuck', `no step from ${coordinatesText(landscape.model, here.frame.coordinates)} stays on the set`) // prettier-ignore
    const over = beyond(limits.box, next.frame.coordinates)
    if (over.distance > 0) {
      const last = onBoundary(landscape, here, step, limits)
      if (last !== undefined) places.push(last)
      return ended('box', boundaryText(landscape, (last ?? here).frame, limits.box))
    }
    length += separation(next.frame, here.frame)
    places.push(next)
    here = next
    step *= 1.5
  }
}

function boundaryText({ model }: Landscape, { coordinates }: Frame, box: Box): string {
  const { coordinate } = beyond(box, coordinates)
  return `it leaves the box at ${toText(model.symbols[coordinate]!)} = ${Number(coordinates[coordinate]!.toPrecision(8))}`
}

// How far ahead the smallest singular value would reach 0 if it went on as here; infinite where it grows.
function distanceToDrop(landscape: Landscape, { frame, direction }: CurvePlace): number {
  const slope = smallestSlope(landscape, frame, direction)
  return slope < 0 ? -1 / slope : Infinity
}

function singularText(landscape: Landscape, { frame, direction }: CurvePlace, distance: number): string {
  const there = frame.coordinates.map((x, i) => x + distance * direction[i]!)
  // The estimate of the place is no better than the distance at which the walk stops.
  const unit = 10 ** Math.ceil(Math.log10(1e-5 * (1 + norm(there))))
  const rounded = there.map((x) => Math.round(x / unit) * unit)
  return `the rank drops near ${coordinatesText(landscape.model, rounded)}: a singular point of the set`
}

// The place a step ahead, when it is clearly on the same branch.
function advance(
  landscape: Landscape,
  { frame, direction }: CurvePlace,
  step: number,
  { turning }: MarchLimits,
): CurvePlace | undefined {
  const arrived = retract(landscape, frame, direction.map((x) => x * step)) // prettier-ignore
  if (arrived.outcome === 'refused') return undefined
  const next = frameAt(landscape, arrived.coordinates)
  if (!next.clear || next.rank !== frame.rank) return undefined
  const t = next.tangent.data
  const cosine = dot(t, direction)
  if (Math.abs(cosine) < Math.cos(Math.min(2 * turning, 1.5))) return undefined
  if (landscape.hasResiduals && !keepsOrientation(landscape, frame, next)) return undefined
  return { frame: next, direction: t.map((x) => (cosine < 0 ? -x : x)) }
}

// Whether the start of the march lies ahead within the step, on this branch.
function returns(landscape: Landscape, start: CurvePlace, here: CurvePlace, step: number): boolean {
  const gap = start.frame.coordinates.map((x, i) => x - here.frame.coordinates[i]!)
  const ahead = dot(gap, here.direction)
  if (!(ahead > 0 && ahead <= step * (1 + 1e-9)) || norm(gap) > 2 * ahead) return false
  if (dot(start.direction, here.direction) <= 0) return false
  const arrived = retract(landscape, here.frame, here.direction.map((x) => x * ahead)) // prettier-ignore
  if (arrived.outcome === 'refused') return false
  const miss = norm(arrived.coordinates.map((x, i) => x - start.frame.coordinates[i]!))
  return miss <= 1e-9 * (1 + norm(start.frame.coordinates))
}

// The place within the step where the boundary is met, enclosed by false position (Illinois); nothing when that is where
// the step begins.
function onBoundary(
  landscape: Landscape,
  here: CurvePlace,
  step: number,
  limits: MarchLimits,
): CurvePlace | undefined {
  const over = (length: number): number => {
    const arrived = retract(landscape, here.frame, here.direction.map((x) => x * length)) // prettier-ignore
    return arrived.outcome === 'refused' ? Infinity : beyond(limits.box, arrived.coordinates).distance
  }
  let [inside, outside] = [0, step]
  let [under, above] = [beyond(limits.box, here.frame.coordinates).distance, over(step)]
  const enough = 1e-15 * (1 + norm(here.frame.coordinates))
  for (let i = 0; i < 60 && outside - inside > enough; i++) {
    const share = above === Infinity || under === 0 ? 0.5 : under / (under - above)
    const middle = inside + share * (outside - inside)
    const value = over(middle)
    if (value > 0) {
      ;[outside, above] = [middle, value]
      under /= 2
    } else {
      ;[inside, under] = [middle, value]
      above /= 2
      if (-value <= enough) break
    }
  }
  return inside === 0 ? undefined : advance(landscape, here, inside, limits)
}

export function separation(a: Frame, b: Frame): number {
  return norm(a.coordinates.map((x, i) => x - b.coordinates[i]!))
}
