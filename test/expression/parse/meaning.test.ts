import fc from 'fast-check'
import * as mathjs from 'mathjs'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../src/base/problem.js'
import { rational } from '../../../src/expression/index.js'
import { numbers, numbersOf, read, testScope } from './scope.js'

// The reference is mathjs itself: it evaluates the same text in doubles, with its own idea of every operator.
function reference(text: string): unknown {
  const given = Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      name,
      typeof value === 'number'
        ? value
        : mathjs.matrix(JSON.parse(JSON.stringify(value)) as number[] | number[][]),
    ]),
  )
  const value: unknown = mathjs.evaluate(text, given)
  return mathjs.isMatrix(value) ? value.toArray() : value
}

describe('precedence and arithmetic agree with mathjs', () => {
  it.each([
    '-a^2',
    '-2^2',
    '2^-a',
    '2^a^2',
    'a^-b^2',
    'a/b/c',
    'a/b*c',
    'a/b c',
    '1/2 a',
    '-1/2 a',
    'a/2 b',
    '2 a^2 b',
    '2(a + b)(c - a)',
    'a - b - c',
    'a - (b - c)',
    'a - b + c',
    '--a',
    '+-+a',
    'a*-b',
    '1e2 a + .5 - 2.',
    '2e a',
    'a b/c a',
    'sqrt(a) b',
    'exp(-a)*log(b) + atan(c) - tanh(a/b)',
    'max(a, b, c) - min(a, b)',
    'abs(a - c) + sign(a - c)',
    'pi*e^a',
  ])('%s', (text) => {
    expect(numbersOf(text).shape).toEqual([])
    expect(numbersOf(text).entries[0]).toBeCloseTo(reference(text) as number, 10)
  })

  it('for random formulas without brackets to help', { timeout: 20_000 }, () => {
    const leaf = fc.constantFrom(
      'a',
      'b',
      'c',
      '2',
      '3',
      '0.5',
      '1.5e1',
      'x[2]',
      'W[2,3]',
      '(a - c)',
      'exp(a/c)',
    )
    const sign = fc.constantFrom('', '', '', '-', '+')
    const operator = fc.constantFrom(' + ', '-', '*', ' / ', '^', ' ', '.*', ' .^ ', './')
    const formula = fc
      .array(fc.tuple(operator, sign, leaf), { minLength: 1, maxLength: 7 })
      .map((parts) => 'a' + parts.map(([op, prefix, value]) => op + prefix + value).join(''))
    let compared = 0
    fc.assert(
      fc.property(formula, (text) => {
        // Not all of them mean something: a (a - c) is a call, 2 3 nothing, and powers may leave the reals.
        const expected = mathjsValue(text)
        const ours = expected === undefined ? undefined : ownValue(text)
        if (expected === undefined || ours === undefined) return
        compared++
        expect(Math.abs(ours - expected), text).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-12)
      }),
      { numRuns: 600, seed: 4 },
    )
    expect(compared).toBeGreaterThan(200)
  })

  function mathjsValue(text: string): number | undefined {
    try {
      const value = reference(text)
      return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e12 ? value : undefined
    } catch {
      return undefined
    }
  }

  // What mathjs can compute in the reals, we can read: only powers of negative numbers may have no value.
  function ownValue(text: string): number | undefined {
    try {
      const value = numbersOf(text).entries[0]!
      return Number.isFinite(value) ? value : undefined
    } catch (error) {
      const code = error instanceof ProblemError ? error.problem.code : undefined
      if (code === 'undefined-value' || code === 'too-large') return undefined
      throw error
    }
  }
})

describe('vectors and matrices agree with mathjs', () => {
  it.each([
    'W*x',
    "W'*y",
    '2*x + 1',
    'x/2 - a*x',
    'x + x.*x',
    'x.^2',
    '2 .^ x',
    '1 ./ x',
    'M*M',
    'M^3',
    'M^0',
    'M^-1',
    'M^(-2)*y',
    'M*W*x',
    "M - M'",
    '[1, 2; 3, 4]*y',
    '[[1, 2], [3, 4]]*[a, b]',
    'inv(M)*y',
    'inv([2, 0, 1; 1, 3, 0; 0, 1, 1])',
    'x[2:3]',
    'x[2:end]',
    'W[1:2, 2:3]',
    '-W',
  ])('%s', (text) => {
    const expected = reference(text) as (number | number[])[]
    const { shape, entries } = numbersOf(text)
    expect(shape).toEqual(mathjs.size(expected as number[]))
    expected.flat().forEach((value, i) => expect(entries[i]).toBeCloseTo(value, 10))
  })

  it.each([
    "x'*x",
    'dot(x, x)',
    'norm(x)',
    'sum(x)',
    'sum(W)',
    'mean(x)',
    'det(M)',
    'det([1, 2, 0, 1; 0, 1, 3, 1; 2, 2, 1, 0; 1, 0, 1, 1])',
    'trace(M)',
    'x[2] + W[2,3] + x[end]',
    "norm(M*y)^2 - y'*M'*M*y",
    'x[1:2][2]',
    'max(x) - min(W)',
    'max(a) + min([b, c])',
  ])('%s is a number', (text) => {
    const { shape, entries } = numbersOf(text)
    expect(shape).toEqual([])
    const value = reference(text) as number | number[]
    expect(entries[0]).toBeCloseTo([value].flat()[0]!, 10)
  })

  it('has vectors as columns: a row times a column is a number, a column times a row a matrix', () => {
    expect(numbersOf("x*y'").shape).toEqual([3, 2])
    expect(numbersOf("x*y'").entries).toEqual([10.5, -14, 16.5, -22, 19.5, -26])
    expect(numbersOf("y'").shape).toEqual([1, 2])
    expect(numbersOf("y''").shape).toEqual([2])
    expect(numbersOf('W[1,:]').shape).toEqual([3])
    expect(numbersOf('W[:,2]').entries).toEqual([-2, 0.5])
    expect(numbersOf("W'").entries).toEqual([1, 4, -2, 0.5, 3, -6])
  })

  it('applies elementary functions to each entry, and combines numbers with vectors', () => {
    expect(numbersOf('tanh(y)').entries[1]).toBeCloseTo(Math.tanh(-2), 14)
    expect(numbersOf('max(y, 0)').entries).toEqual([1.5, 0])
    expect(numbersOf('exp(W)').shape).toEqual([2, 3])
  })

  it('has a softmax that adds up to 1 and the logarithm of a sum of exponentials', () => {
    const total = Math.exp(1.5) + Math.exp(-2)
    expect(numbersOf('softmax(y)').entries[0]).toBeCloseTo(Math.exp(1.5) / total, 14)
    expect(numbersOf('logsumexp(y)').entries[0]).toBeCloseTo(Math.log(total), 14)
    expect(numbersOf('logsumexp(y, 0)').shape).toEqual([2])
    expect(numbersOf('logsumexp(y, 0)').entries[1]).toBeCloseTo(Math.log1p(Math.exp(-2)), 14)
    expect(numbersOf('logsumexp(3)').entries).toEqual([3])
  })

  it('has them for large numbers, and where one of them is all that counts', () => {
    expect(numbersOf('logsumexp([1000, 1000])').entries[0]).toBeCloseTo(1000 + Math.LN2, 12)
    expect(numbersOf('softmax([-2000*y[1], 3000])').entries).toEqual([0, 1])
    // mpmath: log(exp(0) + exp(-40) + exp(-41)) with 40 digits.
    expect(
      Math.abs(numbersOf('logsumexp([0, -40, -41])').entries[0]! / 5.811236444626578e-18 - 1),
    ).toBeLessThan(4e-16)
    expect(numbersOf('logsumexp([30, -40]) - 30').entries[0]).toBe(0)
  })
})

describe('formulas are exact', () => {
  const constant = (text: string): string => {
    const [entry] = read(text).entries
    return entry?.kind === 'constant' ? rational.toString(entry.value) : 'not a constant'
  }

  it.each([
    ['0.1', '1/10'],
    ['0.1 + 0.2', '3/10'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e400', `1${'0'.repeat(400)}`],
    ['1e-400', `1/1${'0'.repeat(400)}`],
    ['2.50', '5/2'],
    ['.5e1', '5'],
    ['1/3 + 1/6', '1/2'],
    ['det([1/3, 2; 1, 6])', '0'],
  ])('%s is %s', (text, expected) => {
    expect(constant(text)).toBe(expected)
  })

  it('gives equal formulas the same object', () => {
    const scope = testScope()
    const same = (left: string, right: string): void =>
      expect(read(left, scope).entries[0], `${left} and ${right}`).toBe(read(right, scope).entries[0])
    same('norm(x)^2', "x'*x")
    same('norm(x)^2', 'sum(x.^2)')
    same('a + b*c', 'c b + a')
    same('(a + b) - b', 'a')
    same('sqrt(2)', '2^(1/2)')
    same('a\n  + b', 'a + b')
  })

  it('reads a sum of thousands of terms without nesting', () => {
    const { entries } = read(`a${' + a'.repeat(4000)}`)
    expect(entries[0]).toMatchObject({ kind: 'sum', terms: [{ coefficient: { numerator: 4001n } }] })
  })
})
