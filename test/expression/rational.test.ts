import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Rational, rational } from '../../src/expression/index.js'

const { of } = rational

/** Whether the rational is `n/d` in lowest terms, by Euclid's algorithm on whole numbers alone. */
function isReduced({ numerator, denominator }: Rational, n: bigint, d: bigint): void {
  const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b))
  expect(numerator * d).toBe(denominator * n)
  expect(denominator > 0n).toBe(true)
  expect([1n, -1n]).toContain(divisor(numerator, denominator))
}

describe('reading', () => {
  it.each([
    ['0.1', '1/10'],
    ['-3/4', '-3/4'],
    ['6/4', '3/2'],
    ['2.5e-3', '1/400'],
    ['1E3', '1000'],
    ['.5', '1/2'],
    ['5.', '5'],
    ['-0', '0'],
  ])('%s is %s', (text, exact) => {
    expect(rational.toString(of(text))).toBe(exact)
  })

  it('takes doubles by their shortest decimal', () => {
    expect(rational.toString(of(0.1))).toBe('1/10')
    expect(rational.toString(of(1e-7))).toBe('1/10000000')
    expect(rational.toString(of(2 ** 60))).toBe('1152921504606847000')
    expect(rational.toString(of(-2.5))).toBe('-5/2')
  })

  it.each(['', 'x', '1/2/3', '0x10', '1 2', 'NaN', 'Infinity'])('refuses %j', (text) => {
    expect(() => of(text)).toThrow(/not a number/)
  })

  it('refuses NaN, a zero denominator and absurd exponents', () => {
    expect(() => of(NaN)).toThrow(/not a number/)
    expect(() => of(1, 0)).toThrow(/division by zero/)
    expect(() => of('1/0')).toThrow(/division by zero/)
    expect(() => of('1e999999999')).toThrow(/too large/)
    expect(() => rational.power(of(10), 10n ** 9n)).toThrow(/too large/)
  })
})

describe('arithmetic', () => {
  it('is exact far beyond doubles', () => {
    const value = rational.power(of('10/3'), 40n)
    expect(rational.toString(value)).toBe(`1${'0'.repeat(40)}/12157665459056928801`)
    expect(rational.equals(rational.multiply(value, rational.power(of('3/10'), 40n)), rational.one)).toBe(
      true,
    )
  })

  const fractions = fc.record({
    n: fc.bigInt({ min: -999n, max: 999n }),
    d: fc.bigInt({ min: 1n, max: 99n }),
  })

  it('obeys the laws of a field, in lowest terms', () => {
    fc.assert(
      fc.property(fractions, fractions, fractions, (x, y, z) => {
        const [a, b, c] = [of(x.n, x.d), of(y.n, y.d), of(z.n, z.d)]
        const { add, multiply, subtract, divide, equals } = rational
        expect(equals(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)))).toBe(true)
        expect(equals(add(subtract(a, b), b), a)).toBe(true)
        if (!rational.isZero(b)) expect(equals(multiply(divide(a, b), b), a)).toBe(true)
        // The cross product decides equality without any reduction.
        expect(equals(a, b)).toBe(x.n * y.d === y.n * x.d)
        expect(rational.compare(a, b)).toBe(Math.sign(Number(x.n * y.d - y.n * x.d)))
        expect(add(a, b).denominator > 0n).toBe(true)
        if (equals(a, b)) expect(rational.hash(a)).toBe(rational.hash(b))
      }),
    )
  })

  it('stays in lowest terms for numbers of any length', () => {
    const longs = fc.oneof(
      fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
      fc.bigInt({ min: 2n ** 53n - 50n, max: 2n ** 53n + 50n }),
      fc.tuple(fc.nat(90), fc.nat(90)).map(([i, j]) => 2n ** BigInt(i) * 5n ** BigInt(j)),
    )
    const quotients = fc.tuple(longs, longs).filter(([, d]) => d !== 0n)
    fc.assert(
      fc.property(quotients, quotients, ([n, d], [m, e]) => {
        const [a, b] = [of(n, d), of(m, e)]
        isReduced(rational.add(a, b), n * e + m * d, d * e)
        isReduced(rational.subtract(a, b), n * e - m * d, d * e)
        isReduced(rational.multiply(a, b), n * m, d * e)
        if (m !== 0n) isReduced(rational.divide(a, b), n * e, d * m)
      }),
      { numRuns: 1000 },
    )
  })

  it('rounds down to whole numbers', () => {
    expect(rational.floor(of('7/2'))).toBe(3n)
    expect(rational.floor(of('-7/2'))).toBe(-4n)
    expect(rational.floor(of(-4))).toBe(-4n)
  })
})

describe('the nearest double', () => {
  it('is the double that the shortest decimal came from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        fc.pre(x === 0 || Math.abs(x) > 1e-300)
        expect(rational.toNumber(of(x))).toBe(x === 0 ? 0 : x)
      }),
      { numRuns: 2000 },
    )
  })

  it('is found for huge numerators and denominators', () => {
    const third = { numerator: 10n ** 400n, denominator: 3n * 10n ** 400n }
    expect(rational.toNumber(third)).toBe(1 / 3)
    expect(rational.toNumber({ numerator: 1n, denominator: 10n ** 400n })).toBe(0)
    expect(rational.toNumber({ numerator: -(10n ** 400n), denominator: 1n })).toBe(-Infinity)
  })
})
