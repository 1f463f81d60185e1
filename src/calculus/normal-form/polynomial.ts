import { type Rational, rational } from '../../expression/index.js'
import { greatestCommonDivisor, leastCommonMultiple } from './integers.js'
import { type Monomial, NoNormalForm, type Polynomial, type Power, type Ring, unit } from './ring.js'

export const zero: Polynomial = { terms: new Map(), denominator: 1n }

export function isZeroPolynomial(p: Polynomial): boolean {
  return p.terms.size === 0
}

export function constant(ring: Ring, value: Rational): Polynomial {
  return single(value, ring.one)
}

/** coefficient·monomial, of which no relation may apply. */
export function single(coefficient: Rational, monomial: Monomial): Polynomial {
  if (coefficient.numerator === 0n) return zero
  return { terms: new Map([[monomial, coefficient.numerator]]), denominator: coefficient.denominator }
}

export function scaled(coefficient: Rational, p: Polynomial): Polynomial {
  const { numerator, denominator } = coefficient
  if (numerator === 0n) return zero
  const terms = new Map([...p.terms].map(([monomial, c]) => [monomial, c * numerator]))
  return lowest({ terms, denominator: p.denominator * denominator })
}

export const negated = (p: Polynomial): Polynomial => scaled(rational.minusOne, p)

export function sum(ring: Ring, ps: readonly Polynomial[]): Polynomial {
  if (ps.length === 1) return ps[0]!
  const denominator = ps.reduce((common, p) => leastCommonMultiple(common, p.denominator), 1n)
  const terms = new Map<Monomial, bigint>()
  for (const p of ps) {
    ring.spend(p.terms.size)
    const factor = denominator / p.denominator
    for (const [monomial, coefficient] of p.terms) accumulate(terms, monomial, coefficient * factor)
  }
  return lowest({ terms, denominator })
}

export function subtract(ring: Ring, a: Polynomial, b: Polynomial): Polynomial {
  return sum(ring, [a, negated(b)])
}

export function multiply(ring: Ring, a: Polynomial, b: Polynomial): Polynomial {
  ring.spend(a.terms.size * b.terms.size)
  const terms = new Map<Monomial, bigint>()
  const reducible = new Map<Monomial, bigint>()
  for (const [left, c] of a.terms)
    for (const [right, d] of b.terms) {
      const product = ring.times(left, right)
      accumulate(product.reducible ? reducible : terms, product, c * d)
    }
  const denominator = a.denominator * b.denominator
  const plain = lowest({ terms, denominator })
  if (reducible.size === 0) return plain
  const reduced = [...reducible].map(([monomial, coefficient]) =>
    scaled(rational.of(coefficient, denominator), reduce(ring, monomial)),
  )
  return sum(ring, [plain, ...reduced])
}

export function productOf(ring: Ring, ps: readonly Polynomial[]): Polynomial {
  return ps.reduce((product, p) => multiply(ring, product, p), constant(ring, rational.one))
}

/** p^n for n ≥ 0, by repeated squaring. */
export function wholePower(ring: Ring, p: Polynomial, n: bigint): Polynomial {
  if (n === 0n) return constant(ring, rational.one)
  if (n === 1n) return p
  if (n > 1000n) throw new NoNormalForm('a large power')
  const half = wholePower(ring, p, n / 2n)
  const square = multiply(ring, half, half)
  return n % 2n === 0n ? square : multiply(ring, square, p)
}

/** The powers as a polynomial, with all relations applied. */
export function fromPowers(ring: Ring, powers: readonly Power[]): Polynomial {
  const monomial = ring.monomial(powers)
  return monomial.reducible ? reduce(ring, monomial) : single(rational.one, monomial)
}

// Applies the relation of one generator; the product applies those that are left.
function reduce(ring: Ring, monomial: Monomial): Polynomial {
  const { powers } = monomial
  const place = powers.findIndex(
    ({ generator, exponent }) => generator.relation !== undefined && exponent >= generator.relation.at,
  )
  const { generator, exponent } = powers[place]!
  const { at, into } = generator.relation!
  const times = Math.floor(exponent / at)
  const left = exponent - times * at
  const rest = left === 0 ? powers.toSpliced(place, 1) : powers.with(place, { generator, exponent: left })
  return multiply(ring, fromPowers(ring, rest), wholePower(ring, into, BigInt(times)))
}

function accumulate(terms: Map<Monomial, bigint>, monomial: Monomial, coefficient: bigint): void {
  const total = (terms.get(monomial) ?? 0n) + coefficient
  if (total === 0n) terms.delete(monomial)
  else terms.set(monomial, total)
}

function lowest(p: Polynomial): Polynomial {
  if (p.denominator === 1n) return p
  const common = [...p.terms.values()].reduce(greatestCommonDivisor, p.denominator)
  if (common === 1n) return p
  const terms = new Map([...p.terms].map(([monomial, c]) => [monomial, c / common]))
  return { terms, denominator: p.denominator / common }
}

/** A text that equal polynomials of one ring share, and no others. */
export function keyOf(p: Polynomial): string {
  const terms = [...p.terms].sort(([a], [b]) => a.id - b.id).map(([monomial, c]) => `${c}*${monomial.id}`)
  return `(${terms.join('+')})/${p.denominator}`
}

/** The largest term: by degree, then by the exponents of the generators in turn. Of 0 there is none. */
export function leading(p: Polynomial): [Monomial, bigint] | undefined {
  let best: [Monomial, bigint] | undefined
  for (const term of p.terms) if (best === undefined || compareMonomials(term[0], best[0]) > 0) best = term
  return best
}

export function compareMonomials(a: Monomial, b: Monomial): number {
  const difference = degree(a) - degree(b)
  if (difference !== 0) return difference
  for (let i = 0; ; i++) {
    const x = a.powers[i]
    const y = b.powers[i]
    if (x === undefined || y === undefined) return (x === undefined ? 0 : 1) - (y === undefined ? 0 : 1)
    if (x.generator !== y.generator) return y.generator.index - x.generator.index
    if (x.exponent !== y.exponent) return x.exponent - y.exponent
  }
}

function degree(monomial: Monomial): number {
  let total = 0
  for (const { generator, exponent } of monomial.powers)
    if (generator.kind.name !== 'prime') total += exponent
  return total / unit
}

/** p = content·primitive with whole coprime coefficients, the leading one positive. Of 0 the content is 0. */
export function primitive(p: Polynomial): { content: Rational; primitive: Polynomial } {
  const lead = leading(p)
  if (lead === undefined) return { content: rational.zero, primitive: p }
  const common = [...p.terms.values()].reduce(greatestCommonDivisor, 0n) * (lead[1] < 0n ? -1n : 1n)
  const terms = new Map([...p.terms].map(([monomial, c]) => [monomial, c / common]))
  return { content: rational.of(common, p.denominator), primitive: { terms, denominator: 1n } }
}
