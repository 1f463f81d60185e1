import { column, identity, multiplyVector, norm, trace } from '../numeric/index.js'
import type { Landscape } from './landscape.js'
import type { ZeroLossPoint } from './point.js'

/**
 * The length over which tr ∇²L changes by its own size, 2 tr H / |∇ tr H|, at most |w| (1 at the origin). Scales with the
 * parameters and not with the loss.
 */
export function curvatureLength(landscape: Landscape, w: Float64Array): number {
  const size = norm(w)
  const slope = norm(landscape.thirdContraction(w, identity(w.length)))
  const length = slope > 0 ? (2 * trace(landscape.hessian(w))) / slope : Infinity
  return Math.min(length, size > 0 ? size : 1)
}

// Closer than this, relative to 1 + |w|, rounding hides what the loss does.
const nearest = 1e-7

/**
 * How far along the normal eigenvectors the gradient is linear to one per cent, ∇L(y + hn) ≈ hλn: the region in which the
 * second derivative decides. At most a thousandth of the curvature length. Nothing when it is not even linear at
 * 10⁻⁷(1 + |w|): then the minimum is not quadratic across the set, or a kink is that close.
 */
export function linearReach(point: ZeroLossPoint): number | undefined {
  const { landscape, coordinates, normal } = point
  const normals = Array.from({ length: normal.columns }, (_, k) => column(normal, k))
  const largest = 1e-3 * curvatureLength(landscape, coordinates)
  // From near to far: beyond a kink the gradient can look linear again.
  let reach: number | undefined
  for (let step = nearest * (1 + norm(coordinates)); ; step *= 2) {
    const tried = Math.min(step, largest)
    if (!normals.every((direction) => isLinear(point, direction, tried))) return reach
    reach = tried
    if (tried === largest) return reach
  }
}

function isLinear(
  { landscape, coordinates, hessian }: ZeroLossPoint,
  direction: Float64Array,
  reach: number,
): boolean {
  return [reach, -reach].every((step) => {
    const gradient = landscape.gradient(coordinates.map((x, i) => x + step * direction[i]!))
    const expected = multiplyVector(hessian, direction).map((x) => step * x)
    return norm(gradient.map((x, i) => x - expected[i]!)) <= 0.01 * norm(expected)
  })
}
