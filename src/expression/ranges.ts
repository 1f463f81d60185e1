import type { Expression, Factor, Term } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { anySign, negative, positive, type Signs, zeroSign } from './signs.js'

/** An end of a range; an open one is approached and never reached. */
interface End {
  readonly at: Rational
  readonly open: boolean
}

/** Where the values of an expression certainly lie; no end stands for infinity. */
export interface Range {
  readonly low?: End | undefined
  readonly high?: End | undefined
}

const end = (at: number | Rational, open: boolean): End => ({
  at: typeof at === 'number' ? rational.of(at) : at,
  open,
})

/** All values from `low` to `high`, both of which may be taken. */
export const from = (low: number, high?: number): Range => ({
  low: end(low, false),
  high: high === undefined ? undefined : end(high, false),
})

/** All values between `low` and `high`, neither of which is ever taken. */
export const between = (low: number, high: number): Range => ({ low: end(low, true), high: end(high, true) })

/** Whether ranges can say more of a sum than the signs of its terms: every term has some bound, and one a range. */
export function mayBeBounded(terms: readonly Term[]): boolean {
  let found = false
  for (const { term } of terms) {
    if (!isBounded(term, deepest)) return false
    found ||= hasRange(term)
  }
  return found
}

/** Sums within sums are looked into so far. */
const deepest = 3

function isBounded(e: Expression, depth: number): boolean {
  if (e.signs !== anySign) return true
  if (e.kind === 'call') return e.fn.range !== undefined
  if (e.kind === 'product') {
    for (const { base } of e.factors) if (!isBounded(base, depth)) return false
    return true
  }
  if (e.kind !== 'sum' || depth === 0) return false
  for (const { term } of e.terms) if (!isBounded(term, depth - 1)) return false
  return true
}

function hasRange(e: Expression): boolean {
  if (e.kind === 'call') return e.fn.range !== undefined
  if (e.kind === 'product') return e.factors.some(({ base }) => hasRange(base))
  return e.kind === 'sum' && e.terms.some(({ term }) => term.kind === 'call' && hasRange(term))
}

/** The signs that `constant + Σ coefficient·term` can have, by the ranges of the terms: 1 − tanh(x) is positive. */
export function signsOfSum(constant: Rational, terms: readonly Term[]): Signs {
  return signsIn(rangeOfSum(constant, terms))
}

function rangeOf(e: Expression): Range {
  switch (e.kind) {
    case 'constant':
      return { low: end(e.value, false), high: end(e.value, false) }
    case 'symbol':
      return ofSigns(e.signs)
    case 'sum':
      return both(rangeOfSum(e.constant, e.terms), ofSigns(e.signs))
    case 'product':
      return e.factors.every(({ exponent }) => rational.isInteger(exponent) && rational.sign(exponent) > 0)
        ? both(e.factors.map(rangeOfPower).reduce(product), ofSigns(e.signs))
        : ofSigns(e.signs)
    case 'call':
      return both(e.fn.range ?? {}, ofSigns(e.signs))
  }
}

function rangeOfSum(constant: Rational, terms: readonly Term[]): Range {
  let low: End | undefined = end(constant, false)
  let high: End | undefined = low
  for (const { coefficient, term } of terms) {
    const range = multiple(coefficient, rangeOf(term))
    low = sum(low, range.low)
    high = sum(high, range.high)
    if (low === undefined && high === undefined) return {}
  }
  return { low, high }
}

function multiple(coefficient: Rational, { low, high }: Range): Range {
  const sign = rational.sign(coefficient)
  if (sign === 0) return { low: end(0, false), high: end(0, false) }
  const moved = (x: End | undefined) => x && { at: rational.multiply(coefficient, x.at), open: x.open }
  return sign > 0 ? { low: moved(low), high: moved(high) } : { low: moved(high), high: moved(low) }
}

function sum(a: End | undefined, b: End | undefined): End | undefined {
  return a && b && { at: rational.add(a.at, b.at), open: a.open || b.open }
}

function rangeOfPower({ base, exponent }: Factor): Range {
  const range = rangeOf(base)
  if (exponent.numerator === 2n) return squared(range)
  let power = range
  for (let k = 1n; k < exponent.numerator; k++) power = product(power, range)
  return exponent.numerator % 2n === 0n ? both(power, { low: end(0, false) }) : power
}

function squared({ low, high }: Range): Range {
  const least = { low: end(0, false) }
  if (!low || !high) return least
  const [a, b] = [corner(low, low), corner(high, high)]
  return { ...least, high: isBeyond(a, b, -1) ? b : a }
}

function product(a: Range, b: Range): Range {
  if (!a.low || !a.high || !b.low || !b.high) return unboundedProduct(a, b)
  const [low, high] = [b.low, b.high]
  const corners = [a.low, a.high].flatMap((x) => [corner(x, low), corner(x, high)])
  return {
    low: corners.reduce((best, each) => (isBeyond(best, each, 1) ? each : best)),
    high: corners.reduce((best, each) => (isBeyond(best, each, -1) ? each : best)),
  }
}

/** Only a number times a range that goes to infinity is needed. */
function unboundedProduct(a: Range, { low, high }: Range): Range {
  if (low === undefined || high === undefined || !rational.equals(low.at, high.at)) return {}
  const [first, second] = rational.sign(low.at) < 0 ? [a.high, a.low] : [a.low, a.high]
  if (rational.sign(low.at) === 0) return { low, high }
  return { low: first && corner(first, low), high: second && corner(second, low) }
}

// 0 is reached wherever one of two factors reaches it.
function corner(x: End, y: End): End {
  const isReached = (!x.open && rational.isZero(x.at)) || (!y.open && rational.isZero(y.at))
  return { at: rational.multiply(x.at, y.at), open: !isReached && (x.open || y.open) }
}

/** Whether `candidate` lies further out than `best`, downwards for direction 1. */
function isBeyond(best: End, candidate: End, direction: 1 | -1): boolean {
  const order = direction * rational.compare(best.at, candidate.at)
  return order > 0 || (order === 0 && best.open && !candidate.open)
}

/** The intersection. */
function both(a: Range, b: Range): Range {
  return { low: inner(a.low, b.low, 1), high: inner(a.high, b.high, -1) }
}

function inner(x: End | undefined, y: End | undefined, direction: 1 | -1): End | undefined {
  if (x === undefined || y === undefined) return x ?? y
  return isBeyond(x, y, direction) ? x : y
}

function ofSigns(signs: Signs): Range {
  const open = !(signs & zeroSign)
  return {
    low: signs & negative ? undefined : end(0, open),
    high: signs & positive ? undefined : end(0, open),
  }
}

function signsIn({ low, high }: Range): Signs {
  const isBelow = low === undefined || rational.sign(low.at) < 0
  const isAbove = high === undefined || rational.sign(high.at) > 0
  const touches = (isIn: boolean, at: End | undefined): boolean =>
    isIn || (rational.isZero(at!.at) && !at!.open)
  return (
    (isBelow ? negative : 0) |
    (isAbove ? positive : 0) |
    (touches(isBelow, low) && touches(isAbove, high) ? zeroSign : 0)
  )
}
