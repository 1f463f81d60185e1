import type { Expression, Factor, SumNode } from './nodes.js'
import { type Rational, rational } from './rational.js'

/**
 * The order in which people write terms and factors. It depends on structure and names alone, never on the order in
 * which expressions were made: higher degree first, then by name; constants last in a sum and first in a product.
 */

/** One term of a sum as it is written: a sign, the size of its coefficient, and the rest (nothing for a constant). */
export interface WrittenTerm {
  readonly negative: boolean
  readonly size: Rational
  readonly rest: Expression | undefined
}

/** The terms of a sum in writing order. */
export function writtenTerms(e: SumNode): WrittenTerm[] {
  const terms = [...e.terms].sort((a, b) => compareTerms(a.term, b.term))
  const written: WrittenTerm[] = terms.map(({ coefficient, term }) => ({
    negative: rational.compare(coefficient, rational.zero) < 0,
    size: absolute(coefficient),
    rest: term,
  }))
  if (rational.compare(e.constant, rational.zero) !== 0 || written.length === 0)
    written.push({
      negative: rational.compare(e.constant, rational.zero) < 0,
      size: absolute(e.constant),
      rest: undefined,
    })
  // A leading minus is avoided where another term can come first.
  const first = written.findIndex(({ negative }) => !negative)
  if (first > 0) written.unshift(...written.splice(first, 1))
  return written
}

/** The factors of a product in writing order, split into numerator and denominator (exponents there made positive). */
export function writtenFactors(factors: readonly Factor[]): { above: Factor[]; below: Factor[] } {
  const sorted = [...factors].sort((a, b) => compareFactors(a.base, b.base))
  const isBelow = ({ exponent }: Factor) => rational.compare(exponent, rational.zero) < 0
  return {
    above: sorted.filter((factor) => !isBelow(factor)),
    below: sorted
      .filter(isBelow)
      .map(({ base, exponent }) => ({ base, exponent: rational.negate(exponent) })),
  }
}

function absolute(value: Rational): Rational {
  return rational.compare(value, rational.zero) < 0 ? rational.negate(value) : value
}

function compareTerms(a: Expression, b: Expression): number {
  return degree(b) - degree(a) || compareKeys(a, b)
}

// Radicals, then powers of symbols, then sums, then calls: 2 a (b + 1) tanh(c).
function compareFactors(a: Expression, b: Expression): number {
  return rankAsFactor(a) - rankAsFactor(b) || compareKeys(a, b)
}

function rankAsFactor(e: Expression): number {
  return { constant: 0, symbol: 1, product: 2, sum: 3, call: 4 }[e.kind]
}

function degree(e: Expression): number {
  switch (e.kind) {
    case 'constant':
      return 0
    case 'symbol':
      return 1
    case 'sum':
      return e.terms.reduce((most, { term }) => Math.max(most, degree(term)), 0)
    case 'product':
      return e.factors.reduce(
        (sum, { base, exponent }) => sum + degree(base) * rational.toNumber(exponent),
        0,
      )
    case 'call':
      return e.args.length === 0 ? 0 : 0.5
  }
}

function compareKeys(a: Expression, b: Expression): number {
  if (a === b) return 0
  const [left, right] = [keyOf(a), keyOf(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

// Names padded so that x2 comes before x10; exponents descending.
function keyOf(e: Expression): string {
  switch (e.kind) {
    case 'constant':
      return `0${rational.toString(e.value)}`
    case 'symbol':
      return e.name.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'))
    case 'sum':
      return `(${[...e.terms]
        .sort((a, b) => compareTerms(a.term, b.term))
        .map(({ coefficient, term }) => `${keyOf(term)}*${rational.toString(coefficient)}`)
        .join('+')}+${rational.toString(e.constant)})`
    case 'product':
      return [...e.factors]
        .sort((a, b) => compareFactors(a.base, b.base))
        .map(
          ({ base, exponent }) =>
            `${keyOf(base)}${String(100 - rational.toNumber(exponent)).padStart(6, '0')}`,
        )
        .join(' ')
    case 'call':
      return `${e.fn.name}(${e.args.map(keyOf).join(',')})`
  }
}
