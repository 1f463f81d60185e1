import type { Expression, Factor, Term } from './nodes.js'
import { type Rational, rational } from './rational.js'
import { negative, positive, type Signs, zeroSign } from './signs.js'

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

/** Whether more is known of the values than their signs. */
export function isBounded(e: Expression): boolean {
  if (e.kind === 'call') return e.fn.range !== undefined
  if (e.kind === 'product') return e.factors.some(({ base }) => isBounded(base))
  return e.kind === 'sum' && e.terms.some(({ term }) => term.kind === 'call' && isBounded(term))
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
    const scaled = product(rangeOf(term), { low: end(coefficient, false), high: end(coefficient, false) })
    low = sum(low, scaled.low)
    high = sum(high, scaled.high)
  }
  return { low, high }
}

function sum(a: End | undefined, b: End | undefined): End | undefined {
  return a && b && { at: rational.add(a.at, b.at), open: a.open || b.open }
}

function rangeOfPower({ base, exponent }: Factor): Range {
  const range = rangeOf(base)
  let power = range
  for (let k = 1n; k < exponent.numerator; k++) power = product(power, range)
  return exponent.numerator % 2n === 0n ? both(power, { low: end(0, false) }) : power
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
