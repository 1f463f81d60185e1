import { multiplyTransposed, multiplyVector, norm } from '../../numeric/index.js'
import type { Landscape } from '../landscape.js'
import { polish } from '../polish.js'
import { curvatureLength } from '../reach.js'
import { frameAt } from '../walk/index.js'

// In units of the curvature length: what is that close is on the same piece, and how far a step goes.
const near = 0.1
const stride = 0.1
const mostSteps = 400

/**
 * Whether a path on the set from one of its points to another was found, by steps along the set that come nearer. Points on
 * different components never are; on a strongly bent component the path may not be found although there is one.
 */
export function isJoined(landscape: Landscape, rank: number, from: Float64Array, to: Float64Array): boolean {
  let here = from
  let left = norm(from.map((x, i) => to[i]! - x))
  for (let step = 0; step < mostSteps; step++) {
    const length = curvatureLength(landscape, here)
    if (left <= near * length) return true
    const { tangent } = frameAt(landscape, here, rank)
    const way = to.map((x, i) => x - here[i]!)
    const along = multiplyVector(tangent, multiplyTransposed(tangent, way))
    const size = norm(along)
    if (!(size > 0)) return false
    const share = Math.min(1, (stride * length) / size)
    const next = polish(landscape, here.map((x, i) => x + share * along[i]!)) // prettier-ignore
    if (next === undefined) return false
    const distance = norm(next.map((x, i) => to[i]! - x))
    if (!(distance < left - 1e-3 * near * length)) return false
    here = next
    left = distance
  }
  return false
}
