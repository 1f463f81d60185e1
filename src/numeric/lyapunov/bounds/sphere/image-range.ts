import { axisOf } from './cube-mesh.js'
import type { Potential } from './potential.js'

/** The most cells and places that are looked at one by one. */
const most = 400

/**
 * Writes into `out` bounds of the slopes along each coordinate of a face in all cells that meet the box [low, high] of the
 * face, least and largest in turn.
 */
export function slopeRange(
  { mesh, values, slopes }: Potential,
  face: number,
  low: Float64Array,
  high: Float64Array,
  out: Float64Array,
): void {
  const { cells, strides, perFace, corners } = mesh
  const axes = strides.length
  let count = 1
  for (let k = 0; k < axes; k++) count *= cellAt(high[k]!, cells) - cellAt(low[k]!, cells) + 1
  if (!(count <= most)) {
    out.set(slopes)
    return
  }
  for (let k = 0; k < axes; k++) {
    out[2 * k] = Infinity
    out[2 * k + 1] = -Infinity
  }
  for (let number = 0; number < count; number++) {
    let [base, rest] = [face * perFace, number]
    for (let k = 0; k < axes; k++) {
      const first = cellAt(low[k]!, cells)
      const wide = cellAt(high[k]!, cells) - first + 1
      base += (first + (rest % wide)) * strides[k]!
      rest = Math.floor(rest / wide)
    }
    for (let c = 0; c < corners.length; c++)
      for (let k = 0; k < axes; k++) {
        if (((c >> k) & 1) === 1) continue
        const from = base + corners[c]!
        const slope = ((values[from + strides[k]!]! - values[from]!) * cells) / 2
        if (slope < out[2 * k]!) out[2 * k] = slope
        if (slope > out[2 * k + 1]!) out[2 * k + 1] = slope
      }
  }
}

function cellAt(place: number, cells: number): number {
  return Math.max(0, Math.min(cells - 1, Math.floor(((place + 1) * cells) / 2)))
}

/** Widens `out` = [least, largest] to the values at the nodes of all cells that meet a box of a face; false for too many. */
export function widenToBox(
  { mesh, values }: Potential,
  face: number,
  low: Float64Array,
  high: Float64Array,
  out: Float64Array,
): boolean {
  const { cells, strides, perFace } = mesh
  const axes = strides.length
  let count = 1
  for (let k = 0; k < axes; k++) count *= cellAt(high[k]!, cells) - cellAt(low[k]!, cells) + 2
  if (!(count <= most)) return false
  for (let number = 0; number < count; number++) {
    let [node, rest] = [face * perFace, number]
    for (let k = 0; k < axes; k++) {
      const first = cellAt(low[k]!, cells)
      const wide = cellAt(high[k]!, cells) - first + 2
      node += (first + (rest % wide)) * strides[k]!
      rest = Math.floor(rest / wide)
    }
    const x = values[node]!
    if (x < out[0]!) out[0] = x
    if (x > out[1]!) out[1] = x
  }
  return true
}

/**
 * Bounds of ψ over the directions wᵢ ± reachᵢ, whichever faces they are on, into `out`. They are not sharper than the cells
 * of the mesh.
 */
export function valueRange(psi: Potential, w: Float64Array, reach: Float64Array, out: Float64Array): void {
  const n = w.length
  const [low, high] = [new Float64Array(n - 1), new Float64Array(n - 1)]
  let largest = 0
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(w[i]!) - reach[i]!)
  out[0] = Infinity
  out[1] = -Infinity
  let known = largest > 0
  for (let face = 0; known && face < n; face++) {
    const [size, around] = [Math.abs(w[face]!), reach[face]!]
    if (size + around < largest) continue
    const nearest = Math.max(size - around, 0)
    if (!(nearest > 0)) known = false
    for (let k = 0; known && k < n - 1; k++) {
      const j = axisOf(face, k)
      const middle = w[j]! / w[face]!
      const spread = ((reach[j]! + Math.abs(middle) * around) / nearest) * (1 + 2 ** -40) + 2 ** -45
      low[k] = Math.max(-1, middle - spread)
      high[k] = Math.min(1, middle + spread)
    }
    known = known && widenToBox(psi, face, low, high, out)
  }
  if (!known) out.set(psi.range)
}
