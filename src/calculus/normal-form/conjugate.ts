import { rational } from '../../expression/index.js'
import { exponentIn, generatorsOf } from './parts.js'
import { constant, multiply, scaled } from './polynomial.js'
import { type Generator, NoNormalForm, type Polynomial, type Ring, unit } from './ring.js'

/** Whether p is a sum of rational multiples of square roots of integers. */
export function isQuadratic(p: Polynomial): boolean {
  return [...p.terms.keys()].every(({ powers }) =>
    powers.every(({ generator, exponent }) => generator.kind.name === 'prime' && exponent === unit / 2),
  )
}

/**
 * 1/p for a quadratic p, which is not 0: multiplies by A − B√q for p = A + B√q, one root √q after the other, until the
 * denominator is rational. That does not vanish, because roots of different primes are independent over the rationals.
 */
export function conjugateInverse(ring: Ring, p: Polynomial): Polynomial {
  let norm = p
  let inverse = constant(ring, rational.one)
  for (let [root] = generatorsOf(norm); root !== undefined; [root] = generatorsOf(norm)) {
    const conjugate = conjugated(norm, root)
    inverse = multiply(ring, inverse, conjugate)
    norm = multiply(ring, norm, conjugate)
  }
  const value = norm.terms.get(ring.one)
  // Roots of large numbers that could not be factored may depend on each other.
  if (value === undefined) throw new NoNormalForm('a vanishing denominator')
  return scaled(rational.of(norm.denominator, value), inverse)
}

function conjugated(p: Polynomial, root: Generator): Polynomial {
  const terms = new Map(
    [...p.terms].map(([monomial, c]) => [monomial, exponentIn(monomial, root) === 0 ? c : -c]),
  )
  return { terms, denominator: p.denominator }
}
