import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Factor, rational } from '../../src/expression/index.js'
import { plainProduct } from '../../src/expression/plain-products.js'
import { canonicalProduct } from '../../src/expression/products.js'
import { plainMultiple, plainSum } from '../../src/expression/plain-sums.js'
import { canonicalSum } from '../../src/expression/sums.js'
import { randomGraphs, unlessUndefined } from './random-graph.js'

const numbers = fc.constantFrom('1', '1', '-1', '0', '2', '1/2', '-3/4').map((text) => rational.of(text))
const exponents = fc.constantFrom('1', '1', '1', '2', '3', '0', '-1', '-2', '1/2').map((text) => rational.of(text)) // prettier-ignore

it('products that need no care come out as those that get it', () => {
  let plainOnes = 0
  const choices = fc.array(fc.tuple(fc.nat(6), exponents), { minLength: 1, maxLength: 5 })
  const property = fc.property(randomGraphs('all'), numbers, choices, ({ graph, symbols, es }, c, chosen) => {
    const bases = [...es, ...symbols]
    const parts: Factor[] = chosen.map(([i, exponent]) => ({ base: bases[i % bases.length]!, exponent }))
    const plain = unlessUndefined(() => plainProduct(c, parts))
    if (plain === undefined) return
    if (parts.length > 1) plainOnes++
    const { coefficient, factors, shadows } = canonicalProduct(graph, c, parts)
    expect(plain.coefficient).toEqual(coefficient)
    expect(plain.factors.map(({ base }) => base.id)).toEqual(factors.map(({ base }) => base.id))
    expect(plain.factors.map(({ exponent }) => exponent)).toEqual(factors.map(({ exponent }) => exponent))
    expect(shadows).toEqual([])
  })
  fc.assert(property, { numRuns: 3000 })
  expect(plainOnes).toBeGreaterThan(600)
})

it('multiples that need no care come out as those that get it', () => {
  let plainOnes = 0
  const property = fc.property(randomGraphs('all'), numbers, ({ graph, es }, coefficient) => {
    for (const term of es) {
      const direct = graph.linear(rational.zero, [{ coefficient, term }])
      if (plainMultiple({ coefficient, term }) !== undefined) plainOnes++
      const { constant, terms } = canonicalSum(rational.zero, [{ coefficient, term }])
      // One part more keeps `linear` from taking the short way.
      const nothing = { coefficient: rational.zero, term: graph.one }
      expect(direct).toBe(graph.linear(constant, [...terms, nothing]))
    }
  })
  fc.assert(property, { numRuns: 1500 })
  expect(plainOnes).toBeGreaterThan(1500)
})

it('sums that need no care come out as those that get it', () => {
  let plainOnes = 0
  const choices = fc.array(fc.tuple(fc.nat(6), numbers), { minLength: 2, maxLength: 6 })
  const property = fc.property(randomGraphs('all'), numbers, choices, ({ symbols, es }, constant, chosen) => {
    const operands = [...es, ...symbols]
    const parts = chosen.map(([i, coefficient]) => ({ coefficient, term: operands[i % operands.length]! }))
    const plain = plainSum(constant, parts)
    if (plain === undefined) return
    plainOnes++
    const canonical = canonicalSum(constant, parts)
    expect(plain.constant).toEqual(canonical.constant)
    expect(plain.terms.map(({ term }) => term.id)).toEqual(canonical.terms.map(({ term }) => term.id))
    expect(plain.terms.map((each) => each.coefficient)).toEqual(
      canonical.terms.map((each) => each.coefficient),
    )
  })
  fc.assert(property, { numRuns: 3000 })
  expect(plainOnes).toBeGreaterThan(600)
})
