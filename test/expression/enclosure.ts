import {
  type CallNode,
  type Expression,
  type FunctionName,
  orderNodes,
  type ProductNode,
  rational,
  type SumNode,
} from '../../src/expression/index.js'
import { callEnclosure } from './call-enclosure.js'

/**
 * Every number that an evaluator may compute for an expression in double precision, whatever the order in which it adds
 * and multiplies, as long as each arithmetic operation rounds correctly and each call of an elementary function is good to
 * its `callUlps`. It is what interval arithmetic gives when each node is widened by its own rounding, so the rounding of one
 * node is carried through everything above it: an honest tolerance, narrow where the expression is well conditioned.
 *
 * `undefined` is outside the domain for certain; `unclear` is where rounding decides about that, or near overflow.
 */
export type Enclosure = Interval | 'undefined' | 'unclear'

export interface Interval {
  readonly low: number
  readonly high: number
}

/** The error of one call of an elementary function, in units in the last place; single-calls.test.ts measures it. */
export function callUlps(name: FunctionName): number {
  return name === 'gelu' ? 6 : name === 'swish' ? 3 : 2
}

/** The relative error of one correctly rounded operation. */
export const unit = 2 ** -53

export function enclosures(
  es: readonly Expression[],
  values: ReadonlyMap<Expression, number>,
): (e: Expression) => Enclosure {
  const known = new Map<Expression, Enclosure>()
  const of = (e: Expression): Enclosure => known.get(e)!
  for (const node of orderNodes(es)) known.set(node, enclosureOf(node, values, of))
  return of
}

function enclosureOf(
  e: Expression,
  values: ReadonlyMap<Expression, number>,
  of: (e: Expression) => Enclosure,
): Enclosure {
  switch (e.kind) {
    case 'constant':
      return point(rational.toNumber(e.value))
    case 'symbol':
      return point(values.get(e)!)
    case 'sum':
      return withOperands(e.terms.map(({ term }) => of(term)), (terms) => sumOf(e, terms)) // prettier-ignore
    case 'product':
      return withOperands(e.factors.map(({ base }) => of(base)), (bases) => productOf(e, bases)) // prettier-ignore
    case 'call':
      return withOperands(e.args.map(of), (args) => callOf(e, args))
  }
}

const point = (value: number): Interval => ({ low: value, high: value })

/** Nothing is known of what is computed from something undefined except that it is undefined. */
function withOperands(
  operands: readonly Enclosure[],
  apply: (operands: readonly Interval[]) => Enclosure,
): Enclosure {
  if (operands.includes('undefined')) return 'undefined'
  const intervals = operands.filter((operand) => typeof operand !== 'string')
  return intervals.length < operands.length ? 'unclear' : bounded(apply(intervals))
}

function bounded(found: Enclosure): Enclosure {
  return typeof found === 'string' || size(found) < 1e280 ? found : 'unclear'
}

export const size = ({ low, high }: Interval): number => Math.max(Math.abs(low), Math.abs(high))

/** Each number times any number within `roundings` relative errors of 1: keeps signs, and zero. */
export function widened({ low, high }: Interval, roundings: number): Interval {
  const share = 1.01 * roundings * unit
  return { low: low - share * Math.abs(low), high: high + share * Math.abs(high) }
}

// Coefficients are rounded, multiplied and added, in any grouping: each summand meets at most as many roundings as there
// are summands and two more. Twice that, because the ends are computed with roundings as well.
function sumOf(e: SumNode, terms: readonly Interval[]): Interval {
  const coefficients = e.terms.map(({ coefficient }) => rational.toNumber(coefficient))
  const parts = terms.map(({ low, high }, i) => hull([low * coefficients[i]!, high * coefficients[i]!]))
  parts.push(point(rational.toNumber(e.constant)))
  const low = parts.reduce((sum, part) => sum + part.low, 0)
  const high = parts.reduce((sum, part) => sum + part.high, 0)
  const numbers = [...coefficients, ...parts.flatMap((part) => [part.low, part.high])]
  if (numbers.every(isShort) && terms.every(isPoint)) return { low, high }
  const total = parts.reduce((sum, part) => sum + size(part), 0)
  const slack = 2.02 * (parts.length + 2) * unit * total + (total > 0 ? 1e-300 : 0)
  return { low: low - slack, high: high + slack }
}

/** Few enough bits that sums and small products of such numbers are exact. */
const isShort = (x: number): boolean => Number.isInteger(x * 2 ** 16) && Math.abs(x) < 2 ** 10
const isPoint = ({ low, high }: Interval): boolean => low === high

export function hull(values: readonly number[]): Interval {
  return { low: Math.min(...values), high: Math.max(...values) }
}

function productOf(e: ProductNode, bases: readonly Interval[]): Enclosure {
  const above: Interval[] = [point(1)]
  const below: Interval[] = [point(1)]
  let roundings = e.factors.length + 1
  for (const [i, { exponent }] of e.factors.entries()) {
    const base = bases[i]!
    const isFraction = exponent.denominator !== 1n
    if (isFraction && base.low < 0) return base.high < 0 ? 'undefined' : 'unclear'
    const inverted = rational.sign(exponent) < 0
    if (inverted && base.low <= 0 && base.high >= 0) return size(base) === 0 ? 'undefined' : 'unclear'
    const magnitude = Math.abs(rational.toNumber(exponent))
    ;(inverted ? below : above).push(raised(base, magnitude))
    // As a chain of multiplications with perhaps a root, or as one call.
    roundings += Math.max(magnitude, 2 * callUlps('power')) + 1
  }
  const [numerator, denominator] = [above.reduce(times), below.reduce(times)]
  if (![...above, ...below, numerator, denominator].every(isOfOrdinarySize)) return 'unclear'
  const ends = [numerator.low, numerator.high].flatMap((a) => [a / denominator.low, a / denominator.high])
  const isExact =
    below.length === 1 && bases.every(isPoint) && [...bases, ...above].every((x) => isShort(x.low))
  return isExact && isShort(ends[0]!) ? hull(ends) : widened(hull(ends), 2 * roundings)
}

function raised({ low, high }: Interval, exponent: number): Interval {
  const ends = [low ** exponent, high ** exponent]
  return exponent % 2 === 0 && low < 0 && high > 0 ? hull([0, ...ends]) : hull(ends)
}

function times(a: Interval, b: Interval): Interval {
  return hull([a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high])
}

/** Far enough from overflow and underflow that every order of multiplication stays clear of them. */
function isOfOrdinarySize(x: Interval): boolean {
  const smallest = Math.min(Math.abs(x.low), Math.abs(x.high))
  return size(x) < 1e120 && (smallest > 1e-120 || smallest === 0)
}

function callOf(e: CallNode, args: readonly Interval[]): Enclosure {
  const found = callEnclosure(e.fn.name, args)
  if (typeof found === 'string') return found
  if (!isOfOrdinarySize(found)) return 'unclear'
  return found.isExact ? found : widened(found, 2 * 2 * callUlps(e.fn.name))
}
