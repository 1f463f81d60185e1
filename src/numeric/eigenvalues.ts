import { failure } from '../base/wording.js'
import { checkFinite, libraryEigenvalues } from './linear-algebra.js'
import { type Matrix, multiply, trace } from './matrix.js'

export interface ComplexNumber {
  readonly re: number
  readonly im: number
}

/**
 * The eigenvalues of a square matrix, by descending real part. Checked by the traces of the matrix and of its square.
 *
 * Throws `not-finite` for a non-finite entry and `linear-algebra` for a matrix that is not square or a failed check.
 */
export function eigenvalues(m: Matrix): ComplexNumber[] {
  const what = 'the eigenvalue problem'
  checkFinite(m, what)
  if (m.rows !== m.columns) throw failure('linear-algebra', { what, detail: `The matrix is ${m.rows}×${m.columns}.` }) // prettier-ignore
  const size = m.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  if (size === 0) return Array.from({ length: m.rows }, () => ({ re: 0, im: 0 }))
  const scaled = { ...m, data: m.data.map((x) => x / size) }
  const { re, im } = libraryEigenvalues(scaled)
  const sums = [
    [trace(scaled), re.reduce((sum, x) => sum + x, 0)],
    [trace(multiply(scaled, scaled)), re.reduce((sum, x, i) => sum + x ** 2 - im[i]! ** 2, 0)],
  ]
  const worst = sums.reduce((most, [a, b]) => Math.max(most, Math.abs(a! - b!)), 0)
  if (!(worst <= 1e-11 * m.rows ** 2)) throw failure('linear-algebra', { what, detail: `The traces differ by ${worst.toPrecision(3)}.` }) // prettier-ignore
  return re.map((x, i) => ({ re: x * size, im: im[i]! * size })).sort((a, b) => b.re - a.re || b.im - a.im)
}
