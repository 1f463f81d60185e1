import { type Budget, spent, unlimited } from '../../base/budget.js'
import { ProblemError } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import { dot, multiplyTransposed, multiplyVector, norm } from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { geodesic } from './geodesic.js'

const mostTries = 60

/**
 * The initial velocity, of length d, with which the geodesic from one point of the set is at another after unit time. Found
 * by shooting with Broyden's updates, from the projected chord on.
 *
 * @throws `no-convergence` when no geodesic was found: the points may be too far apart, or on different parts of the set
 */
export function geodesicBetween(
  landscape: Landscape,
  from: ZeroLossPoint,
  to: ZeroLossPoint,
  budget: Budget = unlimited,
): Float64Array {
  const { tangent } = from
  const m = tangent.columns
  const chord = to.coordinates.map((x, i) => x - from.coordinates[i]!)
  const longest = Math.max(norm(chord) / 2, 1e-12)
  const enough = 1e-8 * (1 + norm(to.coordinates))
  const shoot = (c: Float64Array): Float64Array | undefined => {
    try {
      const end = geodesic(landscape, from, multiplyVector(tangent, c), { accuracy: 1e-9, budget })
      return end.coordinates.map((x, i) => x - to.coordinates[i]!)
    } catch (error) {
      if (error instanceof ProblemError) return undefined
      throw error
    }
  }
  let c: Float64Array = multiplyTransposed(tangent, chord)
  // The inverse of the derivative of what is missed in the tangent space, updated as we go.
  const inverse = Array.from({ length: m }, (_, i) => Float64Array.from({ length: m }, (_, j) => (i === j ? 1 : 0)))
  let before: { c: Float64Array; missed: Float64Array } | undefined
  let nearest = Infinity
  for (let attempt = 0; attempt < mostTries && !spent(budget); attempt++) {
    const gap = shoot(c)
    if (gap === undefined) {
      // The set ends on the way: not so far.
      c = before === undefined ? c.map((x) => x / 2) : c.map((x, i) => (x + before!.c[i]!) / 2)
      continue
    }
    nearest = Math.min(nearest, norm(gap))
    if (norm(gap) <= enough) return multiplyVector(tangent, c)
    const missed = multiplyTransposed(tangent, gap)
    if (before !== undefined) update(inverse, c.map((x, i) => x - before!.c[i]!), missed.map((x, i) => x - before!.missed[i]!)) // prettier-ignore
    before = { c, missed }
    const step = Float64Array.from(inverse, (row) => -dot(row, missed))
    const factor = Math.min(1, longest / Math.max(norm(step), Number.MIN_VALUE))
    c = c.map((x, i) => x + factor * step[i]!)
  }
  throw failure('no-convergence', {
    what: 'the geodesic between the two points',
    tried: `${mostTries} initial directions from ${coordinatesText(landscape.model, from.coordinates)}`,
    reached: `a distance of ${nearest.toPrecision(3)} from ${coordinatesText(landscape.model, to.coordinates)}`,
    suggest:
      'Choose a nearer point: they may lie on parts of the set that are not connected, or be too far apart.',
  })
}

// Broyden's good update of an inverse: H += (dc − H dg)(dcᵀH)/(dcᵀH dg).
function update(inverse: Float64Array[], dc: Float64Array, dg: Float64Array): void {
  const image = Float64Array.from(inverse, (row) => dot(row, dg))
  const scale = dot(dc, image)
  if (!(Math.abs(scale) > 1e-12 * dot(dc, dc))) return
  const left = Float64Array.from(dc, (_, j) => dc.reduce((sum, x, i) => sum + x * inverse[i]![j]!, 0))
  inverse.forEach((row, i) => {
    const lack = (dc[i]! - image[i]!) / scale
    for (let j = 0; j < row.length; j++) row[j]! += lack * left[j]!
  })
}
