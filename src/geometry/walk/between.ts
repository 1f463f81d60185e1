import { type Budget, spent, unlimited } from '../../base/budget.js'
import { ProblemError } from '../../base/problem.js'
import { failure } from '../../base/wording.js'
import {
  dot,
  leastSquares,
  type Matrix,
  multiplyTransposed,
  multiplyVector,
  norm,
} from '../../numeric/index.js'
import { coordinatesText } from '../coordinates.js'
import type { Landscape } from '../landscape.js'
import type { ZeroLossPoint } from '../point.js'
import { geodesic } from './geodesic.js'

const mostTries = 60

/**
 * The initial velocity, of length d, with which the geodesic from one point of the set is at another after unit time. Found
 * by shooting with Broyden's method, from the projected chord on.
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
  // The derivative of the end by the initial velocity: that at velocity 0 first, then what the ends tell.
  const derivative = { ...tangent, data: tangent.data.slice() }
  let before: { readonly c: Float64Array; readonly gap: Float64Array } | undefined
  let nearest = Infinity
  for (let attempt = 0; attempt < mostTries && !spent(budget); attempt++) {
    const gap = shoot(c)
    if (gap === undefined) {
      // The set ends on the way: not so far.
      c = c.map((x, i) => (x + (before?.c[i] ?? 0)) / 2)
      continue
    }
    nearest = Math.min(nearest, norm(gap))
    if (norm(gap) <= enough) return multiplyVector(tangent, c)
    if (before !== undefined) update(derivative, difference(c, before.c), difference(gap, before.gap))
    before = { c, gap }
    const step = leastSquares(derivative, gap)
    const factor = Math.min(1, longest / Math.max(norm(step), Number.MIN_VALUE))
    c = c.map((x, i) => x - factor * step[i]!)
  }
  throw failure('no-convergence', {
    what: 'the geodesic between the two points',
    tried: `${mostTries} initial directions from ${coordinatesText(landscape.model, from.coordinates)}`,
    reached: `a distance of ${nearest.toPrecision(3)} from ${coordinatesText(landscape.model, to.coordinates)}`,
    suggest:
      'Choose a nearer point: they may lie on parts of the set that are not connected, or be too far apart.',
  })
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]!)

// Broyden's update of a derivative: J += (dy − J dx) dxᵀ/|dx|².
function update(derivative: Matrix, dx: Float64Array, dy: Float64Array): void {
  const size = dot(dx, dx)
  if (!(size > 0)) return
  const lack = difference(dy, multiplyVector(derivative, dx))
  lack.forEach((x, i) => {
    for (let j = 0; j < dx.length; j++) derivative.data[i * dx.length + j]! += (x * dx[j]!) / size
  })
}
