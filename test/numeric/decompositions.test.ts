import { EigenvalueDecomposition, Matrix as LibraryMatrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import {
  diagonal,
  frobeniusNorm,
  identity,
  type Matrix,
  matrix,
  multiply,
  norm,
  orthogonalityDefect,
  rankOf,
  stream,
  subtract,
  svd,
  symmetricEigen,
  transpose,
} from '../../src/numeric/index.js'
import { singularDecomposition } from '../../src/numeric/singular-decomposition.js'
import { symmetricDecomposition } from '../../src/numeric/symmetric-decomposition.js'

function random(rows: number, columns: number, seed = 0): Matrix {
  const data = new Float64Array(rows * columns)
  stream(7, 'matrices', seed).normals(data)
  return { rows, columns, data }
}
const symmetric = (m: Matrix): Matrix => ({ ...m, data: m.data.map((x, i) => x + transpose(m).data[i]!) })
const library = (m: Matrix) => LibraryMatrix.from1DArray(m.rows, m.columns, m.data)
const sorted = (values: ArrayLike<number>) => Float64Array.from(values).sort()
const away = (a: ArrayLike<number>, b: ArrayLike<number>) => norm(Float64Array.from(a, (x, i) => x - b[i]!))

function graded(n: number): Matrix {
  const q = symmetricEigen(symmetric(random(n, n, 3))).vectors
  return multiply(
    multiply(q, diagonal(Float64Array.from({ length: n }, (_, i) => 10 ** (-i / 2)))),
    transpose(q),
  )
}
const low = (n: number, rank: number) => multiply(random(n, rank, 4), transpose(random(n, rank, 4)))
function arrow(n: number): Matrix {
  const m = matrix(n, n)
  for (let i = 0; i < n; i++) m.data[i] = m.data[i * n] = 1
  return m
}

const matrices: readonly [string, Matrix][] = [
  ...[1, 2, 3, 5, 33, 64, 101].map((n): [string, Matrix] => [`random, ${n}`, symmetric(random(n, n, n))]),
  ['zero', matrix(6, 6)],
  ['the identity', identity(40)],
  ['diagonal with repeated entries', diagonal(Array.from({ length: 40 }, (_, i) => (i % 3) - 1))],
  ['of low rank', low(60, 7)],
  ['a projector', multiply(low(45, 5), identity(45))],
  ['graded over twenty decades', graded(40)],
  ['an arrow of rank two', arrow(35)],
  [
    'tridiagonal',
    {
      ...matrix(50, 50),
      data: matrix(50, 50).data.map((_, i) =>
        Math.abs(Math.floor(i / 50) - (i % 50)) === 1 ? -1 : i % 51 === 0 ? 2 : 0,
      ),
    },
  ],
]

describe('the decomposition of a symmetric matrix', () => {
  it.each(matrices)('%s', (_, m) => {
    const n = m.rows
    const { values, vectorRows } = symmetricDecomposition(m.data, n)!
    const rows: Matrix = { rows: n, columns: n, data: vectorRows }
    const size = Math.max(1, frobeniusNorm(m))
    expect(orthogonalityDefect(transpose(rows))).toBeLessThan(2e-14)
    expect(
      frobeniusNorm(subtract(multiply(multiply(transpose(rows), diagonal(values)), rows), m)),
    ).toBeLessThan(1e-14 * size * Math.sqrt(n))
    const known = new EigenvalueDecomposition(library(m), { assumeSymmetric: true }).realEigenvalues
    expect(away(sorted(values), sorted(known))).toBeLessThan(2e-14 * size)
  })
  it('finds the eigenvalues 2 − 2cos(kπ/(n+1)) of the second difference', () => {
    const { values } = symmetricEigen(matrices.at(-1)![1])
    const exact = values.map((_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / 51))
    expect(away(values, exact)).toBeLessThan(1e-13)
  })
})

describe('the singular value decomposition', () => {
  const others: readonly [string, Matrix][] = [
    ['tall', random(70, 40)],
    ['long', random(200, 3)],
    ['a column', random(9, 1)],
    ['of deficient rank', multiply(random(80, 6), random(6, 45, 2))],
    ['with zero columns', multiply(random(50, 36), diagonal(Array.from({ length: 36 }, (_, i) => i % 2)))],
    [
      'bidiagonal with zeros on the diagonal',
      {
        ...matrix(40, 40),
        data: matrix(40, 40).data.map((_, i) => {
          const [r, c] = [Math.floor(i / 40), i % 40]
          return c === r + 1 ? 1 : c === r && r % 7 !== 3 ? 1 + r : 0
        }),
      },
    ],
  ]
  it.each([...matrices, ...others])('%s', (_, a) => {
    const { rows: m, columns: n } = a
    const { values, leftRows, rightRows } = singularDecomposition(transpose(a).data, m, n)!
    const [left, right] = [
      { rows: n, columns: m, data: leftRows },
      { rows: n, columns: n, data: rightRows },
    ]
    const size = Math.max(1, frobeniusNorm(a))
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(orthogonalityDefect(transpose(left))).toBeLessThan(2e-14)
    expect(orthogonalityDefect(transpose(right))).toBeLessThan(2e-14)
    expect(
      frobeniusNorm(subtract(multiply(multiply(transpose(left), diagonal(values)), right), a)),
    ).toBeLessThan(1e-14 * size * Math.sqrt(n))
    const known = new SingularValueDecomposition(library(a)).diagonal
    expect(away(sorted(values), sorted(known))).toBeLessThan(2e-14 * size)
  })
  it.each([
    ['wide', random(40, 90)],
    ['tall', random(90, 40)],
    ['symmetric and indefinite', symmetric(random(40, 40))],
    ['wide of deficient rank', multiply(random(40, 5), random(5, 90, 2))],
  ])('is complete for a matrix that is large: %s', (_, a) => {
    const { singularValues, U, V } = svd(a)
    const middle = matrix(a.rows, a.columns)
    singularValues.forEach((value, i) => (middle.data[i * a.columns + i] = value))
    expect(orthogonalityDefect(U)).toBeLessThan(1e-13)
    expect(orthogonalityDefect(V)).toBeLessThan(1e-13)
    expect(frobeniusNorm(subtract(multiply(multiply(U, middle), transpose(V)), a))).toBeLessThan(1e-12)
    expect([...singularValues]).toEqual([...singularValues].sort((x, y) => y - x))
  })
  it('decides ranks as sharply as before', () => {
    const { singularValues } = svd(multiply(random(80, 6), random(6, 45, 2)))
    expect(rankOf(singularValues)).toMatchObject({ rank: 6, clear: true })
    expect(singularValues[6]! / singularValues[0]!).toBeLessThan(1e-15)
  })
})

describe('products of matrices', () => {
  it.each([
    [1, 1, 1],
    [2, 3, 4],
    [5, 6, 7],
    [3, 8, 2],
    [4, 5, 0],
    [7, 0, 3],
  ])('%i × %i times %i columns is summed in order', (m, n, k) => {
    const [a, b] = [random(m, n), random(n, k, 1)]
    const expected = matrix(m, k)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < k; j++) {
        let sum = 0
        for (let l = 0; l < n; l++) sum += a.data[i * n + l]! * b.data[l * k + j]!
        expected.data[i * k + j] = sum
      }
    expect(multiply(a, b).data).toEqual(expected.data)
  })
})
