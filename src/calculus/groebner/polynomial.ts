import { greatestCommonDivisor } from '../normal-form/integers.js'

/** One exponent, a whole number that is not negative, for each variable. */
export type Exponents = readonly number[]

export interface SparseTerm {
  readonly exponents: Exponents
  readonly degree: number
  /** Never 0. */
  readonly coefficient: bigint
}

/**
 * Σ coefficient·x^exponents, over a common positive denominator, the largest term first: by degree, and among equal
 * degrees reverse lexicographically (degrevlex) with the first variable the largest. All polynomials that meet have the
 * same number of variables.
 */
export interface SparsePolynomial {
  readonly terms: readonly SparseTerm[]
  readonly denominator: bigint
}

export const zeroPolynomial: SparsePolynomial = { terms: [], denominator: 1n }

/** The polynomial with these terms, which may come in any order and with repeated monomials. */
export function sparsePolynomial(
  terms: Iterable<readonly [exponents: Exponents, coefficient: bigint]>,
  denominator = 1n,
): SparsePolynomial {
  const merged = new Map<string, SparseTerm>()
  for (const [exponents, coefficient] of terms) {
    const key = exponents.join()
    const total = (merged.get(key)?.coefficient ?? 0n) + coefficient
    merged.set(key, { exponents, degree: degreeOf(exponents), coefficient: total })
  }
  const kept = [...merged.values()].filter(({ coefficient }) => coefficient !== 0n)
  return inLowestTerms({ terms: kept.sort((a, b) => compareTerms(b, a)), denominator })
}

export function degreeOf(exponents: Exponents): number {
  let degree = 0
  for (const exponent of exponents) degree += exponent
  return degree
}

type Ordered = Pick<SparseTerm, 'exponents' | 'degree'>

/** Positive when the monomial of `a` is the larger. */
export function compareTerms(a: Ordered, b: Ordered): number {
  if (a.degree !== b.degree) return a.degree - b.degree
  for (let i = a.exponents.length - 1; i >= 0; i--)
    if (a.exponents[i] !== b.exponents[i]) return b.exponents[i]! - a.exponents[i]!
  return 0
}

/** Whether the monomial a divides the monomial b. */
export function divides(a: Exponents, b: Exponents): boolean {
  for (let i = 0; i < a.length; i++) if (a[i]! > b[i]!) return false
  return true
}

/** Whether the monomials have no variable in common. */
export function areCoprime(a: Exponents, b: Exponents): boolean {
  for (let i = 0; i < a.length; i++) if (a[i]! > 0 && b[i]! > 0) return false
  return true
}

export const leastCommonMonomial = (a: Exponents, b: Exponents): Exponents =>
  a.map((exponent, i) => Math.max(exponent, b[i]!))

/** a/b, where b divides a. */
export const quotientMonomial = (a: Exponents, b: Exponents): Exponents =>
  a.map((exponent, i) => exponent - b[i]!)

/** p·(coefficient·x^exponents), without its denominator. */
export function termsTimes(
  terms: readonly SparseTerm[],
  coefficient: bigint,
  exponents: Exponents,
): SparseTerm[] {
  const degree = degreeOf(exponents)
  return terms.map((term) => ({
    exponents: term.exponents.map((exponent, i) => exponent + exponents[i]!),
    degree: term.degree + degree,
    coefficient: term.coefficient * coefficient,
  }))
}

/** The sum of two lists of terms, each with the largest first. */
export function mergeTerms(a: readonly SparseTerm[], b: readonly SparseTerm[]): SparseTerm[] {
  const merged: SparseTerm[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const order = compareTerms(a[i]!, b[j]!)
    if (order > 0) merged.push(a[i++]!)
    else if (order < 0) merged.push(b[j++]!)
    else {
      const coefficient = a[i]!.coefficient + b[j]!.coefficient
      if (coefficient !== 0n) merged.push({ ...a[i]!, coefficient })
      i++
      j++
    }
  }
  for (; i < a.length; i++) merged.push(a[i]!)
  for (; j < b.length; j++) merged.push(b[j]!)
  return merged
}

export function addPolynomials(a: SparsePolynomial, b: SparsePolynomial): SparsePolynomial {
  const none = zeroExponents(a, b)
  return inLowestTerms({
    terms: mergeTerms(termsTimes(a.terms, b.denominator, none), termsTimes(b.terms, a.denominator, none)),
    denominator: a.denominator * b.denominator,
  })
}

function zeroExponents(...ps: readonly SparsePolynomial[]): Exponents {
  return ps.find(({ terms }) => terms.length > 0)?.terms[0]!.exponents.map(() => 0) ?? []
}

export function multiplyPolynomials(a: SparsePolynomial, b: SparsePolynomial): SparsePolynomial {
  const products = a.terms.map((term) => termsTimes(b.terms, term.coefficient, term.exponents))
  const terms = products.reduce<SparseTerm[]>((sum, part) => mergeTerms(sum, part), [])
  return inLowestTerms({ terms, denominator: a.denominator * b.denominator })
}

export function subtractPolynomials(a: SparsePolynomial, b: SparsePolynomial): SparsePolynomial {
  const negated = b.terms.map((term) => ({ ...term, coefficient: -term.coefficient }))
  return addPolynomials(a, { ...b, terms: negated })
}

/** With whole coprime coefficients, the leading one positive: the generator of the same ideal without content. */
export function primitivePart({ terms }: SparsePolynomial): SparsePolynomial {
  if (terms.length === 0) return zeroPolynomial
  const sign = terms[0]!.coefficient < 0n ? -1n : 1n
  const content = sign * contentOf(terms, 0n)
  if (content === 1n) return { terms, denominator: 1n }
  return {
    terms: terms.map((term) => ({ ...term, coefficient: term.coefficient / content })),
    denominator: 1n,
  }
}

/** The greatest common divisor of `start` and the coefficients, which is not negative. */
export function contentOf(terms: readonly SparseTerm[], start: bigint): bigint {
  let common = start
  for (const { coefficient } of terms) {
    if (common === 1n) break
    common = greatestCommonDivisor(common, coefficient)
  }
  return common
}

export function inLowestTerms({ terms, denominator }: SparsePolynomial): SparsePolynomial {
  if (terms.length === 0) return zeroPolynomial
  const common = denominator === 1n ? 1n : contentOf(terms, denominator)
  if (common === 1n) return { terms, denominator }
  return {
    terms: terms.map((term) => ({ ...term, coefficient: term.coefficient / common })),
    denominator: denominator / common,
  }
}

/** Whether it is a constant other than 0. */
export function isNonzeroConstant({ terms }: SparsePolynomial): boolean {
  return terms.length > 0 && terms[0]!.degree === 0
}
