/**
 * Functions of a direction u of n-dimensional space, u and −u being the same: on face f of the cube [−1, 1]ⁿ, where u is
 * scaled to u_f = 1, linear in every one of the other n − 1 coordinates between the nodes of a uniform grid. Neighbouring
 * faces have nodes of their own on their common edge, with the same values where the function is continuous.
 */
export interface CubeMesh {
  readonly size: number
  /** Cells along an edge, a power of two, so that nodes are exact. */
  readonly cells: number
  /** Nodes of one face. */
  readonly perFace: number
  /** From a node to the next along each coordinate of a face. */
  readonly strides: Int32Array
  /** From the node of a cell with the least coordinates to each of its corners; bit k of the number moves along coordinate k. */
  readonly corners: Int32Array
}

/** A direction by a face and its coordinates there, from −1 to 1. */
export interface Place {
  readonly face: number
  readonly middle: Float64Array
}

export function cubeMesh(size: number, cells: number): CubeMesh {
  const axes = size - 1
  const strides = Int32Array.from({ length: axes }, (_, k) => (cells + 1) ** k)
  const corners = Int32Array.from({ length: 2 ** axes }, (_, bits) =>
    strides.reduce((sum, stride, k) => sum + ((bits >> k) & 1) * stride, 0),
  )
  return { size, cells, perFace: (cells + 1) ** axes, strides, corners }
}

export const nodeCount = ({ size, perFace }: CubeMesh): number => size * perFace

/** The coordinate of space that is coordinate `k` of a face. */
export const axisOf = (face: number, k: number): number => (k < face ? k : k + 1)

/** Writes the direction of a node, of largest entry 1. */
export function nodeDirection({ size, cells, perFace, strides }: CubeMesh, node: number, out: Float64Array): void {
  const face = Math.floor(node / perFace)
  const within = node - face * perFace
  out[face] = 1
  for (let k = 0; k < size - 1; k++)
    out[axisOf(face, k)] = (2 * (Math.floor(within / strides[k]!) % (cells + 1))) / cells - 1
} // prettier-ignore

export function largestEntry(u: Float64Array): number {
  let largest = 0
  for (let i = 1; i < u.length; i++) if (Math.abs(u[i]!) > Math.abs(u[largest]!)) largest = i
  return largest
}

/** The value at a place of a face given by its coordinates from −1 to 1; `parts` is room for as many numbers as corners. */
export function valueAt(
  { size, cells, perFace, strides, corners }: CubeMesh,
  values: Float64Array,
  face: number,
  place: Float64Array,
  parts: Float64Array,
): number {
  let base = face * perFace
  for (let k = 0; k < size - 1; k++) {
    const s = ((place[k]! + 1) * cells) / 2
    base += Math.max(0, Math.min(cells - 1, Math.floor(s))) * strides[k]!
  }
  for (let c = 0; c < corners.length; c++) parts[c] = values[base + corners[c]!]!
  for (let k = size - 2, half = corners.length / 2; k >= 0; k--, half /= 2) {
    const s = ((place[k]! + 1) * cells) / 2
    const share = s - Math.max(0, Math.min(cells - 1, Math.floor(s)))
    for (let c = 0; c < half; c++) parts[c]! += share * (parts[c + half]! - parts[c]!)
  }
  return parts[0]!
}

/** The same function on a mesh of twice as many cells along an edge. */
export function onFinerMesh(mesh: CubeMesh, values: Float64Array, finer: CubeMesh): Float64Array {
  const u = new Float64Array(mesh.size)
  const [place, parts] = [new Float64Array(mesh.size - 1), new Float64Array(mesh.corners.length)]
  return Float64Array.from({ length: nodeCount(finer) }, (_, node) => {
    const face = Math.floor(node / finer.perFace)
    nodeDirection(finer, node, u)
    for (let k = 0; k < mesh.size - 1; k++) place[k] = u[axisOf(face, k)]!
    return valueAt(mesh, values, face, place, parts)
  })
}

/** The cell that contains a place, counted over all faces. */
export function cellOf({ cells, strides }: CubeMesh, { face, middle }: Place): number {
  let [cell, stride] = [face * cells ** strides.length, 1]
  for (const x of middle) {
    cell += Math.max(0, Math.min(cells - 1, Math.floor(((x + 1) * cells) / 2))) * stride
    stride *= cells
  }
  return cell
}

/** Writes the middle of a cell, counted over all faces, in coordinates of its face. */
export function cellMiddle({ cells, strides }: CubeMesh, cell: number, out: Float64Array): void {
  let rest = cell % cells ** strides.length
  for (let k = 0; k < strides.length; k++) {
    out[k] = (2 * (rest % cells) + 1) / cells - 1
    rest = Math.floor(rest / cells)
  }
}

/** The node of a cell, counted over all faces, with the least coordinates. */
export function lowestNode({ cells, strides, perFace }: CubeMesh, cell: number): number {
  const inFace = cells ** strides.length
  let [node, rest] = [Math.floor(cell / inFace) * perFace, cell % inFace]
  for (const stride of strides) {
    node += (rest % cells) * stride
    rest = Math.floor(rest / cells)
  }
  return node
}

/** For every node the first node with the same direction, itself or one of another face. */
export function twins(mesh: CubeMesh): Int32Array {
  const { size, cells, perFace, strides } = mesh
  const u = new Float64Array(size)
  return Int32Array.from({ length: nodeCount(mesh) }, (_, node) => {
    nodeDirection(mesh, node, u)
    const face = u.findIndex((x) => Math.abs(x) === 1)
    return strides.reduce(
      (sum, stride, k) => sum + (((u[axisOf(face, k)]! * u[face]! + 1) * cells) / 2) * stride,
      face * perFace,
    )
  })
}
