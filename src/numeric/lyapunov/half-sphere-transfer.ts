import { frobeniusNorm } from '../matrix.js'
import type { RandomFactors } from './batch-law.js'
import { directionAt, findPlace, type HalfSphere, type Place, valueAt } from './half-sphere.js'

/** What factors do to the directions at the nodes of a grid; for factor i and node m at i · nodes + m. */
export interface HalfSphereTransfer {
  readonly sphere: HalfSphere
  readonly probabilities: Float64Array
  /** Where the factor sends the direction. */
  readonly first: Int32Array
  readonly along: Float64Array
  readonly across: Float64Array
  /** log |Au|, but no less than what it is a fifth of a cell away from a direction that is sent to 0. */
  readonly growth: Float64Array
}

export function halfSphereTransfer(
  { factors, probabilities }: RandomFactors,
  sphere: HalfSphere,
): HalfSphereTransfer {
  const { nodes, edge } = sphere
  const size = factors.length * nodes
  const first = new Int32Array(size)
  const [along, across, growth] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
  const place: Place = { first: 0, along: 0, across: 0 }
  const u = new Float64Array(3)
  factors.forEach(({ data }, factor) => {
    const norm = frobeniusNorm(factors[factor]!)
    const least = (0.2 * norm * Math.PI) / 2 / (edge - 1)
    for (let m = 0; m < nodes; m++) {
      const at = factor * nodes + m
      directionAt(sphere, m, u)
      const x = data[0]! * u[0]! + data[1]! * u[1]! + data[2]! * u[2]!
      const y = data[3]! * u[0]! + data[4]! * u[1]! + data[5]! * u[2]!
      const z = data[6]! * u[0]! + data[7]! * u[1]! + data[8]! * u[2]!
      const length = Math.hypot(x, y, z)
      growth[at] = Math.log(Math.max(length, least))
      // What is sent to 0 has no image; any direction will do.
      if (length > 1e-15 * norm) findPlace(sphere, x, y, z, place)
      else findPlace(sphere, u[0]!, u[1]!, u[2]!, place)
      first[at] = place.first
      along[at] = place.along
      across[at] = place.across
    }
  })
  return { sphere, probabilities, first, along, across, growth }
}

/** ψ ↦ E ψ(A · u), or ψ ↦ E w ψ(A · u) with a weight per factor and node. */
export function carriedBack(
  { sphere: { nodes, edge }, probabilities, first, along, across }: HalfSphereTransfer,
  values: Float64Array,
  weights?: Float64Array,
): Float64Array {
  const result = new Float64Array(nodes)
  for (let factor = 0; factor < probabilities.length; factor++) {
    const probability = probabilities[factor]!
    for (let m = 0, at = factor * nodes; m < nodes; m++, at++) {
      const value = valueAt(values, edge, first[at]!, along[at]!, across[at]!)
      result[m]! += weights === undefined ? probability * value : probability * weights[at]! * value
    }
  }
  return result
}

/** E log |Au| at the nodes. */
export function meanGrowth({ sphere: { nodes }, probabilities, growth }: HalfSphereTransfer): Float64Array {
  const result = new Float64Array(nodes)
  growth.forEach((x, at) => (result[at % nodes]! += probabilities[Math.floor(at / nodes)]! * x))
  return result
}
