import { EigenvalueDecomposition, Matrix as LibraryMatrix, SingularValueDecomposition } from 'ml-matrix'
import { failure } from '../base/wording.js'
import {
  column,
  entry,
  frobeniusNorm,
  identity,
  largestMagnitude,
  matrix,
  type Matrix,
  multiply,
  scale,
  subtract,
  transpose,
} from './matrix.js'
import { singularDecomposition } from './singular-decomposition.js'
import { symmetricDecomposition } from './symmetric-decomposition.js'
import { arrangedColumns, completedBasis, orthogonalityDefect, preferredSign } from './orthogonal-basis.js'

/** Eigenvalues of a symmetric matrix, ascending, and orthonormal eigenvectors as the columns of `vectors`. */
export interface SymmetricEigen {
  readonly values: Float64Array
  readonly vectors: Matrix
}

/** `m = U Σ Vᵀ` with orthogonal `U` (rows×rows) and `V` (columns×columns, all columns) and descending singular values. */
export interface SingularValues {
  readonly singularValues: Float64Array
  readonly U: Matrix
  readonly V: Matrix
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, which is symmetrised first. Signs are fixed: the entry of
 * largest magnitude of each eigenvector is positive.
 *
 * Throws `not-finite` for a non-finite entry and `linear-algebra` for a matrix that is not square, not symmetric (to
 * 10⁻⁶ of its largest entry) or whose computed decomposition fails its check.
 */
export function symmetricEigen(m: Matrix): SymmetricEigen {
  const what = 'the symmetric eigenvalue problem'
  checkFinite(m, what)
  if (m.rows !== m.columns) throw failure('linear-algebra', { what, detail: `The matrix is ${size(m)}.` })
  if (m.rows === 0) return { values: new Float64Array(0), vectors: m }
  const unit = unitOf(m)
  const scaled = inUnits(m, unit)
  const skew = largestMagnitude(subtract(scaled, transpose(scaled)).data)
  if (skew > 1e-6) {
    const detail = `The matrix is not symmetric: the relative difference is ${skew.toPrecision(3)}.`
    throw failure('linear-algebra', { what, detail })
  }
  const symmetric = symmetrised(scaled)
  const { unsorted, raw } = m.rows < ownFrom ? libraryEigen(symmetric) : ownEigen(symmetric)
  const order = Array.from(unsorted, (_, i) => i).sort((i, j) => unsorted[i]! - unsorted[j]!)
  const vectors = arrangedColumns(
    raw,
    order,
    order.map((j) => preferredSign(column(raw, j))),
  )
  const values = Float64Array.from(order, (j) => unsorted[j]!)
  checkDecomposition(what, symmetric, multiply(scaledColumns(vectors, values), transpose(vectors)), [vectors])
  return { values: values.map((x) => x * unit), vectors }
}

/**
 * The singular value decomposition. `singularValues` has min(rows, columns) entries, descending; the columns of `V`
 * beyond the rank span the kernel of `m`. Signs are fixed: the entry of largest magnitude of each column of `V` is
 * positive, likewise in `U` for the columns that belong to no singular value. With `left: 'thin'`, `U` has only
 * min(rows, columns) columns, which matters for very tall matrices; `right: 'thin'` does the same for `V`, for very wide
 * ones.
 *
 * Throws `not-finite` for a non-finite entry and `linear-algebra` when the computed decomposition fails its check.
 */
export function svd(
  m: Matrix,
  options: { left?: 'full' | 'thin'; right?: 'full' | 'thin' } = {},
): SingularValues {
  const what = 'the singular value decomposition'
  checkFinite(m, what)
  const count = Math.min(m.rows, m.columns)
  if (count === 0) {
    const left = options.left === 'thin' ? matrix(m.rows, 0) : identity(m.rows)
    const right = options.right === 'thin' ? matrix(m.columns, 0) : identity(m.columns)
    return { singularValues: new Float64Array(0), U: left, V: right }
  }
  const unit = unitOf(m)
  const scaled = inUnits(m, unit)
  // The library's V of a wide matrix is neither orthogonal nor does it span the kernel: it only ever sees tall ones.
  const wide = m.columns > m.rows
  const isSymmetric = count >= ownFrom && m.rows === m.columns && scaled.data.every((x, i) => x === transposed(scaled, i)) // prettier-ignore
  const { unsorted, tall, square } = isSymmetric
    ? fromEigen(scaled)
    : count < ownFrom
      ? librarySingular(wide ? transpose(scaled) : scaled)
      : ownSingular(scaled, wide)
  const order = Array.from(unsorted, (_, i) => i).sort((i, j) => unsorted[j]! - unsorted[i]!)
  const [rawU, rawV] = wide ? [square, tall] : [tall, square]
  const signs = order.map((j) => preferredSign(column(rawV, j)))
  const thinU = arrangedColumns(rawU, order, signs)
  const thinV = arrangedColumns(rawV, order, signs)
  const values = Float64Array.from(order, (j) => unsorted[j]!)
  checkDecomposition(what, scaled, multiply(scaledColumns(thinU, values), transpose(thinV)), [thinU, thinV])
  if (values.some((value) => value < 0)) {
    throw failure('linear-algebra', { what, detail: 'A singular value came out negative.' })
  }
  const U = options.left === 'thin' ? thinU : completed(thinU)
  const V = options.right === 'thin' ? thinV : completed(thinV)
  checkOrthogonal(
    what,
    [U, V].filter((basis) => basis !== thinU && basis !== thinV),
  )
  return { singularValues: values.map((x) => x * unit), U, V }
}

// From this size on our own methods are two to four times as fast as the library's; below it does not matter.
const ownFrom = 32

function libraryEigen(m: Matrix): { unsorted: ArrayLike<number>; raw: Matrix } {
  const found = new EigenvalueDecomposition(toLibrary(m), { assumeSymmetric: true })
  return { unsorted: found.realEigenvalues, raw: fromLibrary(found.eigenvectorMatrix) }
}

/** Of any square matrix with finite entries, in no order and unchecked: for `eigenvalues`. */
export function libraryEigenvalues(m: Matrix): { re: readonly number[]; im: readonly number[] } {
  const found = new EigenvalueDecomposition(toLibrary(m))
  return { re: found.realEigenvalues, im: found.imaginaryEigenvalues }
}

function ownEigen(m: Matrix): { unsorted: ArrayLike<number>; raw: Matrix } {
  const found = symmetricDecomposition(m.data, m.rows) ?? notConverged('the symmetric eigenvalue problem')
  return { unsorted: found.values, raw: transpose({ ...m, data: found.vectorRows }) }
}

/** Singular values in no order, and the vectors on the longer and on the shorter side as columns. */
interface SingularVectors {
  readonly unsorted: ArrayLike<number>
  readonly tall: Matrix
  readonly square: Matrix
}

function librarySingular(m: Matrix): SingularVectors {
  const found = new SingularValueDecomposition(toLibrary(m))
  const [tall, square] = [fromLibrary(found.leftSingularVectors), fromLibrary(found.rightSingularVectors)]
  return { unsorted: found.diagonal, tall, square }
}

function ownSingular(m: Matrix, wide: boolean): SingularVectors {
  const columns = wide ? m : transpose(m)
  const { rows: n, columns: length } = columns
  const found = singularDecomposition(columns.data, length, n) ?? notConverged('the singular value decomposition') // prettier-ignore
  const tall = transpose({ rows: n, columns: length, data: found.leftRows })
  return { unsorted: found.values, tall, square: transpose({ rows: n, columns: n, data: found.rightRows }) }
}

/** Of a symmetric matrix: the magnitudes of the eigenvalues, whose signs go to the left vectors. */
function fromEigen(m: Matrix): SingularVectors {
  const { unsorted, raw } = ownEigen(m)
  const signs = Float64Array.from(unsorted, (value) => (value < 0 ? -1 : 1))
  return { unsorted: Float64Array.from(unsorted, Math.abs), tall: scaledColumns(raw, signs), square: raw }
}

function notConverged(what: string): never {
  throw failure('linear-algebra', { what, detail: 'The method did not converge.' })
}

/** Column j times `factors[j]`. */
function scaledColumns(m: Matrix, factors: Float64Array): Matrix {
  return { ...m, data: m.data.map((x, i) => x * factors[i % m.columns]!) }
}

// A power of two of the size of the largest entry. Dividing by it is exact and keeps the library away from overflow and
// underflow.
function unitOf(m: Matrix): number {
  const largest = largestMagnitude(m.data)
  return largest === 0 ? 1 : 2 ** Math.max(-1074, Math.floor(Math.log2(largest)))
}

// Entries below 10⁻⁹⁰ of the largest become 0: far below the rounding of the rest, and the library loses the
// orthogonality of its vectors over subnormal numbers.
function inUnits(m: Matrix, unit: number): Matrix {
  return { ...m, data: m.data.map((x) => (Math.abs(x / unit) < 1e-90 ? 0 : x / unit)) }
}

function completed(q: Matrix): Matrix {
  if (q.columns === q.rows) return q
  const basis = completedBasis(q)
  const signs = Array.from({ length: q.rows }, (_, j) =>
    j < q.columns ? 1 : preferredSign(column(basis, j)),
  )
  return arrangedColumns(
    basis,
    signs.map((_, j) => j),
    signs,
  )
}

function symmetrised(m: Matrix): Matrix {
  return scale({ ...m, data: m.data.map((x, i) => x + transposed(m, i)) }, 0.5)
}

function transposed(m: Matrix, index: number): number {
  return entry(m, index % m.columns, Math.floor(index / m.columns))
}

// Entries are at most 2 in magnitude here, so the bounds are relative. Measured defects are below 1e-13 at size 500.
function checkDecomposition(what: string, m: Matrix, rebuilt: Matrix, bases: readonly Matrix[]): void {
  const residual = frobeniusNorm(subtract(m, rebuilt))
  const allowed = 1e-12 * Math.max(1, frobeniusNorm(m)) * Math.max(10, Math.sqrt(m.data.length))
  if (!(residual <= allowed)) {
    throw failure('linear-algebra', { what, detail: `The residual is ${residual.toPrecision(3)}.` })
  }
  checkOrthogonal(what, bases)
}

function checkOrthogonal(what: string, bases: readonly Matrix[]): void {
  for (const basis of bases) {
    const defect = orthogonalityDefect(basis)
    if (!(defect <= 1e-11)) {
      throw failure('linear-algebra', {
        what,
        detail: `The vectors are not orthogonal (${defect.toPrecision(3)}).`,
      })
    }
  }
}

/** Throws `not-finite`, naming the entry, unless all entries are finite. */
export function checkFinite(m: Matrix, what: string): void {
  const bad = m.data.findIndex((x) => !Number.isFinite(x))
  if (bad < 0) return
  const place = `${Math.floor(bad / m.columns) + 1}, ${(bad % m.columns) + 1}`
  throw failure('not-finite', { what: `entry (${place}) of a matrix`, where: `on entering ${what}` })
}

function size(m: Matrix): string {
  return `${m.rows}×${m.columns}`
}

function toLibrary(m: Matrix): LibraryMatrix {
  return LibraryMatrix.from1DArray(m.rows, m.columns, m.data)
}

function fromLibrary(m: LibraryMatrix): Matrix {
  return matrix(m.rows, m.columns, m.to1DArray())
}
