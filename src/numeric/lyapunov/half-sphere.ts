/**
 * Directions of space up to sign, on three faces of a cube: on face f the coordinate f is 1 and the two that follow it are
 * tan θ, θ at n equidistant values from −π/4 to π/4. Values are at nodes (f · n + i) · n + j; those on an edge of a face are
 * there once more on its neighbour.
 */
export interface HalfSphere {
  /** Nodes along an edge of a face, at least 4. */
  readonly edge: number
  readonly nodes: number
}

/** Where a direction lies: the first of the 4 × 4 nodes around it, and how far from there it is in steps of the grid. */
export interface Place {
  first: number
  along: number
  across: number
}

export function halfSphere(edge: number): HalfSphere {
  return { edge, nodes: 3 * edge * edge }
}

/** The unit vector at a node, written to `out`. */
export function directionAt({ edge }: HalfSphere, node: number, out: Float64Array): void {
  const [face, rest] = [Math.floor(node / (edge * edge)), node % (edge * edge)]
  const a = tangent(Math.floor(rest / edge), edge)
  const b = tangent(rest % edge, edge)
  const length = Math.sqrt(1 + a * a + b * b)
  out[face] = 1 / length
  out[(face + 1) % 3] = a / length
  out[(face + 2) % 3] = b / length
}

function tangent(i: number, edge: number): number {
  return Math.tan(((2 * i) / (edge - 1) - 1) * (Math.PI / 4))
}

/** Finds a direction (not 0, of any length); `place` is written. */
export function findPlace({ edge }: HalfSphere, x: number, y: number, z: number, place: Place): void {
  const [p, q, r] = [Math.abs(x), Math.abs(y), Math.abs(z)]
  let [face, a, b] = [2, x / z, y / z]
  if (p >= q && p >= r) [face, a, b] = [0, y / x, z / x]
  else if (q >= r) [face, a, b] = [1, z / y, x / y]
  const scale = (edge - 1) / 2
  const s = ((Math.atan(a) * 4) / Math.PI + 1) * scale
  const t = ((Math.atan(b) * 4) / Math.PI + 1) * scale
  const i = Math.max(0, Math.min(Math.floor(s) - 1, edge - 4))
  const j = Math.max(0, Math.min(Math.floor(t) - 1, edge - 4))
  place.first = (face * edge + i) * edge + j
  place.along = s - i
  place.across = t - j
}

/** The value at a place, by cubic interpolation in both angles. */
export function valueAt(values: Float64Array, edge: number, first: number, x: number, y: number): number {
  const [x1, x2, x3] = [x - 1, x - 2, x - 3]
  const [y1, y2, y3] = [y - 1, y - 2, y - 3]
  const a = (-y1 * y2 * y3) / 6
  const b = (y * y2 * y3) / 2
  const c = (-y * y1 * y3) / 2
  const d = (y * y1 * y2) / 6
  let at = first
  let sum = 0
  let weight = (-x1 * x2 * x3) / 6
  sum += weight * (a * values[at]! + b * values[at + 1]! + c * values[at + 2]! + d * values[at + 3]!)
  at += edge
  weight = (x * x2 * x3) / 2
  sum += weight * (a * values[at]! + b * values[at + 1]! + c * values[at + 2]! + d * values[at + 3]!)
  at += edge
  weight = (-x * x1 * x3) / 2
  sum += weight * (a * values[at]! + b * values[at + 1]! + c * values[at + 2]! + d * values[at + 3]!)
  at += edge
  weight = (x * x1 * x2) / 6
  sum += weight * (a * values[at]! + b * values[at + 1]! + c * values[at + 2]! + d * values[at + 3]!)
  return sum
}

/** The same function on another grid. */
export function transferred(values: Float64Array, from: HalfSphere, to: HalfSphere): Float64Array {
  const result = new Float64Array(to.nodes)
  const ratio = (from.edge - 1) / (to.edge - 1)
  for (let node = 0; node < to.nodes; node++) {
    const [face, rest] = [Math.floor(node / (to.edge * to.edge)), node % (to.edge * to.edge)]
    const [s, t] = [Math.floor(rest / to.edge) * ratio, (rest % to.edge) * ratio]
    const i = Math.max(0, Math.min(Math.floor(s) - 1, from.edge - 4))
    const j = Math.max(0, Math.min(Math.floor(t) - 1, from.edge - 4))
    result[node] = valueAt(values, from.edge, (face * from.edge + i) * from.edge + j, s - i, t - j)
  }
  return result
}

/** The values at those nodes that a coarser grid has too: its cells are made of whole cells. */
export function restricted(values: Float64Array, from: HalfSphere, to: HalfSphere): Float64Array {
  const ratio = (from.edge - 1) / (to.edge - 1)
  const result = new Float64Array(to.nodes)
  for (let row = 0; row < 3 * to.edge; row++) {
    const [face, i] = [Math.floor(row / to.edge), row % to.edge]
    const first = (face * from.edge + i * ratio) * from.edge
    for (let j = 0; j < to.edge; j++) result[row * to.edge + j] = values[first + j * ratio]!
  }
  return result
}
