import { type Expression, type Factor, isKnownPositive, rational } from '../../expression/index.js'
import { without } from './parts.js'
import { scaled, sum } from './polynomial.js'
import { type Monomial, type Polynomial, type Power, type Ring, unit } from './ring.js'

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

/** e^argument; what is multiplied by the logarithm of something positive becomes its exponent, e^(y·log x) is x^y. */
function writeExponential(ring: Ring, argument: Polynomial): Expression {
  const exponents = new Map<Expression, Polynomial[]>()
  const rest: Polynomial[] = []
  for (const [monomial, coefficient] of argument.terms) {
    const term = { terms: new Map([[monomial, coefficient]]), denominator: argument.denominator }
    const [logarithm, ...others] = monomial.powers.filter(
      ({ generator }) => generator.kind.name === 'logarithm',
    )
    const base = logarithm === undefined ? undefined : writtenBase(ring, logarithm)
    const isPower = others.length === 0 && base !== undefined && monomial.powers.length > 1
    if (isPower) exponents.set(base, [...(exponents.get(base) ?? []), without(ring, term, [logarithm!])])
    else rest.push(term)
  }
  const powers = [...exponents].map(([base, terms]) =>
    ring.graph.call('power', [base, write(ring, sum(ring, terms))]),
  )
  const exponential = rest.length === 0 ? [] : [ring.graph.call('exp', [write(ring, sum(ring, rest))])]
  return ring.graph.product([...powers, ...exponential])
}

function writtenBase(ring: Ring, { generator, exponent }: Power): Expression | undefined {
  if (generator.kind.name !== 'logarithm' || exponent !== unit) return undefined
  const base = write(ring, generator.kind.of)
  return isKnownPositive(base) ? base : undefined
}
