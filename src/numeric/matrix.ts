/** Dense real matrices as plain data: entry (i, j), counted from 0, is `data[i * columns + j]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/** A `rows`×`columns` matrix from row-major `data` (copied), or of zeros. Throws a `RangeError` on a wrong length. */
export function matrix(rows: number, columns: number, data?: ArrayLike<number>): Matrix {
  if (data !== undefined && data.length !== rows * columns) {
    throw new RangeError(`a ${rows}×${columns} matrix needs ${rows * columns} entries, not ${data.length}`)
  }
  return {
    rows,
    columns,
    data: data === undefined ? new Float64Array(rows * columns) : new Float64Array(data),
  }
}

/** The matrix with the given rows, all of one length; `columns` is needed only when there are no rows. */
export function fromRows(rows: readonly ArrayLike<number>[], columns = rows[0]?.length ?? 0): Matrix {
  const result = matrix(rows.length, columns)
  rows.forEach((row, i) => {
    if (row.length !== columns) throw new RangeError(`row ${i} has ${row.length} entries, not ${columns}`)
    result.data.set(row, i * columns)
  })
  return result
}

/** The matrix with the given columns, all of one length; `rows` is needed only when there are no columns. */
export function fromColumns(columns: readonly ArrayLike<number>[], rows = columns[0]?.length ?? 0): Matrix {
  return transpose(fromRows(columns, rows))
}

export function toRows(m: Matrix): number[][] {
  return Array.from({ length: m.rows }, (_, i) => Array.from(row(m, i)))
}

/** Entry (i, j), counted from 0. */
export function entry(m: Matrix, i: number, j: number): number {
  return m.data[i * m.columns + j]!
}

/** A view of row `i`: writing to it writes to the matrix. */
export function row(m: Matrix, i: number): Float64Array {
  return m.data.subarray(i * m.columns, (i + 1) * m.columns)
}

/** A copy of column `j`. */
export function column(m: Matrix, j: number): Float64Array {
  const result = new Float64Array(m.rows)
  for (let i = 0; i < m.rows; i++) result[i] = entry(m, i, j)
  return result
}

/** The columns `from` up to but not including `to`, copied. */
export function columnRange(m: Matrix, from: number, to: number): Matrix {
  const result = matrix(m.rows, to - from)
  for (let i = 0; i < m.rows; i++) result.data.set(row(m, i).subarray(from, to), i * result.columns)
  return result
}

export function identity(size: number): Matrix {
  return diagonal(new Float64Array(size).fill(1))
}

/** The square matrix with `values` on its diagonal. */
export function diagonal(values: ArrayLike<number>): Matrix {
  const result = matrix(values.length, values.length)
  for (let i = 0; i < values.length; i++) result.data[i * (values.length + 1)] = values[i]!
  return result
}

export function transpose(m: Matrix): Matrix {
  const result = matrix(m.columns, m.rows)
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) result.data[j * m.rows + i] = m.data[i * m.columns + j]!
  }
  return result
}

/** The product `a b`; `a.columns` must equal `b.rows`. Every entry is summed in the order of the columns of `a`. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  fit(a.columns === b.rows, a, b)
  const result = matrix(a.rows, b.columns)
  let i = 0
  for (; i + 1 < a.rows; i += 2) twoRows(a, b, result, i)
  for (; i < a.rows; i++) oneRow(a, b, result, i, 0)
  return result
}

// Two rows by four columns of `a` at a time: eight multiplications for six numbers read, three times as fast as one by one.
function twoRows(a: Matrix, b: Matrix, result: Matrix, i: number): void {
  const [x, y, r, width] = [a.data, b.data, result.data, b.columns]
  const [upper, lower] = [i * width, (i + 1) * width]
  const whole = a.columns - (a.columns % 4)
  for (let k = 0; k < whole; k += 4) {
    const [p, q] = [i * a.columns + k, (i + 1) * a.columns + k]
    const [f0, f1, f2, f3] = [x[p]!, x[p + 1]!, x[p + 2]!, x[p + 3]!]
    const [g0, g1, g2, g3] = [x[q]!, x[q + 1]!, x[q + 2]!, x[q + 3]!]
    const [k0, k1, k2, k3] = [k * width, (k + 1) * width, (k + 2) * width, (k + 3) * width]
    for (let j = 0; j < width; j++) {
      const y0 = y[k0 + j]!
      const y1 = y[k1 + j]!
      const y2 = y[k2 + j]!
      const y3 = y[k3 + j]!
      r[upper + j] = r[upper + j]! + f0 * y0 + f1 * y1 + f2 * y2 + f3 * y3
      r[lower + j] = r[lower + j]! + g0 * y0 + g1 * y1 + g2 * y2 + g3 * y3
    }
  }
  oneRow(a, b, result, i, whole)
  oneRow(a, b, result, i + 1, whole)
}

function oneRow(a: Matrix, b: Matrix, result: Matrix, i: number, from: number): void {
  const target = row(result, i)
  for (let k = from; k < a.columns; k++) {
    const factor = a.data[i * a.columns + k]!
    for (let j = 0; j < b.columns; j++) target[j]! += factor * b.data[k * b.columns + j]!
  }
}

/** The product `m v`: a vector of length `m.rows`. */
export function multiplyVector(m: Matrix, v: ArrayLike<number>): Float64Array {
  if (v.length !== m.columns)
    throw new RangeError(`a vector of ${v.length} does not fit ${m.columns} columns`)
  return Float64Array.from({ length: m.rows }, (_, i) => dot(row(m, i), v))
}

/** The product `mᵀ v`: a vector of length `m.columns`. */
export function multiplyTransposed(m: Matrix, v: ArrayLike<number>): Float64Array {
  if (v.length !== m.rows) throw new RangeError(`a vector of ${v.length} does not fit ${m.rows} rows`)
  const result = new Float64Array(m.columns)
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.columns; j++) result[j]! += m.data[i * m.columns + j]! * v[i]!
  }
  return result
}

export function add(a: Matrix, b: Matrix): Matrix {
  fit(a.rows === b.rows && a.columns === b.columns, a, b)
  return { ...a, data: a.data.map((x, i) => x + b.data[i]!) }
}

export function subtract(a: Matrix, b: Matrix): Matrix {
  fit(a.rows === b.rows && a.columns === b.columns, a, b)
  return { ...a, data: a.data.map((x, i) => x - b.data[i]!) }
}

export function scale(m: Matrix, factor: number): Matrix {
  return { ...m, data: m.data.map((x) => x * factor) }
}

/** The matrix `v wᵀ`. */
export function outer(v: ArrayLike<number>, w: ArrayLike<number>): Matrix {
  const result = matrix(v.length, w.length)
  for (let i = 0; i < v.length; i++) {
    for (let j = 0; j < w.length; j++) result.data[i * w.length + j] = v[i]! * w[j]!
  }
  return result
}

/** The sum of the diagonal entries of a square matrix. */
export function trace(m: Matrix): number {
  let sum = 0
  for (let i = 0; i < Math.min(m.rows, m.columns); i++) sum += entry(m, i, i)
  return sum
}

/** The inner product of two vectors of one length. */
export function dot(v: ArrayLike<number>, w: ArrayLike<number>): number {
  if (v.length !== w.length) throw new RangeError(`vectors of ${v.length} and ${w.length} entries`)
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i]! * w[i]!
  return sum
}

/** The Euclidean norm of a vector, without overflow or underflow on the way. */
export function norm(v: ArrayLike<number>): number {
  const largest = largestMagnitude(v)
  if (!(largest > 0 && largest < Infinity)) return largest
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += (v[i]! / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** The square root of the sum of all squared entries. */
export function frobeniusNorm(m: Matrix): number {
  return norm(m.data)
}

/** The largest absolute value of any entry: 0 for an empty list, NaN when any entry is NaN. */
export function largestMagnitude(v: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < v.length; i++) {
    const size = Math.abs(v[i]!)
    if (!(size <= largest)) largest = size
    if (largest !== largest) return NaN
  }
  return largest
}

function fit(ok: boolean, a: Matrix, b: Matrix): void {
  if (!ok)
    throw new RangeError(`a ${a.rows}×${a.columns} matrix does not fit a ${b.rows}×${b.columns} matrix`)
}
