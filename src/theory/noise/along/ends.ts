import type { Prose } from '../../../base/prose.js'
import { gradient } from '../../../calculus/index.js'
import {
  children,
  evaluate,
  type Expression,
  freeSymbols,
  multiply,
  negate,
  orderNodes,
  type Rational,
  rational,
  rebuild,
  type SymbolNode,
} from '../../../expression/index.js'
import { type ParametrisedBranch, simplest } from '../../../geometry/index.js'
import { degree, derivative, lead, numberAt, type Polynomial, squareFreeParts } from './polynomial.js'
import { type Fraction, type RationalIn, rationalIn } from './rational-in.js'
import { realRoots } from './real-roots.js'

/** The part of a one-dimensional branch between two points that the motion does not cross, and the density near them. */
export interface Ends {
  readonly low: End
  readonly high: End
}

export interface End {
  /** A value of s, or ±∞. */
  readonly at: number
  /** The density is like |s − at|^exponent there, at infinity like |s|^exponent; ±Infinity where it is faster than any power. */
  readonly exponent: number
  readonly integrable: boolean
}

export interface Normalisability {
  readonly normalisable: 'yes' | 'no' | 'on one period' | 'undecided'
  readonly why: Prose
  readonly ends: Ends | undefined
}

/**
 * Whether a density with the logarithmic derivative `slope` is integrable between the edges of the branch around the place:
 * from its powers at the ends, exact for rational functions of s or of exp(s/N).
 */
export function endsOfDensity(
  slope: Expression,
  diffusion: Expression,
  { free, smooth, coordinates }: Pick<ParametrisedBranch, 'free' | 'smooth' | 'coordinates'>,
  at: number | undefined,
): Normalisability {
  const symbol = free[0]!
  const undecided = (why: Prose): Normalisability => ({ normalisable: 'undecided', why, ends: undefined })
  if (at === undefined) return undecided('the place on the branch is not known')
  if (smooth.length === 0 && coordinates.every((e) => isPeriodic(e, symbol))) return { normalisable: 'on one period', why: 'the branch closes after a period', ends: undefined } // prettier-ignore
  const form = rationalIn(slope, symbol)
  if (form === undefined) return undecided('its behaviour at the ends of the branch was not decided')
  const edges = [...smooth.map(({ expression }) => expression), diffusion].map((e) => edgesOf(e, symbol))
  if (!edges.every((each) => each !== undefined)) return undecided('the edges of the branch were not found')
  const places = [...edges.flatMap((each) => each!), ...polesOf(form)].sort((a, b) => a - b)
  const low = places.findLast((x) => x < at) ?? -Infinity
  const high = places.find((x) => x > at) ?? Infinity
  const ends = { low: endAt(form, low, 1), high: endAt(form, high, -1) }
  const bad = [ends.low, ends.high].filter(({ integrable }) => !integrable)
  return bad.length === 0
    ? { normalisable: 'yes', why: 'it is integrable at both ends', ends }
    : { normalisable: 'no', why: `it is not integrable ${bad.map(({ at: x }) => placeName(x)).join(' nor ')}`, ends } // prettier-ignore
}

const placeName = (x: number): string => (Number.isFinite(x) ? `at ${Number(x.toPrecision(6))}` : x > 0 ? 'at infinity' : 'at minus infinity') // prettier-ignore

const toPlace = ({ kind, period }: RationalIn, z: number): number[] =>
  kind === 'symbol' ? [z] : z > 0 ? [rational.toNumber(period) * Math.log(z)] : []

const polesOf = (form: RationalIn): number[] =>
  realRoots(form.fraction.denominator).flatMap(({ value }) => toPlace(form, value))

/** Zeros and poles of what is to be positive or not zero. */
function edgesOf(e: Expression, symbol: SymbolNode): number[] | undefined {
  if (!freeSymbols(e).has(symbol)) return []
  const form = rationalIn(e, symbol)
  if (form === undefined) return edgesWithRoots(e, symbol)
  return [...zerosOf(form), ...polesOf(form)]
}

const zerosOf = (form: RationalIn): number[] =>
  realRoots(form.fraction.numerator).flatMap(({ value }) => toPlace(form, value))

/** With square roots: the product with the conjugates is rational, and e itself is 0 at some of its zeros. */
function edgesWithRoots(e: Expression, symbol: SymbolNode): number[] | undefined {
  let product = e
  for (const under of rootsIn(e, symbol)) product = simplest(multiply(product, conjugate(product, under)))
  const form = rationalIn(product, symbol)
  if (form === undefined) return undefined
  const size = (s: number): number => Math.abs(evaluate(e, new Map([[symbol, s]])))
  // Beside a zero of e, where the roots have values.
  const isZeroThere = (z: number): boolean => [-1, 1].some((side) => size(z + side * 1e-9 * (1 + Math.abs(z))) <= 1e-3 * Math.max(size(z + side * 0.1), size(z - side * 0.1), 1e-300)) // prettier-ignore
  return [...zerosOf(form).filter(isZeroThere), ...polesOf(form)]
}

const isHalf = (exponent: Rational): boolean => exponent.denominator === 2n

function rootsIn(e: Expression, symbol: SymbolNode): Set<Expression> {
  const factors = orderNodes([e]).flatMap((node) => (node.kind === 'product' ? node.factors : []))
  return new Set(factors.filter(({ base, exponent }) => isHalf(exponent) && freeSymbols(base).has(symbol)).map(({ base }) => base)) // prettier-ignore
}

/** With −√ for √ of `under`. */
function conjugate(e: Expression, under: Expression): Expression {
  const rebuilt = new Map<Expression, Expression>()
  for (const node of orderNodes([e])) {
    const operands = children(node).map((child) => rebuilt.get(child)!)
    const next = operands.length === 0 ? node : rebuild(node, operands)
    const isFlipped = node.kind === 'product' && node.factors.filter(({ base, exponent }) => base === under && isHalf(exponent)).length % 2 === 1 // prettier-ignore
    rebuilt.set(node, isFlipped ? negate(next) : next)
  }
  return rebuilt.get(e)!
}

function endAt(form: RationalIn, at: number, side: 1 | -1): End {
  const exponent = exponentAt(form, at, side)
  const integrable = Number.isFinite(at) ? exponent > -1 : exponent < -1
  return { at, exponent, integrable }
}

function exponentAt({ fraction, kind, period }: RationalIn, at: number, side: 1 | -1): number {
  const { numerator, denominator } = fraction
  if (kind === 'symbol') return Number.isFinite(at) ? atPole(fraction, at, side) : atInfinity(fraction, at)
  const scale = rational.toNumber(period)
  // dz/ds = z/N, so that (s − e)·slope(z(s)) has the limit of (z − z(e))·slope(z)·N/z(e).
  if (Number.isFinite(at)) return (atPole(fraction, Math.exp(at / scale), side) * scale) / Math.exp(at / scale) // prettier-ignore
  const limit = at > 0 ? limitAtInfinity(numerator, denominator) : limitAtZero(numerator, denominator)
  return limit === 0 ? 0 : Math.sign(at) * limit * Infinity
}

/** lim (s − e)R(s) from one side, which may be ±∞. */
function atPole({ numerator, denominator }: Fraction, e: number, side: 1 | -1): number {
  const near = (p: Polynomial): boolean =>
    realRoots(p).some(({ value }) => Math.abs(value - e) <= 1e-9 * (1 + Math.abs(e)))
  const parts = squareFreeParts(denominator)
  const multiplicity = parts.findIndex((part) => degree(part) > 0 && near(part)) + 1
  if (multiplicity === 0) return 0
  if (multiplicity === 1) return numberAt(numerator, e) / numberAt(derivative(denominator), e)
  const distance = side * 1e-5 * (1 + Math.abs(e))
  const value = numberAt(numerator, e + distance) / numberAt(denominator, e + distance)
  return Math.sign(distance * value) * Infinity
}

/** lim s·R(s). */
function atInfinity({ numerator, denominator }: Fraction, at: number): number {
  const excess = degree(numerator) - degree(denominator)
  if (numerator.length === 0 || excess < -1) return 0
  const ratio = rational.toNumber(rational.divide(lead(numerator), lead(denominator)))
  if (excess === -1) return ratio
  const sign = at > 0 || (excess + 1) % 2 === 0 ? 1 : -1
  return Math.sign(ratio) * sign * Infinity
}

function limitAtInfinity(numerator: Polynomial, denominator: Polynomial): number {
  const excess = degree(numerator) - degree(denominator)
  if (numerator.length === 0 || excess < 0) return 0
  return excess > 0 ? Math.sign(rational.toNumber(lead(numerator))) : rational.toNumber(lead(numerator)) / rational.toNumber(lead(denominator)) // prettier-ignore
}

function limitAtZero(numerator: Polynomial, denominator: Polynomial): number {
  const [above, below] = [numberAt(numerator, 0), numberAt(denominator, 0)]
  if (below !== 0) return above / below
  const small = 1e-6
  return Math.sign(numberAt(numerator, small) / numberAt(denominator, small))
}

/** Whether s occurs only in sines and cosines of its multiples. */
function isPeriodic(e: Expression, symbol: SymbolNode): boolean {
  if (!freeSymbols(e).has(symbol)) return true
  switch (e.kind) {
    case 'sum':
      return e.terms.every(({ term }) => isPeriodic(term, symbol))
    case 'product':
      return e.factors.every(({ base }) => isPeriodic(base, symbol))
    case 'call': {
      const [argument] = e.args
      const isMultiple = argument !== undefined && gradient(argument, [symbol])[0]!.kind === 'constant'
      return isMultiple && ['sin', 'cos', 'tan'].includes(e.fn.name)
    }
    default:
      return false
  }
}
