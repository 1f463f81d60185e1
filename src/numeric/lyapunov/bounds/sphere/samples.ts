import { axisOf, cellMiddle, cellOf, type CubeMesh, lowestNode, type Place } from './cube-mesh.js'
import type { SpaceFactors } from './space-factors.js'
import { type Transfer, transferFrom } from './transfer.js'

/** Places between the nodes: the same ones in every cell, then others. */
export interface Samples {
  readonly transfer: Transfer
  /** For each place the lowest node of its cell. */
  readonly base: Int32Array
  /** For each place the shares of the corners of its cell in the value there. */
  readonly shares: Float64Array
}

export function samplesOf(factors: SpaceFactors, mesh: CubeMesh, along: number, others: readonly Place[]): Samples {
  const { cells, corners, size } = mesh
  const axes = size - 1
  const perFace = cells ** axes
  const perCell = along ** axes
  const regular = size * perFace * perCell
  const places = regular + others.length
  const [base, shares] = [new Int32Array(places), new Float64Array(places * corners.length)]
  const middle = new Float64Array(axes)
  const offset = new Float64Array(axes)
  const transfer = transferFrom(factors, mesh, places, (place, u) => {
    const other = others[place - regular]
    const cell = other === undefined ? Math.floor(place / perCell) : cellOf(mesh, other)
    const face = Math.floor(cell / perFace)
    cellMiddle(mesh, cell, middle)
    u[face] = 1
    for (let k = 0; k < axes; k++) {
      offset[k] =
        other === undefined
          ? (2 * (Math.floor((place % perCell) / along ** k) % along) + 1) / along - 1
          : (other.middle[k]! - middle[k]!) * cells
      u[axisOf(face, k)] = middle[k]! + offset[k]! / cells
    }
    base[place] = lowestNode(mesh, cell)
    for (let c = 0; c < corners.length; c++) {
      let share = 1
      for (let k = 0; k < axes; k++) share *= (1 + ((c >> k) & 1 ? 1 : -1) * offset[k]!) / 2
      shares[place * corners.length + c] = share
    }
  })
  return { transfer, base, shares }
} // prettier-ignore

export interface Compared {
  readonly values: Float64Array
  /** φ + Pψ at the nodes and at the samples. */
  readonly image: Float64Array
  readonly sampled: Float64Array
  /** Written: by how much the image between nodes goes below (above, for a negative sign) the function through the nodes. */
  readonly passed: Float64Array
}

/** The least of sign·F over nodes and samples. */
export function compare(
  { corners }: CubeMesh,
  { base, shares }: Samples,
  { values, image, sampled, passed }: Compared,
  sign: number,
): number {
  passed.fill(0)
  let worst = Infinity
  for (let node = 0; node < values.length; node++)
    worst = Math.min(worst, sign * (image[node]! - values[node]!))
  for (let place = 0; place < sampled.length; place++) {
    let [own, between] = [0, 0]
    for (let c = 0; c < corners.length; c++) {
      const share = shares[place * corners.length + c]!
      own += share * values[base[place]! + corners[c]!]!
      between += share * image[base[place]! + corners[c]!]!
    }
    worst = Math.min(worst, sign * (sampled[place]! - own))
    const below = sign * (between - sampled[place]!)
    if (below > 0)
      for (let c = 0; c < corners.length; c++) {
        const node = base[place]! + corners[c]!
        if (below > passed[node]!) passed[node] = below
      }
  }
  return worst
}
