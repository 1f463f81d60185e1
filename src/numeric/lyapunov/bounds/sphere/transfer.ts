import { axisOf, type CubeMesh, largestEntry } from './cube-mesh.js'
import type { SpaceFactors } from './space-factors.js'

/** What one step does at many places: ψ ↦ φ + Pψ there. */
export interface Transfer {
  readonly places: number
  /** φ at each place. */
  readonly growth: Float64Array
  /** For each place and factor the lowest node of the cell into which it is mapped, and how far into it along each coordinate. */
  readonly base: Int32Array
  readonly shares: Float64Array
}

/** The transfer from places whose direction `at` writes. */
export function transferFrom(
  { size: n, count, entries, probabilities, columns }: SpaceFactors,
  mesh: CubeMesh,
  places: number,
  at: (place: number, out: Float64Array) => void,
): Transfer {
  const { cells, perFace, strides } = mesh
  const growth = new Float64Array(places)
  const [base, shares] = [new Int32Array(places * count), new Float64Array(places * count * (n - 1))]
  const [u, w] = [new Float64Array(n), new Float64Array(n)]
  for (let place = 0, pair = 0; place < places; place++) {
    at(place, u)
    let sum = 0
    for (let i = 0; i < n; i++) sum += u[i]! ** 2
    sum = -Math.log(sum) / 2
    for (let f = 0; f < count; f++, pair++) {
      let [speed, length] = [0, 0]
      for (let i = 0; i < n; i++) {
        let x = 0
        for (let j = 0; j < n; j++) x += entries[(f * n + i) * n + j]! * u[j]!
        w[i] = x
        speed = Math.max(speed, columns[f * n + i]!)
        length += x * x
      }
      // Far less than a cell away from a direction that is mapped to 0 nothing is resolved any more.
      sum += probabilities[f]! * Math.log(Math.max(Math.sqrt(length), (0.01 * speed) / cells, 1e-300))
      const face = largestEntry(w)
      let cell = face * perFace
      for (let k = 0; k < n - 1; k++) {
        const s = w[face] === 0 ? 0 : ((w[axisOf(face, k)]! / w[face]! + 1) * cells) / 2
        const whole = Math.max(0, Math.min(cells - 1, Math.floor(s)))
        cell += whole * strides[k]!
        shares[pair * (n - 1) + k] = s - whole
      }
      base[pair] = cell
    }
    growth[place] = sum
  }
  return { places, growth, base, shares }
}

/** φ + Pψ at the places, for ψ given by its values at the nodes. */
export function carried(
  { growth, base, shares, places }: Transfer,
  { count, probabilities }: SpaceFactors,
  { corners, strides }: CubeMesh,
  values: Float64Array,
  out: Float64Array,
): void {
  const axes = strides.length
  const parts = new Float64Array(corners.length)
  for (let place = 0, pair = 0; place < places; place++) {
    let sum = growth[place]!
    for (let f = 0; f < count; f++, pair++) {
      const from = base[pair]!
      for (let c = 0; c < parts.length; c++) parts[c] = values[from + corners[c]!]!
      for (let k = axes - 1, half = parts.length / 2; k >= 0; k--, half /= 2) {
        const share = shares[pair * axes + k]!
        for (let c = 0; c < half; c++) parts[c]! += share * (parts[c + half]! - parts[c]!)
      }
      sum += probabilities[f]! * parts[0]!
    }
    out[place] = sum
  }
}
