import { axisOf, largestEntry, valueAt } from './cube-mesh.js'
import { slopeRange, valueRange } from './image-range.js'
import type { Potential } from './potential.js'
import type { SpaceFactors } from './space-factors.js'

/** How ψ(Au) varies over a box of directions u. */
export interface ImageBounds {
  /** ψ in the middle and where |w_q| is least for it. */
  middle: number
  nearest: number
  /** Bounds of the derivative along each coordinate of the box, without rounding. */
  readonly least: Float64Array
  readonly most: Float64Array
  /** Bounds of ψ itself, which are meant where `bySlopes` is false. */
  readonly ends: Float64Array
  bySlopes: boolean
}

/** Of the image of factor `f`, w in the middle, wᵢ within `reach` of it, of a box of a face with sides `half` to each side. */
export type ImageOfBox = (f: number, face: number, half: Float64Array, w: Float64Array, reach: Float64Array, out: ImageBounds) => void // prettier-ignore

/*
 * While the image is on face q, with z = w/w_q and columns aₖ of A,
 *
 *     ∂ψ(z)/∂uₖ = Σⱼ (slope of ψ along j)·(aⱼₖ − zⱼa_qₖ)/w_q.
 *
 * ψ is continuous and has one such slope in each cell, so that ψ in the middle and bounds of this over all cells of all faces
 * that the image meets enclose it. On one face alone zⱼ may be taken in the middle: zⱼ(δ) − zⱼ = Σₖ (aⱼₖ − zⱼa_qₖ)δₖ/w_q(δ).
 */
export function imagesOfBoxes({ size: n, entries }: SpaceFactors, psi: Potential): ImageOfBox {
  const axes = n - 1
  const [place, low, high] = [new Float64Array(axes), new Float64Array(axes), new Float64Array(axes)]
  const slopes = new Float64Array(2 * axes)
  const parts = new Float64Array(psi.mesh.corners.length)
  const whole = psi.range[1] - psi.range[0]

  return (f, face, half, w, reach, out) => {
    const q = largestEntry(w)
    let largest = 0
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(w[i]!) - reach[i]!)
    for (let j = 0; j < axes; j++) place[j] = Math.max(-1, Math.min(1, w[axisOf(q, j)]! / w[q]!))
    out.middle = valueAt(psi.mesh, psi.values, q, place, parts)
    out.nearest = largest
    out.least.fill(Infinity)
    out.most.fill(-Infinity)
    let faces = 0
    let known = largest > 0
    for (let r = 0; r < n; r++) if (Math.abs(w[r]!) + reach[r]! >= largest) faces++
    for (let r = 0; known && r < n; r++) {
      if (Math.abs(w[r]!) + reach[r]! < largest) continue
      // On both sides of the face at once nothing is known.
      known = Math.abs(w[r]!) > reach[r]!
      if (known) widen(f, r, faces === 1)
    }
    let effect = 0
    for (let k = 0; k < axes; k++) effect += half[k]! * Math.max(-out.least[k]!, out.most[k]!)
    out.bySlopes = known && effect < whole
    if (out.bySlopes) return
    valueRange(psi, w, reach, out.ends)

    function widen(factor: number, r: number, alone: boolean): void {
      const size = Math.abs(w[r]!)
      const nearest = Math.max(largest, size - reach[r]!)
      const farthest = size + reach[r]!
      const pivots = (factor * n + r) * n
      for (let j = 0; j < axes; j++) {
        const row = (factor * n + axisOf(r, j)) * n
        const z = w[axisOf(r, j)]! / w[r]!
        let spread = reach[n]!
        for (let k = 0; k < axes; k++) {
          const column = axisOf(face, k)
          spread += Math.abs(entries[row + column]! - z * entries[pivots + column]!) * half[k]!
        }
        spread = (spread * (1 + 2 ** -30)) / Math.max(size - reach[r]!, 2 ** -1000) + 2 ** -45
        low[j] = Math.max(-1, z - spread)
        high[j] = Math.min(1, z + spread)
      }
      slopeRange(psi, r, low, high, slopes)
      for (let k = 0; k < axes; k++) {
        const column = axisOf(face, k)
        const pivot = entries[pivots + column]!
        let [a, b] = [0, 0]
        for (let j = 0; j < axes; j++) {
          const entry = entries[(factor * n + axisOf(r, j)) * n + column]!
          const [first, last] = alone ? [place[j]!, place[j]!] : [low[j]!, high[j]!]
          const [x, y] = [entry - first * pivot, entry - last * pivot]
          const [s, t] = [slopes[2 * j]!, slopes[2 * j + 1]!]
          a += Math.min(s * x, s * y, t * x, t * y)
          b += Math.max(s * x, s * y, t * x, t * y)
        }
        if (w[r]! < 0) [a, b] = [-b, -a]
        out.least[k] = Math.min(out.least[k]!, a / (a < 0 ? nearest : farthest))
        out.most[k] = Math.max(out.most[k]!, b / (b < 0 ? farthest : nearest))
      }
    }
  }
}

export const imageBounds = (axes: number): ImageBounds => ({
  middle: 0,
  nearest: 0,
  least: new Float64Array(axes),
  most: new Float64Array(axes),
  ends: new Float64Array(2),
  bySlopes: false,
})
