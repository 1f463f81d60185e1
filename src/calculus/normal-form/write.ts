import { type Expression, type Factor, rational } from '../../expression/index.js'
import { scaled, sum } from './polynomial.js'
import { type Monomial, type Polynomial, type Ring, unit } from './ring.js'

/** The polynomial as an expression: a sum of products of powers. */
export function write(ring: Ring, p: Polynomial): Expression {
  const terms = [...p.terms].map(([monomial, coefficient]) => ({
    coefficient: rational.of(coefficient, p.denominator),
    term: writeMonomial(ring, monomial),
  }))
  return ring.graph.linear(rational.zero, terms)
}

/** The monomial as a product of powers; exponentials become one. */
export function writeMonomial(ring: Ring, { powers }: Pick<Monomial, 'powers'>): Expression {
  const factors: Factor[] = []
  const exponents: Polynomial[] = []
  for (const { generator, exponent } of powers) {
    const power = rational.of(exponent, unit)
    if (generator.kind.name === 'exponential') exponents.push(scaled(power, generator.kind.argument))
    else factors.push({ base: generator.write(power), exponent: rational.one })
  }
  if (exponents.length > 0)
    factors.push({ base: writeExponential(ring, sum(ring, exponents)), exponent: rational.one })
  return ring.graph.powers(rational.one, factors)
}

function writeExponential(ring: Ring, argument: Polynomial): Expression {
  return ring.graph.call('exp', [write(ring, argument)])
}
