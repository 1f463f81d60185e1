/**
 * A change of exponents that is undone over the whole numbers: row e becomes e·forward, and e·forward·backward = e.
 */
export interface ExponentChange {
  readonly forward: readonly (readonly number[])[]
  readonly backward: readonly (readonly number[])[]
  /** After the change all rows agree but in their first `rank` entries. */
  readonly rank: number
}

/** Changes exponent vectors such that as few entries as possible tell them apart: u²v² and uv differ in one direction. */
export function fewestDirections(rows: readonly (readonly number[])[]): ExponentChange {
  const n = rows[0]!.length
  const differences = rows.slice(1).map((row) => row.map((e, j) => e - rows[0]![j]!))
  const forward = identity(n)
  const backward = identity(n)
  let rank = 0
  // Euclid on columns: each row in turn gets zeros right of the pivot.
  for (const row of differences) {
    for (;;) {
      const others = indicesFrom(rank, n).filter((j) => row[j] !== 0)
      if (others.length === 0) break
      const pivot = others.reduce((best, j) => (Math.abs(row[j]!) < Math.abs(row[best]!) ? j : best))
      swapColumns(pivot, rank, [...differences, ...forward], backward)
      const rest = indicesFrom(rank + 1, n).filter((j) => row[j] !== 0)
      if (rest.length === 0) {
        rank++
        break
      }
      for (const j of rest)
        subtractColumn(j, rank, Math.trunc(row[j]! / row[rank]!), [...differences, ...forward], backward)
    }
  }
  return { forward, backward, rank }
}

export function changed(e: readonly number[], by: readonly (readonly number[])[]): number[] {
  return by[0]!.map((_, j) => e.reduce((sum, value, i) => sum + value * by[i]![j]!, 0))
}

const identity = (n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)))

const indicesFrom = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

function swapColumns(a: number, b: number, matrices: number[][], inverse: number[][]): void {
  for (const row of matrices) [row[a], row[b]] = [row[b]!, row[a]!]
  ;[inverse[a], inverse[b]] = [inverse[b]!, inverse[a]!]
}

/** column j −= factor·column i, and the same undone in the inverse: row i += factor·row j. */
function subtractColumn(
  j: number,
  i: number,
  factor: number,
  matrices: number[][],
  inverse: number[][],
): void {
  for (const row of matrices) row[j]! -= factor * row[i]!
  inverse[i] = inverse[i]!.map((value, k) => value + factor * inverse[j]![k]!)
}
