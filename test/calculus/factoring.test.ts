import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finestStep } from '../../src/calculus/readable/factor.js'
import { irreducibleFactors } from '../../src/calculus/factoring/factors.js'
import { factorUnivariate } from '../../src/calculus/factoring/univariate.js'
import { multiplyInteger, primitiveInteger } from '../../src/calculus/factoring/integer-polynomial.js'
import { convert } from '../../src/calculus/normal-form/convert.js'
import { commonPowers, without } from '../../src/calculus/normal-form/parts.js'
import { keyOf, multiply, primitive } from '../../src/calculus/normal-form/polynomial.js'
import { type Polynomial, Ring } from '../../src/calculus/normal-form/ring.js'
import { formula } from './formula.js'

interface Case {
  readonly polynomial: string
  /** How many irreducible factors with several terms SymPy finds, each counted as often as it divides. */
  readonly factors: number
}

const cases = JSON.parse(
  readFileSync(new URL('fixtures/factors.json', import.meta.url), 'utf8'),
) as readonly Case[]

function factorsOf(text: string): { ring: Ring; whole: Polynomial; factors: Polynomial[] } {
  const e = formula(text)
  const ring = new Ring(e.graph, 1e7)
  const given = convert(ring, e)
  const common = commonPowers(given, () => true)
  const whole = primitive(without(ring, given, common)).primitive
  return { ring, whole, factors: irreducibleFactors(ring, whole, finestStep) }
}

const product = (ring: Ring, factors: readonly Polynomial[]): Polynomial =>
  factors.reduce((all, factor) => multiply(ring, all, factor))

describe('factors of polynomials', () => {
  it('are as many as SymPy finds, and multiply to the polynomial', () => {
    for (const { polynomial, factors: count } of cases) {
      const { ring, whole, factors } = factorsOf(polynomial)
      expect(factors.length, polynomial).toBe(count)
      expect(keyOf(product(ring, factors)), polynomial).toBe(keyOf(whole))
    }
    expect(cases.length).toBeGreaterThan(100)
  })

  it.each([
    ['x^6 - 1', 4],
    ['x^4 + 4', 2],
    ['x^15 - 1', 4],
    ['x^4 - 10*x^2 + 1', 1],
    ['x^8 - 40*x^6 + 352*x^4 - 960*x^2 + 576', 1],
    ['x^2*y^2 - 1', 2],
    ['x^3 + x^2*y - x*y^2 - y^3', 3],
    ['x^4*y^4 - z^4', 3],
    ['x*y + x + y + 1', 2],
    ['x^3 + y^3 + z^3 - 3*x*y*z', 2],
  ])('of %s are %d', (text, count) => expect(factorsOf(text).factors.length).toBe(count))

  it('in one variable come back from their product', () => {
    const coefficient = fc.integer({ min: -9, max: 9 })
    const factor = fc.array(coefficient, { minLength: 1, maxLength: 4 }).map((c) => [...c, 1].map(BigInt))
    fc.assert(
      fc.property(fc.array(factor, { minLength: 1, maxLength: 4 }), (factors) => {
        const whole = primitiveInteger(factors.reduce(multiplyInteger, [2n, 3n]))
        const found = factorUnivariate(whole)
        const count = found.reduce((total, { exponent }) => total + exponent, 0)
        expect(count).toBeGreaterThan(factors.length)
        const again = found.flatMap(({ base, exponent }) => Array.from({ length: exponent }, () => base))
        expect(again.reduce(multiplyInteger, [1n])).toEqual(whole)
      }),
      { numRuns: 200, seed: 7 },
    )
  })

  it('are not looked for without end', () => {
    const start = performance.now()
    const { factors } = factorsOf('(x + 2*y + 3*z + a + b)^3*(x*y*z - a*b + c)^2 + x^17*y^13')
    expect(factors.length).toBeGreaterThan(0)
    expect(factorsOf('x^64 - 1').factors.length).toBe(7)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})
