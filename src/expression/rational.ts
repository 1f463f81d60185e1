import { Fraction } from 'fraction.js'
import { failure } from '../base/wording.js'
import { greatestCommonDivisor } from './common-divisor.js'

/** An exact rational number in lowest terms; the denominator is positive. Immutable. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Powers whose exact value would need more bits than this are refused. */
const bitLimit = 1_000_000
const plainlySmall = 1n << 1024n
const minusPlainlySmall = -plainlySmall

const zero: Rational = { numerator: 0n, denominator: 1n }
const one: Rational = { numerator: 1n, denominator: 1n }
const minusOne: Rational = { numerator: -1n, denominator: 1n }
const half: Rational = { numerator: 1n, denominator: 2n }

function whole(numerator: bigint): Rational {
  if (numerator === 1n) return one
  return numerator === 0n ? zero : { numerator, denominator: 1n }
}

// Of two numbers without common divisors.
function quotient(numerator: bigint, denominator: bigint): Rational {
  return denominator === 1n ? whole(numerator) : { numerator, denominator }
}

// fraction.js reduces to lowest terms. Its own reading of doubles is not used: it approximates them by a Farey search.
function reduced(numerator: bigint, denominator: bigint): Rational {
  if (denominator === 1n) return whole(numerator)
  if (denominator === 0n)
    throw failure('undefined-value', { expression: `${numerator}/0`, reason: 'division by zero' })
  const { s, n, d } = new Fraction(numerator, denominator)
  return quotient(s * n, d)
}

/**
 * The rational of a whole number, a decimal text (`'0.1'` is 1/10, `'2.5e-3'` is 1/400), a quotient text (`'3/4'`), or
 * a double, which is read as its shortest decimal: `of(0.1)` is 1/10. With `d`, the quotient of two whole numbers.
 * Throws `not-a-number` for anything else and `undefined-value` for a zero denominator.
 */
function of(n: number | bigint | string, d?: number | bigint): Rational {
  if (d !== undefined) return divide(of(n), of(d))
  if (typeof n === 'bigint') return whole(n)
  if (typeof n === 'number' && Number.isSafeInteger(n)) return whole(BigInt(n))
  return read(String(n))
}

function read(text: string): Rational {
  const quotient = !text.includes('/') ? null : /^\s*([+-]?\d+)\s*\/\s*(\d+)\s*$/.exec(text)
  if (quotient !== null) return reduced(BigInt(quotient[1]!), BigInt(quotient[2]!))
  const decimal = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(text)
  const digits = (decimal?.[2] ?? '') + (decimal?.[3] ?? '')
  if (decimal === null || digits === '')
    throw failure('not-a-number', { what: 'a rational constant', got: text })
  const exponent = Number(decimal[4] ?? 0) - (decimal[3] ?? '').length
  if (Math.abs(exponent) > 20_000)
    throw failure('too-large', { what: 'the exponent of a number', size: Math.abs(exponent), limit: 20_000 })
  const mantissa = BigInt(digits) * (decimal[1] === '-' ? -1n : 1n)
  return exponent >= 0
    ? whole(mantissa * 10n ** BigInt(exponent))
    : reduced(mantissa, 10n ** BigInt(-exponent))
}

function add(a: Rational, b: Rational): Rational {
  if (a.denominator === 1n && b.denominator === 1n) return whole(a.numerator + b.numerator)
  const common = greatestCommonDivisor(a.denominator, b.denominator)
  const left = a.denominator / common
  const right = b.denominator / common
  const sum = a.numerator * right + b.numerator * left
  if (common === 1n) return quotient(sum, left * right)
  // Only what the denominators share can cancel (Knuth, The Art of Computer Programming 2, section 4.5.1).
  const rest = greatestCommonDivisor(sum, common)
  return quotient(sum / rest, left * (b.denominator / rest))
}

function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b))
}

function multiply(a: Rational, b: Rational): Rational {
  if (isOne(a)) return b
  if (isOne(b)) return a
  if (a.denominator === 1n && b.denominator === 1n) return whole(a.numerator * b.numerator)
  // Cancelled crosswise before multiplying, when the numbers are half as long.
  const first = greatestCommonDivisor(a.numerator, b.denominator)
  const second = greatestCommonDivisor(b.numerator, a.denominator)
  return quotient(
    (a.numerator / first) * (b.numerator / second),
    (a.denominator / second) * (b.denominator / first),
  )
}

/** Throws `undefined-value` when `b` is zero. */
function divide(a: Rational, b: Rational): Rational {
  if (b.numerator === 0n)
    throw failure('undefined-value', { expression: `${toString(a)}/0`, reason: 'division by zero' })
  if (b.numerator < 0n) return multiply(a, quotient(-b.denominator, -b.numerator))
  return multiply(a, quotient(b.denominator, b.numerator))
}

function negate(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator }
}

function absolute(a: Rational): Rational {
  return a.numerator < 0n ? negate(a) : a
}

function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function equals(a: Rational, b: Rational): boolean {
  return a === b || (a.numerator === b.numerator && a.denominator === b.denominator)
}

function isInteger(a: Rational): boolean {
  return a.denominator === 1n
}

function isZero(a: Rational): boolean {
  return a === zero || a.numerator === 0n
}

function isOne(a: Rational): boolean {
  return a === one || (a.numerator === 1n && a.denominator === 1n)
}

/** -1, 0 or 1. */
function sign(a: Rational): number {
  return a.numerator < 0n ? -1 : a.numerator > 0n ? 1 : 0
}

/** The largest whole number not above `a`. */
function floor(a: Rational): bigint {
  const quotient = a.numerator / a.denominator
  return a.numerator < 0n && quotient * a.denominator !== a.numerator ? quotient - 1n : quotient
}

/** `a` to a whole power. Throws `undefined-value` for 0 to a negative power, `too-large` beyond a million bits. */
function power(a: Rational, exponent: bigint): Rational {
  if (exponent === 1n && isPlainlySmall(a)) return a
  if (exponent < 0n) return power(divide(one, a), -exponent)
  const size = bits(a) * Number(exponent)
  if (size > bitLimit && !isOne(absolute(a)) && !isZero(a))
    throw failure('too-large', { what: 'an exact power', size, limit: bitLimit, unit: 'bits' })
  if (isOne(absolute(a))) return exponent % 2n === 0n ? one : a
  return { numerator: a.numerator ** exponent, denominator: a.denominator ** exponent }
}

function isPlainlySmall({ numerator, denominator }: Rational): boolean {
  return numerator < plainlySmall && numerator > minusPlainlySmall && denominator < plainlySmall
}

function bits(a: Rational): number {
  return 4 * Math.max(a.numerator.toString(16).length, a.denominator.toString(16).length)
}

const exactInDouble = 2n ** 53n

/** The nearest double. Correctly rounded unless the result is subnormal. */
function toNumber(a: Rational): number {
  const magnitude = a.numerator < 0n ? -a.numerator : a.numerator
  if (magnitude <= exactInDouble && a.denominator <= exactInDouble)
    return Number(a.numerator) / Number(a.denominator)
  // A quotient of at least 64 bits with a sticky last bit rounds as the exact quotient does.
  const shift = a.denominator.toString(2).length - magnitude.toString(2).length + 65
  const top = shift > 0 ? magnitude << BigInt(shift) : magnitude
  const bottom = shift < 0 ? a.denominator << BigInt(-shift) : a.denominator
  const quotient = top / bottom
  const sticky = quotient * bottom === top ? quotient : quotient | 1n
  const value = scaledByPowerOfTwo(Number(sticky), -shift)
  return a.numerator < 0n ? -value : value
}

// Two steps, because 2 to the whole exponent may overflow or vanish where the product does not.
function scaledByPowerOfTwo(value: number, exponent: number): number {
  const first = Math.max(-1000, Math.min(1000, exponent))
  const second = Math.max(-1000, Math.min(1000, exponent - first))
  return value * 2 ** first * 2 ** second
}

/** `-3/4`, `5`. */
function toString(a: Rational): string {
  return a.denominator === 1n ? String(a.numerator) : `${a.numerator}/${a.denominator}`
}

const hashOfOne = 0x9e3779b1 | 0

/** A 32-bit hash; equal rationals have equal hashes. */
function hash(a: Rational): number {
  if (a === one) return hashOfOne
  const numerator = Number(BigInt.asIntN(32, a.numerator))
  if (a.denominator === 1n) return Math.imul(numerator, 0x9e3779b1)
  return Math.imul(Math.imul(numerator, 0x9e3779b1) ^ Number(BigInt.asIntN(32, a.denominator)), 0x85ebca6b)
}

/** Exact arithmetic with rationals. Every function is pure. */
export const rational = {
  zero,
  one,
  minusOne,
  half,
  of,
  add,
  subtract,
  multiply,
  divide,
  negate,
  absolute,
  compare,
  equals,
  isInteger,
  isZero,
  isOne,
  sign,
  floor,
  power,
  toNumber,
  toString,
  hash,
} as const
