import type { Expression, SumNode, Term } from './nodes.js'
import { domainWitnesses } from './domain-witnesses.js'
import { type Rational, rational } from './rational.js'

/** The parts of a sum in canonical form, before it becomes a node. */
export interface CanonicalSum {
  readonly constant: Rational
  readonly terms: readonly Term[]
}

/**
 * Brings `constant + Σ coefficient·term` into canonical form: constants collected, sums inside sums flattened when
 * their coefficient is 1 or -1, like terms merged. A sum alone is only flattened from coefficient 1: `-(x + y)` stays,
 * so that signs move freely in products. Terms that cancel vanish only when they are defined everywhere; otherwise they
 * stay with coefficient 0, so that the domain does not grow.
 */
export function canonicalSum(constant: Rational, parts: readonly Term[]): CanonicalSum {
  const total: Total = { constant, terms: [], flattens: !isAlone(constant, parts) }
  for (const part of parts) gather(total, part.coefficient, part.term)
  if (total.terms.length > 1) total.terms = mergeLikeTerms(total.terms)
  const kept = withoutVanishing(total.terms)
  // Merging can leave a sum with coefficient 1 or -1. Flattening replaces it by older nodes, so this ends.
  if (!isAlone(total.constant, kept) && kept.some(mustFlatten)) return canonicalSum(total.constant, kept)
  return { constant: total.constant, terms: kept }
}

interface Total {
  constant: Rational
  terms: Term[]
  readonly flattens: boolean
}

function isAlone(constant: Rational, parts: readonly Term[]): boolean {
  if (!rational.isZero(constant)) return false
  return parts.length < 2 || parts.filter(({ coefficient, term }) => !isNothing(coefficient, term)).length < 2
}

function isNothing(coefficient: Rational, term: Expression): boolean {
  return (
    (term.kind === 'constant' && rational.isZero(term.value)) || (rational.isZero(coefficient) && term.total)
  )
}

function gather(into: Total, coefficient: Rational, term: Expression): void {
  if (isNothing(coefficient, term)) return
  if (term.kind === 'constant') {
    into.constant = rational.add(into.constant, rational.multiply(coefficient, term.value))
  } else if (term.kind === 'sum' && isScaled(term)) {
    const only = term.terms[0]!
    gather(into, rational.multiply(coefficient, only.coefficient), only.term)
  } else if (term.kind === 'sum' && opens(into, coefficient, term)) {
    into.constant = rational.add(into.constant, rational.multiply(coefficient, term.constant))
    for (const inner of term.terms) into.terms.push(timesUnit(coefficient, inner))
  } else {
    into.terms.push({ coefficient, term })
  }
}

/** Whether a sum inside a sum is replaced by its terms. One that is 0 wherever it is defined has no use for a coefficient. */
function opens(into: Total, coefficient: Rational, inner: SumNode): boolean {
  return rational.isOne(coefficient) || (into.flattens && isUnit(coefficient)) || isVanishing(inner)
}

// Terms with coefficient 0 are reduced to what they say about the domain and the other terms do not.
function withoutVanishing(terms: Term[]): Term[] {
  if (!terms.some(({ coefficient }) => rational.isZero(coefficient))) return terms
  const kept = terms.filter(({ coefficient }) => !rational.isZero(coefficient))
  const said = domainWitnesses(kept.map(({ term }) => term))
  for (const term of domainWitnesses(terms.map(({ term }) => term)))
    if (!said.has(term)) kept.push({ coefficient: rational.zero, term })
  return kept.sort((a, b) => a.term.id - b.term.id)
}

// The coefficient is 1 or -1, or that of the part is 0.
export function timesUnit(unit: Rational, part: Term): Term {
  if (rational.isOne(unit) || rational.isZero(part.coefficient)) return part
  return { coefficient: rational.negate(part.coefficient), term: part.term }
}

function mergeLikeTerms(terms: Term[]): Term[] {
  terms.sort((a, b) => a.term.id - b.term.id)
  const merged: Term[] = []
  for (const next of terms) {
    const last = merged.at(-1)
    if (last === undefined || last.term !== next.term) merged.push(next)
    else
      merged[merged.length - 1] = {
        coefficient: rational.add(last.coefficient, next.coefficient),
        term: next.term,
      }
  }
  return merged
}

function mustFlatten({ coefficient, term }: Term): boolean {
  return term.kind === 'sum' && isUnit(coefficient)
}

export function isUnit(coefficient: Rational): boolean {
  return coefficient.denominator === 1n && (coefficient.numerator === 1n || coefficient.numerator === -1n)
}

/** Whether the sum is 0 wherever it is defined. */
export function isVanishing(sum: SumNode): boolean {
  return rational.isZero(sum.constant) && sum.terms.every(({ coefficient }) => rational.isZero(coefficient))
}

/** Whether the sum is just a coefficient times something. */
export function isScaled(sum: SumNode): boolean {
  return sum.terms.length === 1 && rational.isZero(sum.constant)
}
