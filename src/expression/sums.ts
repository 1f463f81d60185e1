import type { Expression, SumNode, Term } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** The parts of a sum in canonical form, before it becomes a node. */
export interface CanonicalSum {
  readonly constant: Rational
  readonly terms: readonly Term[]
}

/**
 * Brings `constant + Σ coefficient·term` into canonical form: constants collected, sums inside sums flattened when
 * their coefficient is 1 or -1, like terms merged. Terms that cancel vanish only when they are defined everywhere;
 * otherwise they stay with coefficient 0, so that the domain does not grow.
 */
export function canonicalSum(constant: Rational, parts: readonly Term[]): CanonicalSum {
  const total = { constant, terms: [] as Term[] }
  for (const part of parts) gather(total, part.coefficient, part.term)
  if (total.terms.length > 1) total.terms = mergeLikeTerms(total.terms)
  const kept = total.terms.filter(({ coefficient, term }) => !rational.isZero(coefficient) || !term.total)
  // Merging can leave a sum with coefficient 1 or -1. Flattening replaces it by older nodes, so this ends.
  return kept.some(mustFlatten)
    ? canonicalSum(total.constant, kept)
    : { constant: total.constant, terms: kept }
}

function gather(into: { constant: Rational; terms: Term[] }, coefficient: Rational, term: Expression): void {
  if (term.kind === 'constant') {
    into.constant = rational.add(into.constant, rational.multiply(coefficient, term.value))
  } else if (term.kind === 'sum' && isScaled(term)) {
    const only = term.terms[0]!
    gather(into, rational.multiply(coefficient, only.coefficient), only.term)
  } else if (term.kind === 'sum' && isUnit(coefficient)) {
    into.constant = rational.add(into.constant, rational.multiply(coefficient, term.constant))
    if (rational.isOne(coefficient)) for (const inner of term.terms) into.terms.push(inner)
    else
      for (const inner of term.terms)
        into.terms.push({ coefficient: rational.negate(inner.coefficient), term: inner.term })
  } else {
    into.terms.push({ coefficient, term })
  }
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

function isUnit(coefficient: Rational): boolean {
  return coefficient.denominator === 1n && (coefficient.numerator === 1n || coefficient.numerator === -1n)
}

/** Whether the sum is just a coefficient times something. */
export function isScaled(sum: SumNode): boolean {
  return sum.terms.length === 1 && rational.isZero(sum.constant)
}
