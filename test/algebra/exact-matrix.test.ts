import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactCharacteristicPolynomial,
  exactDeterminant,
  exactInverse,
  type ExactMatrix,
  exactRank,
  exactSolve,
} from '../../src/algebra/index.js'
import { isZero } from '../../src/calculus/index.js'
import { add, multiply, subtract, toText } from '../../src/expression/index.js'
import { exact, graph, read, texts } from './exact.js'

function provedEqual(a: ExactMatrix, b: ExactMatrix): boolean {
  return a.every((row, i) => row.every((entry, j) => isZero(subtract(entry, b[i]![j]!)).outcome === 'proved'))
}

function times(a: ExactMatrix, b: ExactMatrix): ExactMatrix {
  return a.map((row) =>
    b[0]!.map((_, j) => row.map((x, k) => multiply(x, b[k]![j]!)).reduce((s, t) => add(s, t))),
  )
}

// arctan(1/2) + arctan(1/3) = π/4 (Euler) is true, but beyond the exact zero test
const undecidable = 'atan(1/2) + atan(1/3) - pi/4'

describe('exactRank', () => {
  it.each([
    [[[1, 2], [2, 4]], 1],
    [[['1/3', '2/3'], [1, '2.0000000000000000000001']], 2],
    [[['sqrt(2)', 2], [1, 'sqrt(2)']], 1],
    [[['1 + sqrt(2)', 1], [1, 'sqrt(2) - 1']], 1],
    [[['sqrt(2)*sqrt(3)', 'sqrt(6) + 1'], [1, 1]], 2],
    [[[0, 0, 0], [0, 0, 5]], 1],
    [[[0, 1], [0, 0], [1, 0]], 2],
    [[['exp(1)*exp(-1)', 1], [1, 'cosh(1)^2 - sinh(1)^2']], 1],
    [[[0, 0]], 0],
  ] as const)('of %j is %d', (rows, expected) => expect(exactRank(exact(rows))).toBe(expected)) // prettier-ignore

  it('of nothing is zero', () => expect(exactRank([])).toBe(0))

  it('is not guessed where a pivot cannot be decided', () => {
    expect(isZero(read(undecidable)).outcome).toBe('unknown')
    expect(exactRank(exact([[undecidable]]))).toBeUndefined()
    expect(exactRank(exact([[1, 1], [1, `1 + ${undecidable}`]]))).toBeUndefined() // prettier-ignore
    // there the pivot 1 decides
    expect(exactRank(exact([[undecidable, 1], [1, 0]]))).toBe(2) // prettier-ignore
  })

  it('is that of the factors of a product', () => {
    const integers = (length: number) =>
      fc.array(fc.integer({ min: -3, max: 3 }), { minLength: length, maxLength: length })
    fc.assert(
      fc.property(
        fc.array(integers(2), { minLength: 4, maxLength: 4 }),
        fc.array(integers(5), { minLength: 2, maxLength: 2 }),
        (left, right) => {
          const [l, r] = [exact(left), exact(right)]
          const rank = exactRank(times(l, r))!
          expect(rank).toBeLessThanOrEqual(2)
          if (exactRank(l) === 2 && exactRank(r) === 2) expect(rank).toBe(2)
          // multiplying the rows by 1 + √2 changes nothing
          expect(exactRank(times(l, r).map((row) => row.map((x) => multiply(x, read('1 + sqrt(2)')))))).toBe(
            rank,
          )
        },
      ),
      { seed: 8, numRuns: 25 },
    )
  })
})

describe('exactSolve and exactInverse', () => {
  it('solve over rationals', () => {
    expect(texts(exactSolve(exact([[2, 1], [1, 3]]), exact([[1], [2]])))).toEqual([['1/5'], ['3/5']]) // prettier-ignore
    expect(texts(exactInverse(exact([[0, 1], [1, 5]])))).toEqual([['-5', '1'], ['1', '0']]) // prettier-ignore
  })

  it('come back to integers through radicals', () => {
    // the label-noise drift at a = b = √2 and the like: 10 must be the constant 10
    const solved = exactSolve(exact([['sqrt(2)', 'sqrt(2)'], ['sqrt(2)', '-sqrt(2)']]), exact([['20*sqrt(2)'], [0]])) // prettier-ignore
    expect(solved!.flat()).toEqual([graph.constant(10), graph.constant(10)])
  })

  it('invert with radicals', () => {
    const m = exact([['1 + sqrt(2)', 2, 0], ['sqrt(3)', 1, 1], [0, 'sqrt(6)', 1]]) // prettier-ignore
    const identity = exact([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) // prettier-ignore
    expect(provedEqual(times(m, exactInverse(m)!), identity)).toBe(true)
  })

  it('invert where symbols stand for anything in general position', () => {
    const m = exact([['a', 'b'], ['b', 'c']]) // prettier-ignore
    expect(provedEqual(times(m, exactInverse(m)!), exact([[1, 0], [0, 1]]))).toBe(true) // prettier-ignore
  })

  it('give nothing for a singular or undecided matrix', () => {
    expect(exactInverse(exact([[1, 'sqrt(2)'], ['sqrt(2)', 2]]))).toBeUndefined() // prettier-ignore
    expect(exactInverse(exact([[undecidable]]))).toBeUndefined()
    expect(exactInverse([])).toEqual([])
  })

  it('refuse shapes that do not fit', () => {
    expect(() => exactInverse(exact([[1, 2]]))).toThrow(RangeError)
    expect(() => exactSolve(exact([[1]]), exact([[1], [2]]))).toThrow(RangeError)
    expect(() => exactDeterminant(exact([[1, 2]]))).toThrow(RangeError)
    expect(() => exactRank([[graph.one], []])).toThrow(RangeError)
  })
})

describe('exactDeterminant and exactCharacteristicPolynomial', () => {
  it('agree with values from SymPy', () => {
    const m = exact([[2, 'sqrt(2)', 0], ['sqrt(2)', 3, '1/2'], [0, '1/2', -1]]) // prettier-ignore
    expect(toText(exactDeterminant(m)!)).toBe('-9/2')
    expect(exactCharacteristicPolynomial(m).map(toText)).toEqual(['9/2', '-5/4', '-4', '1'])
  })

  it('know Vandermonde with symbols', () => {
    const m = exact([[1, 'a', 'a^2'], [1, 'b', 'b^2'], [1, 'c', 'c^2']]) // prettier-ignore
    const expected = read('(b - a)*(c - a)*(c - b)')
    expect(isZero(subtract(exactDeterminant(m)!, expected)).outcome).toBe('proved')
  })

  it('the determinant knows zero, and the sign of a swap', () => {
    expect(exactDeterminant(exact([['sqrt(2)', 2], [1, 'sqrt(2)']]))).toBe(graph.zero) // prettier-ignore
    expect(toText(exactDeterminant(exact([[0, 1], [1, 0]]))!)).toBe('-1') // prettier-ignore
  })
})
