import { directionOf, type LineFactors } from './line-factors.js'
import { cellOf, type Mesh, type MeshIndex } from './mesh.js'

interface Relaxation {
  readonly sweeps: number
  readonly tolerance: number
  /**
   * For each factor the length of Au below which φ is cut off and Au is given the direction of the longer column of A:
   * near a direction that is mapped to 0, ψ then need not follow φ.
   */
  readonly floors: Float64Array
}

/**
 * Brings ψ − Pψ = φ − λ nearer to holding at the nodes, by at most `sweeps` of ψ ← ψ + (φ + Pψ − ψ) − λ̂, until the
 * defects φ + Pψ − ψ differ by less than `tolerance`. Nothing depends on how well this succeeds but the sharpness of what
 * is certified afterwards. The values are changed in place.
 */
export function relax(
  factors: LineFactors,
  mesh: MeshIndex,
  { sweeps, tolerance, floors }: Relaxation,
): { readonly mesh: Mesh; readonly exponent: number } {
  const { count, probabilities } = factors
  const { cells, nodes } = mesh
  const { growth, target, share } = transfers(factors, mesh, floors)
  const values = mesh.values.slice(0, cells)
  const next = new Float64Array(cells)
  let exponent = 0
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let [low, high] = [Infinity, -Infinity]
    for (let i = 0, at = 0; i < cells; i++) {
      let sum = growth[i]!
      for (let f = 0; f < count; f++, at++) {
        const j = target[at]!
        const left = values[j]!
        const right = values[j + 1 === cells ? 0 : j + 1]!
        sum += probabilities[f]! * (left + share[at]! * (right - left))
      }
      const defect = sum - values[i]!
      if (defect < low) low = defect
      if (defect > high) high = defect
      next[i] = sum
    }
    exponent = (low + high) / 2
    for (let i = 0; i < cells; i++) values[i] = next[i]! - exponent
    if (high - low < tolerance) break
  }
  const middle = (Math.min(...range(values)) + Math.max(...range(values))) / 2
  const closed = new Float64Array(cells + 1)
  for (let i = 0; i < cells; i++) closed[i] = values[i]! - middle
  closed[cells] = closed[0]!
  return { mesh: { nodes, values: closed }, exponent }
}

function range(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const x of values) {
    if (x < low) low = x
    if (x > high) high = x
  }
  return [low, high]
}

// φ at each node; for each node and factor the cell into which it is mapped, and how far into it as a fraction.
function transfers(
  { count, entries, probabilities, columns }: LineFactors,
  mesh: MeshIndex,
  floors: Float64Array,
): { growth: Float64Array; target: Int32Array; share: Float64Array } {
  const { nodes, cells } = mesh
  const growth = new Float64Array(cells)
  const [target, share] = [new Int32Array(cells * count), new Float64Array(cells * count)]
  const speeds = floors.map((_, f) => Math.max(columns[2 * f]!, columns[2 * f + 1]!))
  const ranges = floors.map((_, f) => {
    const j = columns[2 * f]! >= columns[2 * f + 1]! ? 0 : 1
    return directionOf(entries[4 * f + j]!, entries[4 * f + 2 + j]!)
  })
  for (let i = 0, at = 0; i < cells; i++) {
    const s = nodes[i]!
    const [u, v] = s <= 2 ? [1, s - 1] : [3 - s, 1]
    const width = Math.max(nodes[i + 1]! - s, i > 0 ? s - nodes[i - 1]! : 0) / 2
    let sum = 0
    for (let f = 0; f < count; f++, at++) {
      const x = entries[4 * f]! * u + entries[4 * f + 1]! * v
      const y = entries[4 * f + 2]! * u + entries[4 * f + 3]! * v
      const length = Math.sqrt(x * x + y * y)
      sum += probabilities[f]! * Math.log(Math.max(length, width * speeds[f]!, floors[f]!, 1e-300))
      const image = length <= floors[f]! ? ranges[f]! : directionOf(x, y)
      const cell = cellOf(mesh, image)
      target[at] = cell
      share[at] = (image - nodes[cell]!) / (nodes[cell + 1]! - nodes[cell]!)
    }
    growth[i] = sum - Math.log(u * u + v * v) / 2
  }
  return { growth, target, share }
}
