import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix as LibraryMatrix, SingularValueDecomposition } from 'ml-matrix'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../src/base/problem.js'
import {
  column,
  columnRange,
  diagonal,
  fromRows,
  frobeniusNorm,
  identity,
  leastSquares,
  type Matrix,
  matrix,
  multiply,
  multiplyVector,
  norm,
  pseudoInverse,
  rankOf,
  subtract,
  svd,
  symmetricEigen,
  toRows,
  transpose,
} from '../../src/numeric/index.js'

afterEach(() => vi.restoreAllMocks())

const distance = (a: Matrix, b: Matrix) => frobeniusNorm(subtract(a, b))
const codeOf = (action: () => unknown) => {
  try {
    action()
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
  return 'none'
}
const rebuilt = ({ singularValues, U, V }: ReturnType<typeof svd>) => {
  const middle = matrix(U.columns, V.columns)
  singularValues.forEach((value, i) => (middle.data[i * V.columns + i] = value))
  return multiply(U, multiply(middle, transpose(V)))
}

const wideJacobian = fromRows([
  [1, 2, 3, 4],
  [2, 4, 1, 7],
])

describe('ml-matrix, called directly, has the defects this room fences', () => {
  it('gives a V of a wide matrix that is neither orthogonal nor spans the kernel', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const found = new SingularValueDecomposition(new LibraryMatrix(toRows(wideJacobian)))
    const V = fromRows(found.rightSingularVectors.to2DArray())
    expect(distance(multiply(transpose(V), V), identity(4))).toBeGreaterThan(0.1)
    const supposedKernel = [2, 3].map((j) => norm(multiplyVector(wideJacobian, column(V, j))))
    expect(Math.max(...supposedKernel)).toBeGreaterThan(0.1)
  })

  it('returns only the row space with autoTranspose', () => {
    const found = new SingularValueDecomposition(new LibraryMatrix(toRows(wideJacobian)), {
      autoTranspose: true,
    })
    expect(found.rightSingularVectors.columns).toBe(2)
  })

  it('accepts NaN without complaint', () => {
    const found = new SingularValueDecomposition(LibraryMatrix.diag([1, NaN]))
    expect(found.diagonal.some(Number.isNaN)).toBe(true)
  })

  it('takes a matrix off symmetric by a rounding error for a general one, with skew eigenvectors', () => {
    const nearly = [
      [1, 1e-16],
      [0, 1],
    ]
    const V = fromRows(new EigenvalueDecomposition(new LibraryMatrix(nearly)).eigenvectorMatrix.to2DArray())
    expect(distance(multiply(transpose(V), V), identity(2))).toBeGreaterThan(0.1)
    const { vectors } = symmetricEigen(fromRows(nearly))
    expect(distance(multiply(transpose(vectors), vectors), identity(2))).toBeLessThan(1e-14)
  })

  it('loses the orthogonality of singular vectors over subnormal entries', () => {
    const rows = [[0, -2.5e-323, -2.5e-323], [0, 0, 0], [0, 0, -1]] // prettier-ignore
    const transposed = toRows(transpose(fromRows([[0, -2.5e-323, -2.5e-323, 0], [0, 0, 0, 0], [0, 0, 0, -1]]))) // prettier-ignore
    const V = fromRows(
      new SingularValueDecomposition(new LibraryMatrix(transposed)).rightSingularVectors.to2DArray(),
    )
    const U = fromRows(
      new SingularValueDecomposition(new LibraryMatrix(transposed)).leftSingularVectors.to2DArray(),
    )
    const defect =
      distance(multiply(transpose(V), V), identity(3)) + distance(multiply(transpose(U), U), identity(3))
    expect(defect).toBeGreaterThan(0.01)
    expect(codeOf(() => svd(fromRows(rows)))).toBe('none')
    expect(codeOf(() => svd(fromRows(transposed)))).toBe('none')
  })

  it('counts diag(1, 1e-5, 1e-12) as rank 3', () => {
    expect(new SingularValueDecomposition(LibraryMatrix.diag([1, 1e-5, 1e-12])).rank).toBe(3)
    expect(rankOf(svd(diagonal([1, 1e-5, 1e-12])).singularValues).rank).toBe(2)
  })
})

describe('svd', () => {
  it('spans the kernel of a wide matrix', () => {
    const { singularValues, U, V } = svd(wideJacobian)
    expect(V.rows).toBe(4)
    expect(V.columns).toBe(4)
    expect(distance(multiply(transpose(V), V), identity(4))).toBeLessThan(1e-14)
    expect(frobeniusNorm(multiply(wideJacobian, columnRange(V, 2, 4)))).toBeLessThan(1e-14)
    expect(distance(rebuilt({ singularValues, U, V }), wideJacobian)).toBeLessThan(1e-14)
  })

  it('agrees with LAPACK on the singular values', () => {
    // numpy.linalg.svd([[1,2,3,4],[2,4,1,7]]).S
    const { singularValues } = svd(wideJacobian)
    expect(singularValues[0]).toBeCloseTo(9.778444605959997, 13)
    expect(singularValues[1]).toBeCloseTo(2.0933277545983637, 13)
  })

  it('keeps its promises for any shape, with zero rows, zero columns and repeated rows', () => {
    const shapes = fc
      .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
      .chain(([rows, columns]) =>
        fc
          .array(
            fc.oneof(
              fc.constant(0),
              fc.integer({ min: -3, max: 3 }),
              fc.double({ min: -9, max: 9, noNaN: true }),
            ),
            {
              minLength: rows * columns,
              maxLength: rows * columns,
            },
          )
          .map((data) => matrix(rows, columns, data)),
      )
    fc.assert(
      fc.property(shapes, (m) => {
        const found = svd(m)
        const { singularValues, U, V } = found
        expect(singularValues.length).toBe(Math.min(m.rows, m.columns))
        expect([...singularValues]).toEqual([...singularValues].sort((a, b) => b - a))
        expect(distance(multiply(transpose(U), U), identity(m.rows))).toBeLessThan(1e-12)
        expect(distance(multiply(transpose(V), V), identity(m.columns))).toBeLessThan(1e-12)
        expect(distance(rebuilt(found), m)).toBeLessThan(1e-12 * (1 + frobeniusNorm(m)))
        const { rank, clear } = rankOf(singularValues)
        if (clear && singularValues[0]! > 1e-100) {
          const inverse = pseudoInverse(m, { relative: 1e-9 })
          const condition = singularValues[0]! / singularValues[rank - 1]!
          expect(distance(multiply(m, multiply(inverse, m)), m)).toBeLessThan(
            1e-11 * condition * (1 + frobeniusNorm(m)),
          )
        }
      }),
      { seed: 20, numRuns: 500 },
    )
  })

  it.each([
    ['1×1', [[-3]], [3]],
    ['1×1 zero', [[0]], [0]],
    ['a row', [[3, 0, 4]], [5]],
    ['a column', [[3], [0], [4]], [5]],
    ['all zero', [[0, 0, 0], [0, 0, 0]], [0, 0]], // prettier-ignore
    ['tiny', [[3e-300, 0], [0, 4e-320]], [3e-300, 4e-320]], // prettier-ignore
    ['huge', [[3e300, 0], [0, 4e307]], [4e307, 3e300]], // prettier-ignore
  ])('works for %s', (_, rows, values) => {
    const found = svd(fromRows(rows))
    expect([...found.singularValues]).toEqual(values)
    expect(distance(rebuilt(found), fromRows(rows))).toBeLessThanOrEqual(1e-14 * values[0]!)
  })

  it('works for empty matrices: without equations the kernel is everything', () => {
    expect(svd(matrix(0, 3)).V).toEqual(identity(3))
    expect(svd(matrix(2, 0)).U).toEqual(identity(2))
    expect(rankOf(svd(matrix(0, 0)).singularValues)).toMatchObject({ rank: 0, gap: Infinity })
  })

  it('fixes the signs, so that -m has the same right vectors', () => {
    const negative = fromRows(toRows(wideJacobian).map((row) => row.map((x) => -x)))
    expect(distance(svd(negative).V, svd(wideJacobian).V)).toBeLessThan(1e-14)
    expect([0, 1, 2, 3].every((j) => Math.max(...column(svd(negative).V, j)) > 0)).toBe(true)
  })

  it('refuses NaN and infinity', () => {
    expect(codeOf(() => svd(matrix(2, 2, [1, NaN, 0, 1])))).toBe('not-finite')
    expect(codeOf(() => symmetricEigen(matrix(2, 2, [1, 0, 0, Infinity])))).toBe('not-finite')
    expect(codeOf(() => leastSquares(identity(2), [1, NaN]))).toBe('not-finite')
  })
})

describe('symmetricEigen', () => {
  it('knows the second-difference matrix: 2 - 2 cos(kπ/(n+1))', () => {
    const n = 12
    const m = matrix(n, n)
    for (let i = 0; i < n; i++) {
      m.data[i * n + i] = 2
      if (i > 0) m.data[i * n + i - 1] = m.data[(i - 1) * n + i] = -1
    }
    const { values, vectors } = symmetricEigen(m)
    values.forEach((value, k) =>
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 13),
    )
    expect(distance(multiply(m, vectors), multiply(vectors, diagonal(values)))).toBeLessThan(1e-13)
  })

  it('finds rank one: (5/2)(1,2)ᵀ(1,2) has eigenvalues 0 and 25/2', () => {
    const { values, vectors } = symmetricEigen(matrix(2, 2, [2.5, 5, 5, 10]))
    expect(values[0]).toBeCloseTo(0, 14)
    expect(values[1]).toBeCloseTo(12.5, 13)
    expect(column(vectors, 1)[0]).toBeCloseTo(1 / Math.sqrt(5), 14)
  })

  it('refuses what is not symmetric or not square instead of answering for another matrix', () => {
    expect(codeOf(() => symmetricEigen(matrix(2, 2, [1, 2, 3, 4])))).toBe('linear-algebra')
    expect(codeOf(() => symmetricEigen(matrix(2, 3)))).toBe('linear-algebra')
  })

  it('keeps its promises on random symmetric matrices, repeated eigenvalues among them', () => {
    const entries = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 25, maxLength: 25 })
    fc.assert(
      fc.property(entries, (data) => {
        const half = matrix(5, 5, data)
        const m = multiply(half, transpose(half))
        const { values, vectors } = symmetricEigen(m)
        expect([...values]).toEqual([...values].sort((a, b) => a - b))
        expect(distance(multiply(transpose(vectors), vectors), identity(5))).toBeLessThan(1e-12)
        expect(distance(multiply(m, vectors), multiply(vectors, diagonal(values)))).toBeLessThan(1e-12)
      }),
      { seed: 21, numRuns: 200 },
    )
  })

  it('works for empty and 1×1 matrices', () => {
    expect(symmetricEigen(matrix(0, 0)).values.length).toBe(0)
    expect([...symmetricEigen(matrix(1, 1, [-7])).values]).toEqual([-7])
  })
})

describe('rankOf', () => {
  it('says how sharp the decision was', () => {
    expect(rankOf([2, 1, 2 ** -50])).toEqual({ rank: 2, gap: 2 ** 50, tolerance: 2e-9, clear: true })
    expect(rankOf([2, 4e-9, 1e-9])).toMatchObject({ rank: 2, gap: 4, clear: false })
    expect(rankOf([2, 1])).toMatchObject({ rank: 2, gap: Infinity, clear: true })
    expect(rankOf([0, 0])).toMatchObject({ rank: 0, clear: true })
  })

  it('can be told how large rounding noise is', () => {
    expect(rankOf([1e-15, 1e-16])).toMatchObject({ rank: 2 })
    expect(rankOf([1e-15, 1e-16], { absolute: 1e-12 })).toMatchObject({ rank: 0 })
    expect(rankOf([3, 1e-11], { absolute: 1e-12 })).toMatchObject({ rank: 1, tolerance: 3 * 1e-9 })
  })
})

describe('pseudoInverse and leastSquares', () => {
  it('give the least-norm solution of an underdetermined problem', () => {
    // x + 2y = 5: the nearest point to the origin is (1, 2)
    const x = leastSquares(fromRows([[1, 2]]), [5])
    expect(x[0]).toBeCloseTo(1, 14)
    expect(x[1]).toBeCloseTo(2, 14)
  })

  it('fit a line: the normal equations of (0,1),(1,3),(2,4) give 7/6 + 3/2 t', () => {
    const x = leastSquares(fromRows([[1, 0], [1, 1], [1, 2]]), [1, 3, 4]) // prettier-ignore
    expect(x[0]).toBeCloseTo(7 / 6, 13)
    expect(x[1]).toBeCloseTo(3 / 2, 13)
  })

  it('invert rank-deficient matrices in the sense of Moore and Penrose', () => {
    // of the rank-one matrix v wᵀ it is w vᵀ / (|v|²|w|²)
    const m = fromRows([[1, 2, 2], [2, 4, 4]]) // prettier-ignore
    const expected = fromRows([[1, 2], [2, 4], [2, 4]].map((row) => row.map((x) => x / 45))) // prettier-ignore
    expect(distance(pseudoInverse(m), expected)).toBeLessThan(1e-15)
  })
})
