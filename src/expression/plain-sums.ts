import { isScaled, isUnit, timesUnit } from './sums.js'
import type { SumNode, Term } from './nodes.js'
import { type Rational, rational } from './rational.js'

/** `constant + Σ coefficient·term` in canonical form. */
interface PlainSum {
  constant: Rational
  readonly terms: Term[]
}

/**
 * The canonical form of `constant + Σ coefficient·term` where nothing about domains has to be weighed, which is
 * nearly always. Nothing otherwise; `canonicalSum` decides then, and gives the same wherever both apply.
 */
export function plainSum(constant: Rational, parts: readonly Term[]): PlainSum | undefined {
  const sum: PlainSum = { constant, terms: [] }
  const { terms } = sum
  let last = -1
  let inOrder = true
  for (let i = 0; i < parts.length; i++) {
    const given = parts[i]!
    const part = given.term.kind === 'sum' ? plainMultiple(given) : given
    if (part === undefined) return undefined
    const { coefficient, term } = part
    if (term.kind === 'sum' && isUnit(coefficient)) {
      if (!opens(constant, parts)) return undefined
      inOrder = false
      open(sum, coefficient, term)
      continue
    }
    if (term.kind === 'constant') {
      sum.constant = rational.add(sum.constant, rational.multiply(coefficient, term.value))
    } else if (rational.isZero(coefficient)) {
      if (!term.total) return undefined
    } else {
      terms.push(part)
      if (term.id <= last) inOrder = false
      last = term.id
    }
  }
  return inOrder || merge(terms) ? sum : undefined
}

/** Whether sums among the parts are opened for sure: a part alone is not under -1, and what is 0 does not count as a part. */
function opens(constant: Rational, parts: readonly Term[]): boolean {
  if (!rational.isZero(constant)) return true
  let count = 0
  for (let i = 0; i < parts.length; i++) {
    const { coefficient, term } = parts[i]!
    if (term.kind !== 'constant' && !rational.isZero(coefficient)) count++
  }
  return count > 1
}

/** Adds the terms of a sum that is defined everywhere, 1 or -1 times. */
function open(into: PlainSum, unit: Rational, { constant, terms }: SumNode): void {
  into.constant = rational.add(into.constant, rational.multiply(unit, constant))
  for (let i = 0; i < terms.length; i++) into.terms.push(timesUnit(unit, terms[i]!))
}

/** Sorts and merges like terms, or returns `false` where domains matter when some cancel, or a sum is to be opened. */
function merge(terms: Term[]): boolean {
  terms.sort((a, b) => a.term.id - b.term.id)
  let count = 0
  let total = true
  let cancelled = false
  for (let i = 0; i < terms.length; i++) {
    const next = terms[i]!
    const last = count > 0 ? terms[count - 1]! : undefined
    total &&= next.term.total
    if (last === undefined || last.term !== next.term) {
      terms[count++] = next
      continue
    }
    const { term } = last
    const coefficient = rational.add(last.coefficient, next.coefficient)
    if (term.kind === 'sum' && isUnit(coefficient)) return false
    if (!rational.isZero(coefficient)) terms[count - 1] = { coefficient, term }
    else {
      cancelled = true
      count--
    }
  }
  terms.length = count
  return total || !cancelled
}

/**
 * `coefficient·term` with the term not a multiple itself. Nothing for what may be undefined where terms with coefficient 0
 * need care.
 */
export function plainMultiple(part: Term): Term | undefined {
  const { coefficient, term } = part
  if (term.kind === 'sum') {
    if (!term.total) return undefined
    if (!isScaled(term)) return part
    const only = term.terms[0]!
    return { coefficient: rational.multiply(coefficient, only.coefficient), term: only.term }
  }
  return term.total || !rational.isZero(coefficient) ? part : undefined
}
