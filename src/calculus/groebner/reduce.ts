import { greatestCommonDivisor } from '../normal-form/integers.js'
import { defaultBudget, type GroebnerBudget, type Purse, type Within, withinBudget } from './budget.js'
import {
  contentOf,
  divides,
  inLowestTerms,
  leastCommonMonomial,
  mergeTerms,
  quotientMonomial,
  type SparsePolynomial,
  type SparseTerm,
  termsTimes,
} from './polynomial.js'

/**
 * The remainder of p on division by the polynomials, of which none is 0: equal to p modulo their ideal, and without
 * terms that one of their leading terms divides. It is unique, and 0 exactly for members of the ideal, when they are a
 * Gröbner basis; otherwise it depends on their order. Source: Becker & Weispfenning, Gröbner Bases, 1993, §5.1.
 */
export function reduceModulo(
  p: SparsePolynomial,
  divisors: readonly SparsePolynomial[],
  budget: GroebnerBudget = defaultBudget,
): Within<SparsePolynomial> {
  return withinBudget(budget, (purse) => remainder(p, divisors, purse))
}

export function remainder(
  p: SparsePolynomial,
  divisors: readonly SparsePolynomial[],
  purse: Purse,
): SparsePolynomial {
  // The rest and the terms that stay share the denominator, so that all coefficients are whole numbers.
  let rest = p.terms
  let kept: SparseTerm[] = []
  let denominator = p.denominator
  let steps = 0
  while (rest.length > 0) {
    const lead = rest[0]!
    const divisor = divisors.find(({ terms }) => divides(terms[0]!.exponents, lead.exponents))
    if (divisor === undefined) {
      kept.push(lead)
      rest = rest.slice(1)
      purse.terms(1)
      continue
    }
    const [top, ...tail] = divisor.terms
    const common = greatestCommonDivisor(lead.coefficient, top!.coefficient)
    const sign = top!.coefficient < 0n ? -1n : 1n
    const factor = (sign * top!.coefficient) / common
    const quotient = (-sign * lead.coefficient) / common
    purse.terms(divisor.terms.length + rest.length + (factor === 1n ? 0 : kept.length))
    purse.coefficient(lead.coefficient)
    const shift = quotientMonomial(lead.exponents, top!.exponents)
    rest = mergeTerms(scaledBy(factor, rest.slice(1)), termsTimes(tail, quotient, shift))
    kept = scaledBy(factor, kept)
    denominator *= factor
    if (++steps % 8 === 0) {
      const content = contentOf(kept, contentOf(rest, denominator))
      rest = dividedBy(content, rest)
      kept = dividedBy(content, kept)
      denominator /= content
      purse.coefficient(denominator)
    }
  }
  return inLowestTerms({ terms: kept, denominator })
}

const scaledBy = (factor: bigint, terms: SparseTerm[]): SparseTerm[] =>
  factor === 1n ? terms : terms.map((term) => ({ ...term, coefficient: term.coefficient * factor }))

const dividedBy = (divisor: bigint, terms: readonly SparseTerm[]): SparseTerm[] =>
  divisor === 1n ? [...terms] : terms.map((term) => ({ ...term, coefficient: term.coefficient / divisor }))

/** The combination of p and q, neither 0, in which their leading terms cancel. */
export function sPolynomial(p: SparsePolynomial, q: SparsePolynomial): SparsePolynomial {
  const [a, ...restOfP] = p.terms
  const [b, ...restOfQ] = q.terms
  const common = leastCommonMonomial(a!.exponents, b!.exponents)
  const divisor = greatestCommonDivisor(a!.coefficient, b!.coefficient)
  const left = termsTimes(restOfP, b!.coefficient / divisor, quotientMonomial(common, a!.exponents))
  const right = termsTimes(restOfQ, -a!.coefficient / divisor, quotientMonomial(common, b!.exponents))
  return { terms: mergeTerms(left, right), denominator: 1n }
}
