import { type CubeMesh, nodeCount, nodeDirection, type Place, twins } from './cube-mesh.js'
import type { SpaceFactors } from './space-factors.js'
import { compare, samplesOf } from './samples.js'
import { carried, transferFrom } from './transfer.js'

/** A continuous function ψ of the direction by its values at the nodes of a mesh, and what is read off it. */
export interface Potential {
  readonly mesh: CubeMesh
  readonly values: Float64Array
  readonly range: readonly [number, number]
  /** Smallest and largest slope along each coordinate of a face, over all faces. */
  readonly slopes: Float64Array
}

export function potential(mesh: CubeMesh, values: Float64Array): Potential {
  const { cells, strides, perFace } = mesh
  let [low, high] = [Infinity, -Infinity]
  const slopes = new Float64Array(2 * strides.length)
  values.forEach((x, node) => {
    low = Math.min(low, x)
    high = Math.max(high, x)
    strides.forEach((stride, k) => {
      if (Math.floor((node % perFace) / stride) % (cells + 1) === cells) return
      const slope = ((values[node + stride]! - x) * cells) / 2
      if (slope < slopes[2 * k]!) slopes[2 * k] = slope
      if (slope > slopes[2 * k + 1]!) slopes[2 * k + 1] = slope
    })
  })
  return { mesh, values, range: [low, high], slopes }
}

export interface Relaxation {
  readonly sweeps: number
  readonly tolerance: number
  /** From which side λ is to be bounded. */
  readonly side: 'below' | 'above'
  /** Samples along an edge of a cell. */
  readonly samples: number
  /** Further places that are looked at. */
  readonly others: readonly Place[]
}

/**
 * Brings ψ to where F = φ + Pψ − ψ is nearly the same everywhere, or larger (smaller) for the bound from below (above), by
 * ψ ← φ + Pψ ∓ D − λ̂ at the nodes: D is by how much φ + Pψ is passed, in the cells around the node, by the function with the
 * same values at nodes. So ψ keeps below (above) its cusps, which are of all scales where a factor nearly maps a direction to
 * 0; that costs as much as such directions are rarely met instead of as much as cusps are deep.
 *
 * Also tells the least (largest) F that was met. Nothing depends on how well this succeeds but the sharpness of what is
 * certified afterwards.
 */
export function relaxed(
  factors: SpaceFactors,
  mesh: CubeMesh,
  start: Float64Array,
  { sweeps, tolerance, side, samples, others }: Relaxation,
): { readonly potential: Potential; readonly bound: number } {
  const nodes = nodeCount(mesh)
  const sign = side === 'below' ? 1 : -1
  const atNodes = transferFrom(factors, mesh, nodes, (node, u) => nodeDirection(mesh, node, u))
  const twin = twins(mesh)
  const within = samplesOf(factors, mesh, samples, others)
  const [image, sampled] = [new Float64Array(nodes), new Float64Array(within.transfer.places)]
  const [passed, values] = [new Float64Array(nodes), start.slice()]
  for (let node = 0; node < nodes; node++) values[node] = values[twin[node]!]!
  let best: { values: Float64Array; bound: number } = { values: values.slice(), bound: -Infinity }
  for (let sweep = 0; sweep <= sweeps; sweep++) {
    carried(atNodes, factors, mesh, values, image)
    carried(within.transfer, factors, mesh, values, sampled)
    const worst = compare(mesh, within, { values, image, sampled, passed }, sign)
    if (!(worst <= best.bound)) best = { values: values.slice(), bound: worst }
    // What is the same direction on two faces has one value.
    for (let node = 0; node < nodes; node++)
      passed[twin[node]!] = Math.max(passed[twin[node]!]!, passed[node]!)
    let [low, high, mean] = [Infinity, -Infinity, 0]
    for (let node = 0; node < nodes; node++) {
      image[node] = image[twin[node]!]! - (twin[node] === node ? sign * passed[node]! : 0)
      const change = image[node]! - values[node]!
      low = Math.min(low, change)
      high = Math.max(high, change)
      mean += image[node]! / nodes
    }
    for (let node = 0; node < nodes; node++) values[node] = image[node]! - mean
    if (high - low < tolerance) break
  }
  return { potential: potential(mesh, best.values), bound: sign * best.bound }
}
