import { imageAngle, type PlaneFactor, wrapped } from './plane-factor.js'

/** A cone of directions in the plane: all within `halfWidth` < π/2 of the angle `centre`. */
export interface Cone {
  readonly centre: number
  readonly halfWidth: number
}

/**
 * The narrowest cone found that every factor maps into itself up to sign; nothing when none is found. Candidates hold all
 * attracting directions and leave one gap between neighbouring ones open; images are joined until nothing grows. That a
 * map with an eigenvector outside keeps a cone if it keeps its two edges is what makes the check complete.
 */
export function commonCone(factors: readonly PlaneFactor[]): Cone | undefined {
  const turning = factors.filter(({ large, small }) => Math.abs(large - small) > 1e-14 * Math.abs(large))
  const isNeutral = ({ large, small }: PlaneFactor) => Math.abs(large + small) <= 1e-12 * Math.abs(large)
  const attracting = turning
    .filter((factor) => !isNeutral(factor))
    .map(({ direction }) => wrapped(direction))
    .sort((x, y) => x - y)
  if (attracting.length === 0 || factors.some(({ large }) => large === 0)) return undefined
  const cones = attracting.flatMap((end, i) => {
    const start = i + 1 < attracting.length ? attracting[i + 1]! : attracting[0]! + Math.PI
    const length = Math.PI - (start - end)
    return invariant(turning, { centre: start + length / 2, halfWidth: length / 2 }) ?? []
  })
  return cones.sort((x, y) => x.halfWidth - y.halfWidth)[0]
}

function invariant(factors: readonly PlaneFactor[], candidate: Cone): Cone | undefined {
  let [low, high] = [candidate.centre - candidate.halfWidth, candidate.centre + candidate.halfWidth]
  for (let round = 0; round < 200; round++) {
    const [from, to, middle] = [low, high, (low + high) / 2]
    if (!(to - from < Math.PI * (1 - 1e-9))) return undefined
    for (const factor of factors) {
      if (!hasFixedOutside(factor, middle, (to - from) / 2)) return undefined
      for (const edge of [from, to]) {
        const place = middle + wrapped(imageAngle(factor, edge) - middle)
        low = Math.min(low, place)
        high = Math.max(high, place)
      }
    }
    if (from - low <= 1e-15 && high - to <= 1e-15)
      return { centre: middle, halfWidth: Math.max((to - from) / 2, 1e-6) }
  }
  return undefined
}

/** The repelling direction, or that which is sent to 0; for a reflection one of its two fixed directions is enough. */
function hasFixedOutside(
  { large, small, direction }: PlaneFactor,
  centre: number,
  halfWidth: number,
): boolean {
  const outside = (angle: number) => Math.abs(wrapped(angle - centre)) > halfWidth + 1e-12
  const isNeutral = Math.abs(large + small) <= 1e-12 * Math.abs(large)
  return outside(direction + Math.PI / 2) || (isNeutral && outside(direction))
}
