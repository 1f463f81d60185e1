import * as mathjs from 'mathjs'
import { describe, expect, it } from 'vitest'
import { numbers, numbersOf, problemIn } from './scope.js'

// The reference is mathjs, which has functions of the same names.
describe('matrices made of vectors and matrices', () => {
  it.each([
    'diag(x)',
    'diag(M)',
    'diag(W)',
    'identity(3)',
    'identity(2)*y',
    'diag(y)*M - M*diag(y)',
    'diag(diag(M)) + identity(2)',
    'kron(M, W)',
    'kron(W, M)*kron([x[1]; x[2]; x[3]], [1; 2])',
    "kron(x', M)",
  ])('%s', (text) => {
    const given = Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : mathjs.matrix(JSON.parse(JSON.stringify(value)) as number[]),
      ]),
    )
    // A row vector of mathjs is a matrix of one row only when it is made one.
    const own = text.replace("x'", '[x[1], x[2], x[3]; 0, 0, 0][1, :]')
    const expected = mathjs.matrix(mathjs.evaluate(own, given) as mathjs.Matrix).toArray() as number[][]
    const { shape, entries } = numbersOf(text)
    expect(shape).toEqual(mathjs.size(expected))
    expected.flat().forEach((value, i) => expect(entries[i]).toBeCloseTo(value as number, 10))
  })

  it('has outer products and Kronecker products of vectors', () => {
    expect(numbersOf('outer(x, y)')).toEqual(numbersOf("x*y'"))
    expect(numbersOf('outer([a], [b])')).toEqual({ shape: [], entries: [6] })
    expect(numbersOf('kron(x, y)')).toEqual({ shape: [6], entries: [10.5, -14, 16.5, -22, 19.5, -26] })
    expect(numbersOf('kron(a, y)')).toEqual({ shape: [2], entries: [3, -4] })
  })

  it.each([
    ['a + diag(a)', 'not-allowed', 5, 'diag'],
    ["diag(x')", 'not-allowed', 1, 'diag'],
    ['identity(a)', 'not-allowed', 1, 'identity'],
    ['identity(x)', 'not-allowed', 1, 'identity'],
    ['identity(1/2)', 'not-allowed', 1, 'identity'],
    ['identity(0)', 'not-allowed', 1, 'identity'],
    ['identity(-2)', 'not-allowed', 1, 'identity'],
    ['identity(100000)', 'too-large', 1, 'identity'],
    ['outer(M, x)', 'shape-mismatch', 1, 'outer'],
    ['outer(x, a)', 'shape-mismatch', 1, 'outer'],
    ['kron(identity(40), identity(40))', 'too-large', 1, 'kron'],
    ['softmax(W)', 'not-allowed', 1, 'softmax'],
    ['det(identity(5))', 'too-large', 1, 'det'],
    ['inv(identity(4))', 'too-large', 1, 'inv'],
    ['dot(x, M)', 'shape-mismatch', 1, 'dot'],
    ['trace(x)', 'not-allowed', 1, 'trace'],
    ['M*x', 'shape-mismatch', 2, '*'],
    ['eye(3)', 'unknown-function', 1, 'eye'],
    ['softmax(M)', 'not-allowed', 1, 'softmax'],
  ] as const)('%s is refused', (text, code, column, under) => {
    const found = problemIn(text)
    expect([found.code, found.column, found.under]).toEqual([code, column, under])
  })
})

it('says of what there is too much', () => {
  expect(problemIn('identity(448)').problem.facts).toMatchObject({ size: 200704, unit: 'entries' })
  expect(problemIn('det(identity(5))').problem.facts).toMatchObject({ size: 5, unit: 'rows' })
})

it('softmax of a column is that of the vector', () => {
  expect(numbersOf('softmax(diag(x)*[1; 1; 1])').entries).toEqual(numbersOf('softmax(x)').entries)
})
