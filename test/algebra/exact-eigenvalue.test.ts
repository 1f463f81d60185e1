import { describe, expect, it } from 'vitest'
import { exactLargestEigenvalue } from '../../src/algebra/index.js'
import { isZero } from '../../src/calculus/index.js'
import { evaluate, type Expression, subtract } from '../../src/expression/index.js'
import { fromRows, symmetricEigen } from '../../src/numeric/index.js'
import { exact, read } from './exact.js'

function largest(rows: readonly (readonly (string | number)[])[]): Expression | undefined {
  const m = exact(rows)
  const numbers = m.map((row) => row.map((entry) => evaluate(entry, new Map())))
  return exactLargestEigenvalue(m, symmetricEigen(fromRows(numbers)).values.at(-1)!)
}

function expectEqual(value: Expression | undefined, text: string): void {
  expect(value).toBeDefined()
  expect(isZero(subtract(value!, read(text))).outcome).toBe('proved')
}

describe('exactLargestEigenvalue', () => {
  it('rank one: the trace', () => {
    expect(largest([['5/2', 5], [5, 10]])).toBe(read('25/2')) // prettier-ignore
    // 5/2 (√2, √2)ᵀ(√2, √2): the sharpness 10 of ab = 2 at a = b = √2
    expect(largest([['5/2*sqrt(2)^2', '5/2*sqrt(2)*sqrt(2)'], ['5', '5']])).toBe(read('10')) // prettier-ignore
    expectEqual(largest([['(1 + sqrt(2))^2', '1 + sqrt(2)'], ['1 + sqrt(2)', 1]]), '2*sqrt(2) + 4') // prettier-ignore
  })

  it('rank two: the root of a quadratic', () => {
    expectEqual(largest([[2, 1], [1, 1]]), 'sqrt(5)/2 + 3/2') // prettier-ignore
    expectEqual(largest([[1, 0, 1], [0, 0, 0], [1, 0, 2]]), 'sqrt(5)/2 + 3/2') // prettier-ignore
  })

  it('more: a certified rational', () => {
    expect(
      largest([
        [2, -1, 0],
        [-1, 2, -1],
        [0, -1, 2],
      ]),
    ).toBeUndefined() // 2 + √2
    expect(largest([[3, 1, 1], [1, 3, 1], [1, 1, 3]])).toBe(read('5')) // prettier-ignore
    expect(largest([['1/3', 0, 0], [0, '22/7', 0], [0, 0, 'sqrt(2)']])).toBe(read('22/7')) // prettier-ignore
  })

  it('is not misled where an eigenvalue is within the accuracy of numbers', () => {
    // The largest is 1 + 10⁻¹², not the rational 1 that is a root as well.
    const rows = [[1, 0, 0], [0, '1 + 10^(-12)', 0], [0, 0, 'sqrt(2)/2']] // prettier-ignore
    const value = exactLargestEigenvalue(exact(rows), 1)
    expect(value).not.toBe(read(1))
  })

  it('is right for matrices with negative eigenvalues too', () => {
    // e₂ = 0 without rank one: eigenvalues 2, 2, -1
    expect(largest([[1, 1, 1], [1, 1, -1], [1, -1, 1]])).toBe(read('2')) // prettier-ignore
    expect(largest([[0, 1], [1, 0]])).toBe(read('1')) // prettier-ignore
    expect(largest([[-2, 0], [0, -3]])).toBe(read('-2')) // prettier-ignore
  })

  it('is zero for the zero matrix and nothing for no matrix', () => {
    expect(largest([[0, 0], [0, 0]])).toBe(read('0')) // prettier-ignore
    expect(exactLargestEigenvalue([], 0)).toBeUndefined()
  })

  it('finds ranks one and two in large matrices without their characteristic polynomial', () => {
    const v = Array.from({ length: 15 }, (_, i) => i + 1)
    expect(largest(v.map((x) => v.map((y) => x * y)))).toBe(read('1240'))
    expectEqual(largest(v.map((x) => v.map((y) => x * y + 1))), '5*sqrt(62329)/2 + 1255/2')
  })
})
