import { isKnownInteger, rational } from '../../expression/index.js'
import { constant, fromPowers, keyOf, leading, negated, productOf, single } from './polynomial.js'
import { type Monomial, type Polynomial, type Ring, unit } from './ring.js'
import { write } from './write.js'

/**
 * (−1)^k for a whole k: a product over the monomials of k that count an odd number of times, a whole number being as odd
 * as its powers. Each (−1)^m is a generator with square 1.
 */
export function alternating(ring: Ring, k: Polynomial): Polynomial {
  if (!isWholeCombination(k)) {
    const lead = leading(k)
    return sign(ring, lead !== undefined && lead[1] < 0n ? negated(k) : k)
  }
  const odd = new Set<Monomial>()
  for (const [{ powers }, coefficient] of k.terms) {
    if (coefficient % 2n === 0n) continue
    const alike = ring.monomial(powers.map(({ generator }) => ({ generator, exponent: unit })))
    if (!odd.delete(alike)) odd.add(alike)
  }
  const outside = constant(ring, rational.of(odd.delete(ring.one) ? -1 : 1))
  return productOf(ring, [outside, ...[...odd].map((monomial) => sign(ring, single(rational.one, monomial)))])
}

/** Whether it is a sum of whole multiples of products of quantities that are whole. */
export const isWholeCombination = (k: Polynomial): boolean =>
  k.denominator === 1n && [...k.terms.keys()].every(isWhole)

export const isWhole = ({ powers }: Pick<Monomial, 'powers'>): boolean =>
  powers.every(
    ({ generator, exponent }) =>
      exponent > 0 && exponent % unit === 0 && isKnownInteger(generator.write(rational.one)),
  )

function sign(ring: Ring, k: Polynomial): Polynomial {
  const generator = ring.generator(`(-1)^ ${keyOf(k)}`, () => ({
    kind: { name: 'free' },
    positive: false,
    nonnegative: false,
    relation: { at: 2 * unit, into: constant(ring, rational.one) },
    write: (exponent) =>
      ring.graph.power(ring.graph.call('power', [ring.graph.constant(-1), write(ring, k)]), exponent),
  }))
  return fromPowers(ring, [{ generator, exponent: unit }])
}
