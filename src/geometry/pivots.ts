import type { Matrix } from '../numeric/index.js'

/** Rows and columns of a well-conditioned square block, chosen by Gaussian elimination with full pivoting; at most `most`. */
export function pivots(m: Matrix, most: number): { rows: number[]; columns: number[] } {
  const work = m.data.slice()
  const rows: number[] = []
  const columns: number[] = []
  while (rows.length < Math.min(most, m.rows, m.columns)) {
    let best = 0
    let row = -1
    let column = -1
    for (let i = 0; i < m.rows; i++) {
      if (rows.includes(i)) continue
      for (let j = 0; j < m.columns; j++) {
        const size = Math.abs(work[i * m.columns + j]!)
        if (size > best) [best, row, column] = [size, i, j]
      }
    }
    if (row < 0) break
    rows.push(row)
    columns.push(column)
    for (let i = 0; i < m.rows; i++) {
      if (rows.includes(i)) continue
      const factor = work[i * m.columns + column]! / work[row * m.columns + column]!
      for (let j = 0; j < m.columns; j++) work[i * m.columns + j]! -= factor * work[row * m.columns + j]!
      work[i * m.columns + column] = 0
    }
  }
  return { rows, columns }
}
