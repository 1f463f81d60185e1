import { defaultBudget, type GroebnerBudget, type Purse, type Within, withinBudget } from './budget.js'
import {
  areCoprime,
  compareTerms,
  degreeOf,
  divides,
  type Exponents,
  isNonzeroConstant,
  leastCommonMonomial,
  primitivePart,
  type SparsePolynomial,
} from './polynomial.js'
import { remainder, sPolynomial } from './reduce.js'

/**
 * The reduced Gröbner basis, for degrevlex, of the ideal that the polynomials generate over the rationals: whole coprime
 * coefficients, leading ones positive, the largest leading term first. It is [1] when they have no common zero over the
 * complex numbers, and empty when all are 0.
 *
 * Buchberger's algorithm with the criteria of Gebauer & Möller (1988) and the sugar strategy (Giovini et al. 1991).
 */
export function groebnerBasis(
  polynomials: readonly SparsePolynomial[],
  budget: GroebnerBudget = defaultBudget,
): Within<SparsePolynomial[]> {
  return withinBudget(budget, (purse) => basisWithin(polynomials, purse))
}

interface Element {
  readonly polynomial: SparsePolynomial
  readonly lead: Exponents
  /** The degree it would have if the input were made homogeneous. */
  readonly sugar: number
}

interface Pair {
  readonly a: Element
  readonly b: Element
  readonly common: Exponents
  readonly degree: number
  readonly sugar: number
}

export function basisWithin(polynomials: readonly SparsePolynomial[], purse: Purse): SparsePolynomial[] {
  let elements: Element[] = []
  let pairs: Pair[] = []
  const include = (candidate: SparsePolynomial, sugar: number): boolean => {
    const rest = primitivePart(remainder(candidate, elements.map(({ polynomial }) => polynomial), purse)) // prettier-ignore
    if (rest.terms.length === 0) return false
    const added = { polynomial: rest, lead: rest.terms[0]!.exponents, sugar: Math.max(sugar, rest.terms[0]!.degree) } // prettier-ignore
    pairs = updatedPairs(pairs, elements, added)
    elements = [...elements.filter(({ lead }) => !divides(added.lead, lead)), added]
    return isNonzeroConstant(rest)
  }
  const given = polynomials.filter(({ terms }) => terms.length > 0).map(primitivePart)
  for (const p of given.sort((p, q) => compareTerms(p.terms[0]!, q.terms[0]!)))
    if (include(p, p.terms[0]!.degree)) return unit(p)
  while (pairs.length > 0) {
    const next = pairs.reduce((best, pair) => (isBefore(pair, best) ? pair : best))
    pairs = pairs.filter((pair) => pair !== next)
    purse.pair()
    const s = sPolynomial(next.a.polynomial, next.b.polynomial)
    purse.terms(s.terms.length)
    if (include(s, next.sugar)) return unit(given[0]!)
  }
  return interreduced(elements.map(({ polynomial }) => polynomial), purse) // prettier-ignore
}

function unit(like: SparsePolynomial): SparsePolynomial[] {
  const exponents = like.terms[0]!.exponents.map(() => 0)
  return [{ terms: [{ exponents, degree: 0, coefficient: 1n }], denominator: 1n }]
}

const isBefore = (a: Pair, b: Pair): boolean =>
  a.sugar !== b.sugar
    ? a.sugar < b.sugar
    : compareTerms({ exponents: a.common, degree: a.degree }, { exponents: b.common, degree: b.degree }) < 0

function pairOf(a: Element, b: Element): Pair {
  const common = leastCommonMonomial(a.lead, b.lead)
  const degree = degreeOf(common)
  const sugar = degree + Math.max(a.sugar - degreeOf(a.lead), b.sugar - degreeOf(b.lead))
  return { a, b, common, degree, sugar }
}

// Becker & Weispfenning, procedure Update (table 5.66): which of the old pairs and of those with the new element are
// needed.
function updatedPairs(old: readonly Pair[], elements: readonly Element[], added: Element): Pair[] {
  const waiting = elements.map((element) => pairOf(element, added))
  const chosen: Pair[] = []
  for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
    const { common } = pair
    const isCovered = ({ common: other }: Pair): boolean => divides(other, common)
    if (areCoprime(pair.a.lead, added.lead) || !(waiting.some(isCovered) || chosen.some(isCovered)))
      chosen.push(pair)
  }
  const kept = old.filter(({ a, b, common }) => {
    if (!divides(added.lead, common)) return true
    const withAdded = [a, b].map(({ lead }) => leastCommonMonomial(lead, added.lead))
    return withAdded.some((other) => other.every((exponent, i) => exponent === common[i]))
  })
  return [...kept, ...chosen.filter(({ a }) => !areCoprime(a.lead, added.lead))]
}

function interreduced(basis: readonly SparsePolynomial[], purse: Purse): SparsePolynomial[] {
  return basis
    .map((p) => {
      const others = basis.filter((other) => other !== p)
      return primitivePart(remainder(p, others, purse))
    })
    .sort((p, q) => compareTerms(q.terms[0]!, p.terms[0]!))
}
