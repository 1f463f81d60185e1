import type { Matrix } from '../numeric/index.js'
import { numberLatex } from './numbers.js'

/** Rows of LaTeX entries as a matrix in round brackets; rows with fractions stand further apart. */
export function matrixLatex(rows: readonly (readonly string[])[]): string {
  const tall = rows.flat().some((entry) => entry.includes('\\frac'))
  const lines = rows.map((row) => row.join(' & '))
  return `\\begin{pmatrix} ${lines.join(tall ? ' \\\\[4pt] ' : ' \\\\ ')} \\end{pmatrix}`
}

/** A numerical matrix as rows of LaTeX entries; what is below `negligible` in size is a rounding error and shown as 0. */
export function numericRows(m: Matrix, digits: number, negligible: number): string[][] {
  return Array.from({ length: m.rows }, (_, i) =>
    Array.from({ length: m.columns }, (_, j) => {
      const value = m.data[i * m.columns + j]!
      return Math.abs(value) <= negligible ? '0' : numberLatex(value, digits)
    }),
  )
}

/** `(2,\; 1)`: a short vector in a line; beyond `most` entries the middle is left out. */
export function rowVectorLatex(entries: readonly string[], most = 8): string {
  const shown = entries.length <= most ? entries : [...entries.slice(0, most - 2), '\\ldots', entries.at(-1)!]
  return `(${shown.join(',\\; ')})`
}
