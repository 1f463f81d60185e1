import { type Expression, rational } from '../../expression/index.js'
import { quotientOfLeading } from '../normal-form/divide.js'
import { isZeroPolynomial, leading, multiply, subtract, sum } from '../normal-form/polynomial.js'
import type { Monomial, Polynomial, Ring } from '../normal-form/ring.js'
import { writeFactored } from './factor.js'
import { cancelled, type Fraction, overDenominators } from './fraction.js'

/** Of more parts, one fraction is better. */
const mostParts = 4

/**
 * Sums of fractions that are equal to one: its terms apart by the roots they contain, g/2 − (3x + 4y)/(2·sqrt(x² + y²)), and
 * what the denominator divides apart from the rest.
 */
export function apart(ring: Ring, fraction: Fraction, hints: readonly Polynomial[]): Expression[] {
  const { numerator, denominators } = fraction
  if (denominators.length === 0) return []
  const written = (parts: readonly Fraction[]): Expression[] => {
    if (parts.length < 2 || parts.length > mostParts) return []
    const terms = parts.map((part) => writeFactored(ring, overDenominators(ring, cancelled(ring, part, hints), hints)))
    return [ring.graph.linear(rational.zero, terms.map((term) => ({ coefficient: rational.one, term })))]
  } // prettier-ignore
  const byRoots = [...groups(ring, numerator)].map((each) => ({ numerator: each, denominators }))
  const divided = byRoots.flatMap((part) => wholePart(ring, cancelled(ring, part, hints)))
  return [...written(byRoots), ...(divided.length > byRoots.length ? written(divided) : [])]
}

/** The terms by the roots they contain. */
function groups(ring: Ring, p: Polynomial): Polynomial[] {
  const found = new Map<Monomial, Map<Monomial, bigint>>()
  for (const [monomial, c] of p.terms) {
    const roots = ring.monomial(monomial.powers.filter(({ generator }) => generator.kind.name === 'root'))
    const group = found.get(roots) ?? new Map<Monomial, bigint>()
    found.set(roots, group.set(monomial, c))
  }
  return [...found.values()].map((terms) => ({ terms, denominator: p.denominator }))
}

/** The polynomial part and the rest of a fraction with a single denominator. */
function wholePart(ring: Ring, fraction: Fraction): Fraction[] {
  const [only] = fraction.denominators
  if (only === undefined || fraction.denominators.length > 1 || only.factor.terms.size < 2) return [fraction]
  const quotients: Polynomial[] = []
  const left: Polynomial[] = []
  let rest = fraction.numerator
  for (let steps = 4 * rest.terms.size + 8; steps > 0 && !isZeroPolynomial(rest); steps--) {
    const next = quotientOfLeading(ring, rest, only.factor)
    const taken = next === undefined ? leadingTerm(rest) : multiply(ring, next, only.factor)
    ;(next === undefined ? left : quotients).push(next ?? taken)
    rest = subtract(ring, rest, taken)
  }
  if (quotients.length === 0 || !isZeroPolynomial(rest)) return [fraction]
  const whole = { numerator: sum(ring, quotients), denominators: [{ ...only, times: only.times - 1n }] }
  const remainder = { numerator: sum(ring, left), denominators: fraction.denominators }
  return left.length === 0 ? [whole] : [whole, remainder]
}

function leadingTerm(p: Polynomial): Polynomial {
  return { terms: new Map([leading(p)!]), denominator: p.denominator }
}
