import type { RandomStream } from '../../numeric/index.js'

/**
 * The law of the increments of Brownian motion over a step: `gaussian`, or `three-point`, which is ±√(3h) with probability
 * 1/6 each and 0 otherwise. It shares its moments up to the fifth with the Gaussian one, which is enough for weak order one
 * (and two), and it is bounded.
 */
export type IncrementLaw = 'gaussian' | 'three-point'

/** Fills a vector with increments over the time h, for the Gaussian law as sums of `pieces` shorter ones. */
export function incrementsOf(
  law: IncrementLaw,
  pieces: number,
  random: RandomStream,
  h: number,
): (out: Float64Array) => void {
  if (!(Number.isInteger(pieces) && pieces >= 1) || (law === 'three-point' && pieces !== 1))
    throw new RangeError(`increments of the ${law} law in ${pieces} pieces`)
  if (law === 'three-point') {
    const size = Math.sqrt(3 * h)
    return (out) => {
      for (let i = 0; i < out.length; i++) {
        const face = random.integer(6)
        out[i] = face === 0 ? size : face === 1 ? -size : 0
      }
    }
  }
  const size = Math.sqrt(h / pieces)
  let piece = new Float64Array(0)
  return (out) => {
    if (piece.length !== out.length) piece = new Float64Array(out.length)
    random.normals(out)
    for (let k = 1; k < pieces; k++) {
      random.normals(piece)
      for (let i = 0; i < out.length; i++) out[i]! += piece[i]!
    }
    for (let i = 0; i < out.length; i++) out[i]! *= size
  }
}
