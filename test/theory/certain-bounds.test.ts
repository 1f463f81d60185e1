import { describe, expect, it } from 'vitest'
import { enumerationBound, enclosedFactors } from '../../src/numeric/lyapunov/bounds/index.js'
import { stream } from '../../src/numeric/index.js'
import { decimalEnds, enclosing } from '../../src/theory/decimal.js'
import { grams, product } from '../numeric/lyapunov/worked-products.js'

const read = (text: string): number => Number(text.replaceAll('$', '').replace(/ ?\\cdot ?10\^\{(-?\d+)\}/, 'e$1').replace(/^10\^\{(-?\d+)\}$/, '1e$1')) // prettier-ignore

describe('ends that are certain', () => {
  it('are so as printed', () => {
    // λ = −0.2332736…: rounded to nearest both ends would be below it.
    expect(enclosing(-0.23327361, '\\lambda', -0.2332736)).toBe('-0.23327361 \\le \\lambda \\le -0.2332736')
    expect(enclosing(-0.2332736, '\\lambda', 1.23456789)).toBe('-0.233274 \\le \\lambda \\le 1.23457')
    expect(enclosing(-Infinity, '\\lambda', -0.2332736)).toBe('\\lambda \\le -0.233273')
    expect(enclosing(0.1234564, '\\gamma', Infinity)).toBe('\\gamma \\ge 0.123456')
    const random = stream(1, 'ends of intervals', 0)
    for (let trial = 0; trial < 400; trial++) {
      const size = 10 ** (16 * random.uniform() - 8)
      const lo = size * random.normal()
      const hi = lo + size * 10 ** (-16 * random.uniform()) * random.uniform()
      for (const digits of [3, 4, 6]) {
        const [low, high] = decimalEnds(lo, hi, digits).map(read) as [number, number]
        expect([lo, hi, low <= lo, hi <= high]).toEqual([lo, hi, true, true])
      }
    }
  })

  it('name the products that they are means of', () => {
    const words = (length: number): string =>
      enumerationBound(enclosedFactors(product(grams.oblique), 0.3), length).detail
    expect(words(1)).toBe('The mean of $\\log\\lVert A_S\\rVert$ over all batches $S$, in a suitable norm.')
    expect(words(2)).toContain('A_{S_{2}}A_{S_1}')
    expect(words(3)).toContain('A_{S_{3}}\\cdots A_{S_1}')
  })
})
