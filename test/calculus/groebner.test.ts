import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  addPolynomials,
  groebnerBasis,
  multiplyPolynomials,
  reduceModulo,
  sparsePolynomial,
  type SparsePolynomial,
  sPolynomial,
  type Within,
} from '../../src/calculus/groebner/index.js'
import { rational } from '../../src/expression/index.js'

type Terms = readonly (readonly [exponents: number[], coefficient: string])[]

interface Case {
  readonly name: string
  readonly variables: readonly string[]
  readonly generators: readonly Terms[]
  readonly basis: readonly Terms[]
  readonly pairs: readonly {
    readonly polynomial: Terms
    readonly remainder: Terms
    readonly member: boolean
  }[]
}

const cases = JSON.parse(
  readFileSync(new URL('fixtures/groebner.json', import.meta.url), 'utf8'),
) as readonly Case[]

function read(terms: Terms): SparsePolynomial {
  const values = terms.map(([exponents, text]) => ({ exponents, value: rational.of(text) }))
  const denominator = values.reduce((product, { value }) => product * value.denominator, 1n)
  return sparsePolynomial(
    values.map(({ exponents, value }) => [exponents, (value.numerator * denominator) / value.denominator]),
    denominator,
  )
}

function answer<Answer>(within: Within<Answer>): Answer {
  if (within.outcome === 'undecided') throw new Error(`out of ${within.exhausted}`)
  return within.answer
}

describe('Gröbner bases agree with SymPy', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { generators, basis, pairs }) => {
    const found = answer(groebnerBasis(generators.map(read)))
    expect(found).toEqual(basis.map(read))
    for (const { polynomial, remainder, member } of pairs) {
      const rest = answer(reduceModulo(read(polynomial), found))
      expect(rest).toEqual(read(remainder))
      expect(rest.terms.length === 0).toBe(member)
    }
  })

  it('on many pairs, of which some are members and some are not', () => {
    const pairs = cases.flatMap((one) => one.pairs)
    expect(pairs.length).toBeGreaterThanOrEqual(60)
    expect(pairs.filter(({ member }) => member).length).toBeGreaterThanOrEqual(30)
    expect(pairs.filter(({ member }) => !member).length).toBeGreaterThanOrEqual(20)
  })
})

const variables = 3

/** Small polynomials in three variables. */
const polynomials = (largestDegree: number): fc.Arbitrary<SparsePolynomial> =>
  fc
    .array(
      fc.tuple(
        fc.array(fc.nat(largestDegree), { minLength: variables, maxLength: variables }),
        fc.integer({ min: -5, max: 5 }),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((terms) =>
      sparsePolynomial(
        terms
          .filter(([exponents]) => exponents.reduce((a, b) => a + b, 0) <= largestDegree)
          .map(([exponents, coefficient]) => [exponents, BigInt(coefficient)] as const),
      ),
    )

describe('a Gröbner basis of random polynomials', () => {
  it('reduces its S-polynomials and all combinations of the generators to 0, and reduces everything once', () => {
    let proper = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(polynomials(2), polynomials(3)), { minLength: 2, maxLength: 3 }),
        polynomials(4),
        (given, other) => {
          const within = groebnerBasis(given.map(([generator]) => generator))
          if (within.outcome === 'undecided') return
          const basis = within.answer
          const leads = basis.map(({ terms }) => terms[0]!)
          if (leads.length > 1 && leads[0]!.degree > 0) proper++
          const combination = given
            .map(([generator, factor]) => multiplyPolynomials(generator, factor))
            .reduce(addPolynomials)
          expect(answer(reduceModulo(combination, basis)).terms).toEqual([])
          for (const p of basis)
            for (const q of basis)
              if (p !== q) expect(answer(reduceModulo(sPolynomial(p, q), basis)).terms).toEqual([])
          const rest = answer(reduceModulo(other, basis))
          expect(answer(reduceModulo(rest, basis))).toEqual(rest)
          const shifted = addPolynomials(other, combination)
          expect(answer(reduceModulo(shifted, basis))).toEqual(rest)
          // Reduced: no leading term divides a term of another element.
          for (const [i, p] of basis.entries())
            for (const [j, lead] of leads.entries())
              if (i !== j)
                for (const { exponents } of p.terms)
                  expect(exponents.every((exponent, k) => lead.exponents[k]! <= exponent)).toBe(false)
        },
      ),
      { numRuns: 200, seed: 60 },
    )
    expect(proper).toBeGreaterThan(50)
  })

  it('does not depend on the order and the size of the generators', () => {
    fc.assert(
      fc.property(polynomials(2), polynomials(2), polynomials(2), (p, q, r) => {
        const twice = addPolynomials(q, q)
        const here = groebnerBasis([p, q, r])
        if (here.outcome === 'done') expect(answer(groebnerBasis([r, twice, p, q]))).toEqual(here.answer)
      }),
      { numRuns: 60, seed: 61 },
    )
  })
})

describe('the budget', () => {
  const katsura = cases.find(({ name }) => name === 'cyclic-4')!.generators.map(read)

  it.each([
    ['pairs', { pairs: 2, terms: 1e6, bits: 1000 }],
    ['terms', { pairs: 1000, terms: 100, bits: 1000 }],
    ['bits', { pairs: 1000, terms: 1e6, bits: 0 }],
  ] as const)('ends when %s run out', (what, budget) => {
    expect(groebnerBasis(katsura, budget)).toEqual({ outcome: 'undecided', exhausted: what })
  })

  it('ends dense systems of high degree in time', () => {
    const power = (i: number, exponent: number): number[] =>
      Array.from({ length: 4 }, (_, k) => (k === i ? exponent : 1))
    const system = [0, 1, 2, 3].map((i) =>
      sparsePolynomial([
        [power(i, 7 + i), 3n],
        [power((i + 1) % 4, 5), -7n],
        [power((i + 2) % 4, 3), 11n],
        [[0, 0, 0, i], 13n],
      ]),
    )
    const start = performance.now()
    groebnerBasis(system)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
