import { describe, expect, it } from 'vitest'
import {
  column,
  completedBasis,
  dot,
  entry,
  fromColumns,
  fromRows,
  identity,
  matrix,
  multiply,
  multiplyTransposed,
  multiplyVector,
  norm,
  orthogonalityDefect,
  outer,
  preferredSign,
  toRows,
  trace,
  transpose,
} from '../../src/numeric/index.js'

describe('matrices', () => {
  const a = fromRows([[1, 2, 3], [4, 5, 6]]) // prettier-ignore

  it('are row-major', () => {
    expect(entry(a, 1, 0)).toBe(4)
    expect([...column(a, 2)]).toEqual([3, 6])
    expect(fromColumns([[1, 4], [2, 5], [3, 6]])).toEqual(a) // prettier-ignore
    expect(toRows(transpose(a))).toEqual([[1, 4], [2, 5], [3, 6]]) // prettier-ignore
  })

  it('multiply', () => {
    expect(toRows(multiply(a, transpose(a)))).toEqual([[14, 32], [32, 77]]) // prettier-ignore
    expect([...multiplyVector(a, [1, 0, -1])]).toEqual([-2, -2])
    expect([...multiplyTransposed(a, [1, -1])]).toEqual([-3, -3, -3])
    expect(toRows(outer([1, 2], [3, 4]))).toEqual([[3, 4], [6, 8]]) // prettier-ignore
    expect(trace(multiply(a, transpose(a)))).toBe(91)
    expect(multiply(matrix(2, 0), matrix(0, 2))).toEqual(matrix(2, 2))
  })

  it('carry NaN through a product with zero', () => {
    expect(multiply(matrix(1, 1, [0]), matrix(1, 1, [NaN])).data[0]).toBeNaN()
  })

  it('refuse sizes that do not fit', () => {
    expect(() => multiply(a, a)).toThrow(RangeError)
    expect(() => matrix(2, 2, [1])).toThrow(RangeError)
    expect(() => fromRows([[1], [1, 2]])).toThrow(RangeError)
    expect(() => dot([1], [1, 2])).toThrow(RangeError)
  })
})

describe('norm', () => {
  it('neither overflows nor underflows', () => {
    expect(norm([3e200, 4e200])).toBeCloseTo(5e200, -190)
    expect(norm([3e-200, 4e-200]) / 5e-200).toBeCloseTo(1, 14)
    expect(norm([])).toBe(0)
    expect(norm([1, NaN])).toBeNaN()
    expect(norm([NaN, 1])).toBeNaN()
    expect(norm([1, -Infinity])).toBe(Infinity)
  })
})

describe('completedBasis', () => {
  it('keeps the columns it is given and adds the orthogonal complement', () => {
    const given = fromColumns([[0.6, 0.8, 0, 0], [0, 0, -1, 0]]) // prettier-ignore
    const basis = completedBasis(given)
    expect([basis.rows, basis.columns]).toEqual([4, 4])
    expect(column(basis, 1)).toEqual(column(given, 1))
    expect(orthogonalityDefect(basis)).toBeLessThan(1e-15)
  })

  it('completes nothing to an orthogonal matrix and leaves a full basis alone', () => {
    expect(orthogonalityDefect(completedBasis(matrix(3, 0)))).toBe(0)
    expect(completedBasis(identity(3))).toEqual(identity(3))
  })
})

describe('preferredSign', () => {
  it('looks at the entry of largest magnitude, the first of those equal up to rounding', () => {
    expect(preferredSign([0.1, -0.9])).toBe(-1)
    expect(preferredSign([0.7, -0.7 - 1e-16])).toBe(1)
    expect(preferredSign([0, 0])).toBe(1)
  })
})
