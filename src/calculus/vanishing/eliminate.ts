/** Values for some of the unknowns that solve the equations when the others are 0. */
export interface Elimination {
  /** For each row of the solution the unknown it is. */
  readonly pivots: readonly number[]
  /** One row for each pivot, one column for each right side. */
  readonly solution: readonly (readonly number[])[]
}

/**
 * Solves n equations in at least n unknowns by elimination with complete pivoting, for n of the unknowns. Nothing when
 * the rows are dependent.
 */
export function eliminate(
  rows: readonly (readonly number[])[],
  right: readonly (readonly number[])[],
): Elimination | undefined {
  const left = rows.map((row) => [...row])
  const sides = right.map((side) => [...side])
  const columns = left[0]?.length ?? 0
  const size = Math.max(0, ...left.flat().map(Math.abs))
  const pivots: number[] = []
  for (let i = 0; i < left.length; i++) {
    let best = { row: -1, column: -1, size: 1e-10 * size }
    for (let row = i; row < left.length; row++)
      for (let column = 0; column < columns; column++) {
        const entry = Math.abs(left[row]![column]!)
        if (!pivots.includes(column) && entry > best.size) best = { row, column, size: entry }
      }
    if (best.row < 0) return undefined
    ;[left[i], left[best.row]] = [left[best.row]!, left[i]!]
    ;[sides[i], sides[best.row]] = [sides[best.row]!, sides[i]!]
    pivots.push(best.column)
    const pivot = left[i]![best.column]!
    left[i] = left[i]!.map((entry) => entry / pivot)
    sides[i] = sides[i]!.map((entry) => entry / pivot)
    for (let row = 0; row < left.length; row++) {
      const factor = left[row]![best.column]!
      if (row === i || factor === 0) continue
      left[row] = left[row]!.map((entry, k) => entry - factor * left[i]![k]!)
      sides[row] = sides[row]!.map((entry, k) => entry - factor * sides[i]![k]!)
    }
  }
  return { pivots, solution: sides }
}
