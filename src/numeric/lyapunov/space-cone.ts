import { symmetricEigen } from '../linear-algebra.js'
import { column, frobeniusNorm, matrix, type Matrix, multiply, scale, subtract } from '../matrix.js'
import { stream } from '../random.js'
import type { RandomFactors } from './batch-law.js'
import { slowestDirection } from './slowest-direction.js'
import { convexHull, outside, type Point } from './convex-hull.js'

/**
 * A cone of directions of space that every factor maps into itself up to sign: all (centre + x · first + y · second) with
 * (x, y) in a convex polygon. The three vectors are orthonormal; x and y are along the axes of the polygon.
 */
export interface SpaceCone {
  readonly centre: Float64Array
  readonly first: Float64Array
  readonly second: Float64Array
  /** Counter-clockwise. */
  readonly polygon: readonly Point[]
}

/**
 * The smallest common cone, or nothing: directions that a long product leads to are seen from the middle of them, and images
 * are joined to their convex hull until it does not grow any more. Nothing when it reaches a right angle from there, when
 * a factor turns a part of it away, when it has more than 120 corners, or no interior.
 */
export function commonSpaceCone(given: RandomFactors): SpaceCone | undefined {
  const { factors, dimension } = given
  if (dimension !== 3 || factors.length > mostFactors) return undefined
  const visited = orbit(given)
  const frame = visited && frameOf(visited)
  if (visited === undefined || frame === undefined) return undefined
  const start = convexHull(visited.map((v) => seen(frame, v)))
  // Where factors keep directions, corners are reached only by endless words.
  const corners = endlessWords(factors).flatMap(({ data }) =>
    start.flatMap(([x, y]) => {
      const image = applied(data, raised(frame, x, y))
      return Math.abs(inner(image, frame[0])) > 1e-3 * Math.hypot(...image) ? [seen(frame, image)] : []
    }),
  )
  let polygon = convexHull([...start, ...corners])
  for (let round = 0; round < mostRounds; round++) {
    const added = imagesOf(polygon, frame, factors)
    if (added === undefined) return undefined
    if (outside(polygon, added) <= 1e-11) return aligned(frame, polygon)
    polygon = convexHull([...polygon, ...added])
    if (polygon.some(([x, y]) => Math.hypot(x, y) > 1e3)) return undefined
    if (polygon.length > mostVertices) return undefined
  }
  return undefined
}

/** The images of corners under all factors; nothing when a factor turns one of them away or sends corners both ways. */
function imagesOf(polygon: readonly Point[], frame: Frame, factors: readonly Matrix[]): Point[] | undefined {
  const images: Point[] = []
  for (const { data } of factors) {
    let sign = 0
    for (const [x, y] of polygon) {
      const image = applied(data, raised(frame, x, y))
      const height = inner(image, frame[0])
      if (!(Math.abs(height) > 1e-6 * Math.hypot(...image)) || sign * height < 0) return undefined
      sign = Math.sign(height)
      images.push(seen(frame, image))
    }
  }
  return images
}

const [mostFactors, mostRounds, mostVertices] = [64, 2000, 120]

type Frame = readonly [centre: Float64Array, first: Float64Array, second: Float64Array]

/** Powers of words of up to two factors that have settled, of norm 1. */
function endlessWords(factors: readonly Matrix[]): Matrix[] {
  const most = factors.slice(0, 12)
  const words = [...most, ...most.flatMap((a) => most.map((b) => multiply(a, b)))]
  return words.flatMap((word) => {
    let power = scale(word, 1 / frobeniusNorm(word))
    for (let squared = 0; squared < 40; squared++) {
      const next = multiply(power, power)
      const size = frobeniusNorm(next)
      if (!(size > 1e-9)) return []
      const unit = scale(next, 1 / size)
      // Beyond, rounding would tell equal eigenvalues apart.
      if (frobeniusNorm(subtract(unit, power)) <= 1e-10) return [unit]
      power = unit
    }
    return []
  })
}

/** Directions along a product, after it has forgotten where it began, up to sign. */
function orbit(given: RandomFactors): Float64Array[] | undefined {
  const { factors, probabilities } = given
  const random = stream(1, 'common cone', 0)
  let v = slowestDirection(given)
  const visited: Float64Array[] = []
  for (let step = -200; step < 200; step++) {
    let rest = random.uniform()
    const chosen = probabilities.findIndex((p) => (rest -= p) < 0)
    const image = applied(factors[Math.max(0, chosen)]!.data, v)
    const size = Math.hypot(...image)
    if (!(size > 0)) return undefined
    v = image.map((x) => x / size)
    if (step >= 0) visited.push(v)
  }
  return visited
}

/** The middle of directions, and two vectors at right angles to it; nothing when the directions are too far apart. */
function frameOf(directions: readonly Float64Array[]): Frame | undefined {
  let axis = spread(directions).at(-1)!
  for (let round = 0; round < 3; round++) {
    const sum = new Float64Array(3)
    for (const v of directions) {
      const sign = Math.sign(inner(v, axis))
      for (let i = 0; i < 3; i++) sum[i]! += sign * v[i]!
    }
    const size = Math.hypot(...sum)
    axis = sum.map((x) => x / size)
  }
  if (directions.some((v) => Math.abs(inner(v, axis)) < 0.02)) return undefined
  const [first, second] = complement(axis)
  return [axis, first, second]
}

/** The principal axes of vectors, by ascending variance. */
function spread(vectors: readonly Float64Array[]): Float64Array[] {
  const moments = matrix(3, 3)
  for (const v of vectors) for (let i = 0; i < 9; i++) moments.data[i]! += v[Math.floor(i / 3)]! * v[i % 3]!
  const { vectors: axes } = symmetricEigen(moments)
  return [0, 1, 2].map((j) => column(axes, j))
}

function complement(axis: Float64Array): [Float64Array, Float64Array] {
  const least = [0, 1, 2].reduce((a, b) => (Math.abs(axis[b]!) < Math.abs(axis[a]!) ? b : a))
  const first = axis.map((x, i) => (i === least ? 1 : 0) - axis[least]! * x)
  const size = Math.hypot(...first)
  const unit = first.map((x) => x / size)
  const [a, b, c] = axis as unknown as [number, number, number]
  const [x, y, z] = unit as unknown as [number, number, number]
  return [unit, Float64Array.of(b * z - c * y, c * x - a * z, a * y - b * x)]
}

/** With the two vectors turned along the axes of the polygon. */
function aligned([centre, first, second]: Frame, polygon: readonly Point[]): SpaceCone | undefined {
  const middle = [0, 1].map((i) => polygon.reduce((sum, point) => sum + point[i]!, 0) / polygon.length)
  let [xx, xy, yy] = [0, 0, 0]
  for (const [x, y] of polygon) {
    xx += (x - middle[0]!) ** 2
    xy += (x - middle[0]!) * (y - middle[1]!)
    yy += (y - middle[1]!) ** 2
  }
  if (!(polygon.length >= 3 && xx * yy - xy * xy > 1e-16 * (xx + yy) ** 2)) return undefined
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return {
    centre,
    first: first.map((x, i) => c * x + s * second[i]!),
    second: first.map((x, i) => c * second[i]! - s * x),
    polygon: polygon.map(([x, y]) => [c * x + s * y, c * y - s * x]),
  }
}

function seen([centre, first, second]: Frame, v: Float64Array): Point {
  const height = inner(v, centre)
  return [inner(v, first) / height, inner(v, second) / height]
}

function raised([centre, first, second]: Frame, x: number, y: number): Float64Array {
  return centre.map((c, i) => c + x * first[i]! + y * second[i]!)
}

function applied(data: Float64Array, v: Float64Array): Float64Array {
  return v.map((_x, i) => data[3 * i]! * v[0]! + data[3 * i + 1]! * v[1]! + data[3 * i + 2]! * v[2]!)
}

function inner(a: Float64Array, b: Float64Array): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!
}
