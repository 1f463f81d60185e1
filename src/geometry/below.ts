import { column, norm } from '../numeric/index.js'
import { type Below, belowZero } from './slope.js'
import type { ZeroLossPoint } from './point.js'

// Decompositions of larger models are dear, and so is interval arithmetic on them.
const most = 40
// Relative to 1 + |w|. What is below 0 at all of these lengths is so at any length.
const lengths = [1e-2, 3e-3, 1e-3]

/**
 * A place near a point of level 0 where a plain loss is negative, along one of the point's normal or tangent directions and
 * at each of three lengths: then 0 is not the least value nearby. Nothing where none was found, and for sums of squares.
 */
export function belowNearby(point: ZeroLossPoint): Below | undefined {
  const { landscape, coordinates, normal, tangent } = point
  if (landscape.hasResiduals || landscape.dimension > most) return undefined
  const scale = 1 + norm(coordinates)
  for (const basis of [normal, tangent])
    for (let k = 0; k < basis.columns; k++)
      for (const sign of [1, -1]) {
        const direction = column(basis, k)
        const at = (length: number) => coordinates.map((x, i) => x + sign * length * scale * direction[i]!)
        const found = lengths.map((length) => belowZero(landscape, at(length), length * scale))
        const [first, last] = [found[0]?.loss ?? 0, found.at(-1)?.loss ?? 0]
        // Rounding does not grow with the distance.
        if (found.every((one) => one !== undefined) && first < 3 * last) return found.at(-1)
      }
  return undefined
}
