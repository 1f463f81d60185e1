/**
 * A continuous function of the direction: linear in s between `nodes`, which rise from 0 to 4 and are multiples of 2⁻⁵⁰,
 * so that sums and differences of them are exact. `values` has one number per node, the last equal to the first.
 */
export interface Mesh {
  readonly nodes: Float64Array
  readonly values: Float64Array
}

/** `cells` must be a power of two, from 2. */
export function uniformMesh(cells: number): Mesh {
  const nodes = Float64Array.from({ length: cells + 1 }, (_, i) => (4 * i) / cells)
  return { nodes, values: new Float64Array(cells + 1) }
}

/** Halves every cell that is marked with 1. */
export function refinedMesh({ nodes, values }: Mesh, halved: Uint8Array): Mesh {
  const cells = nodes.length - 1
  const length = nodes.length + halved.reduce((sum, x) => sum + x, 0)
  const [finer, at] = [new Float64Array(length), new Float64Array(length)]
  let k = 0
  for (let i = 0; i < cells; i++) {
    finer[k] = nodes[i]!
    at[k++] = values[i]!
    if (halved[i] !== 1) continue
    finer[k] = (nodes[i]! + nodes[i + 1]!) / 2
    at[k++] = (values[i]! + values[i + 1]!) / 2
  }
  finer[k] = nodes[cells]!
  at[k] = values[cells]!
  return { nodes: finer, values: at }
}

/** A mesh prepared for looking up cells and slopes. */
export interface MeshIndex extends Mesh {
  readonly cells: number
  readonly slopes: Float64Array
  /** For every 64 cells the smallest and the largest slope, then the smallest and the largest value. */
  readonly blocks: Float64Array
  readonly slopeRange: readonly [number, number]
  readonly valueRange: readonly [number, number]
  /** The cell in which each of equally long pieces of [0, 4] begins; one more at the end. */
  readonly starts: Int32Array
}

const blockLength = 64

export function indexedMesh(mesh: Mesh): MeshIndex {
  const { nodes, values } = mesh
  const cells = nodes.length - 1
  const slopes = Float64Array.from(
    { length: cells },
    (_, i) => (values[i + 1]! - values[i]!) / (nodes[i + 1]! - nodes[i]!),
  )
  const blocks = new Float64Array(4 * Math.ceil(cells / blockLength))
  for (let b = 0; 4 * b < blocks.length; b++) {
    blocks.set(range(slopes.subarray(b * blockLength, (b + 1) * blockLength)), 4 * b)
    blocks.set(range(values.subarray(b * blockLength, (b + 1) * blockLength + 1)), 4 * b + 2)
  }
  const starts = new Int32Array(cells + 1)
  let cell = 0
  for (let i = 0; i < cells; i++) {
    while (nodes[cell + 1]! <= (4 * i) / cells) cell++
    starts[i] = cell
  }
  starts[cells] = cells - 1
  return { ...mesh, cells, slopes, blocks, slopeRange: range(slopes), valueRange: range(values), starts }
}

function range(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const x of values) {
    if (x < low) low = x
    if (x > high) high = x
  }
  return [low, high]
}

/** The cell that contains s, 0 ≤ s ≤ 4. */
export function cellOf({ nodes, starts, cells }: MeshIndex, s: number): number {
  const piece = Math.min(cells - 1, Math.floor((s * cells) / 4))
  // The quotient is rounded, so that s may lie in the neighbouring piece.
  let low = starts[piece]!
  let high = starts[piece + 1]!
  if (nodes[low]! > s) low = 0
  if (nodes[high + 1]! < s) high = cells - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (nodes[middle]! <= s) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Writes into `out` the smallest and the largest slope met from `from` to `to`, which may reach beyond [0, 4], and then
 * bounds of the values there, those of whole cells.
 */
export function rangesBetween(mesh: MeshIndex, from: number, to: number, out: Float64Array): void {
  const { nodes, slopes, values, blocks, cells, slopeRange, valueRange } = mesh
  if (!(to - from < 3)) {
    out.set(slopeRange)
    out.set(valueRange, 2)
    return
  }
  let turn = from < 0 ? -4 : from >= 4 ? 4 : 0
  let cell = cellOf(mesh, Math.min(4, Math.max(0, from - turn)))
  let [low, high, least, most] = [Infinity, -Infinity, values[cell]!, values[cell]!]
  for (;;) {
    const beyond = cell + blockLength
    if (cell % blockLength === 0 && beyond <= cells && nodes[beyond]! + turn < to) {
      const block = (4 * cell) / blockLength
      low = Math.min(low, blocks[block]!)
      high = Math.max(high, blocks[block + 1]!)
      least = Math.min(least, blocks[block + 2]!)
      most = Math.max(most, blocks[block + 3]!)
      cell = beyond
    } else {
      const [slope, value] = [slopes[cell]!, values[cell + 1]!]
      if (slope < low) low = slope
      if (slope > high) high = slope
      if (value < least) least = value
      if (value > most) most = value
      if (nodes[cell + 1]! + turn >= to) break
      cell++
    }
    if (cell === cells) {
      cell = 0
      turn += 4
    }
  }
  out[0] = low
  out[1] = high
  out[2] = least
  out[3] = most
}
