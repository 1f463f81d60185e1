import { describe, expect, it } from 'vitest'
import {
  evaluate,
  type Expression,
  freeSymbols,
  rational,
  type SymbolNode,
  toText,
} from '../../../src/expression/index.js'
import { antiderivativeOf, writtenAntiderivative } from '../../../src/theory/noise/along/index.js'
import { type Polynomial, times } from '../../../src/theory/noise/along/polynomial.js'
import { realRoots } from '../../../src/theory/noise/along/real-roots.js'
import { formula } from '../../calculus/formula.js'

const samples = [0.31, 0.47, 0.62, 0.83, 1.21, 1.7, 2.3, 2.9]

/** Gauss–Legendre with three nodes on many pieces. */
function quadrature(f: (x: number) => number, from: number, to: number): number {
  const pieces = 400
  const h = (to - from) / pieces
  const [node, side, middle] = [Math.sqrt(3 / 5), 5 / 18, 4 / 9]
  return Array.from({ length: pieces }, (_, k) => from + (k + 0.5) * h).reduce(
    (sum, c) => sum + h * (side * f(c - (node * h) / 2) + middle * f(c) + side * f(c + (node * h) / 2)),
    0,
  )
}

const symbolOf = (e: Expression): SymbolNode => [...freeSymbols(e)][0]!

describe('antiderivatives', () => {
  it.each([
    ['1/x', 0.3, 2],
    ['(x^6 + 4)/(x^3*(x^6 - 2))', 1.3, 2],
    ['(x^4 + 1)/(x*(x^4 - 1))', 0.2, 0.9],
    ['(3 - x^4)/(x*(x^4 + 1))', 0.2, 3],
    ['1/(x^2 + x + 1)', -2, 2],
    ['1/(x^2 - 2)', -1, 1],
    ['(2*x + 1)/((x - 1)^3*(x + 2)^2)', 1.5, 3],
    ['x^5/(x^2 + 1)^3 + x^2', -1, 2],
    ['1/((x^2 + 1)*(x^2 + 4))', -3, 1],
    ['x/(x^3 + 2)', 0, 2],
    ['1/(x^4 - 3*x^2 + 2)', -0.9, 0.9],
    ['-2*cosh(2*x)/sinh(2*x)', 0.1, 1],
    ['tanh(x)', -1, 2],
    ['1/(exp(2*x) + 3)', -1, 2],
    ['exp(4*x)/(exp(4*x) + 1)', -1, 1],
    ['2*sin(x)*cos(x)/(3*sin(x)^2 + cos(x)^2)', 0, 1],
    ['-x/(2*(1 - x^2))', -0.5, 0.8],
  ])('of %s', (text, from, to) => {
    const h = formula(text)
    const x = symbolOf(h)
    const found = antiderivativeOf(h, x, samples)
    expect(found, 'there is one').toBeDefined()
    const written = writtenAntiderivative(found!)
    const value = (e: Expression, s: number): number => evaluate(e, new Map([[x, s]]))
    const expected = quadrature((s) => value(h, s), from, to)
    expect(value(written, to) - value(written, from)).toBeCloseTo(expected, 8)
  })

  it('are as short as a person writes them', () => {
    const of = (text: string) => {
      const h = formula(text)
      return toText(writtenAntiderivative(antiderivativeOf(h, symbolOf(h), samples)!))
    }
    expect(of('7/y')).toBe('7*log(abs(y))')
    expect(of('tanh(x)')).toBe('log(cosh(x))')
  })

  it.each(['1/(x^5 - x - 1)', 'exp(x)/x', 'sqrt(1 + x^4)', 'sin(x)/x', 'exp(x^2)'])('none for %s', (text) => {
    const h = formula(text)
    expect(antiderivativeOf(h, symbolOf(h), samples)).toBeUndefined()
  })
})

describe('real roots', () => {
  const line = (root: string): Polynomial => {
    const [numerator, denominator = '1'] = root.split('/')
    return [rational.negate(rational.of(BigInt(numerator!), BigInt(denominator))), rational.one]
  }
  const product = (...factors: Polynomial[]): Polynomial => factors.reduce(times)
  const values = (p: Polynomial) => realRoots(p).map(({ value }) => value)

  it('all of them, each once', () => {
    const found = values(product(line('-2'), line('1/3'), line('1/3'), line('7')))
    expect(found).toHaveLength(3)
    found.forEach((x, i) => expect(Math.abs(x / [-2, 1 / 3, 7][i]! - 1)).toBeLessThan(1e-15))
    values([rational.of(-2), rational.zero, rational.one]).forEach((x, i) =>
      expect(x).toBeCloseTo([-Math.SQRT2, Math.SQRT2][i]!, 14),
    )
    expect(values([rational.one, rational.zero, rational.one])).toEqual([])
    expect(values([rational.of(5)])).toEqual([])
  })

  it('that lie close together, and far apart', () => {
    const found = values(product(line('1'), line('1000001/1000000'), line('-100000')))
    expect(found).toHaveLength(3)
    found.forEach((x, i) => expect(Math.abs(x / [-100000, 1, 1.000001][i]! - 1)).toBeLessThan(1e-9))
  })

  it('of Wilkinson’s polynomial, which doubles do not find', () => {
    const found = values(product(...Array.from({ length: 15 }, (_, k) => line(String(k + 1)))))
    expect(found).toHaveLength(15)
    found.forEach((x, k) => expect(Math.abs(x - k - 1)).toBeLessThan(1e-5))
  })
})
