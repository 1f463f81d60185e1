import { type Rational, rational } from '../../../expression/index.js'
import {
  commonDivisor,
  degree,
  derivative,
  divided,
  lead,
  numberAt,
  type Polynomial,
  scaled,
  valueAt,
} from './polynomial.js'

/** A real root, the only one in [low, high], and a double near it. */
export interface RealRoot {
  readonly low: Rational
  readonly high: Rational
  readonly value: number
}

/** All real roots, ascending, each once: isolated by Sturm's theorem in exact arithmetic. */
export function realRoots(p: Polynomial): RealRoot[] {
  if (degree(p) < 1) return []
  const simple = divided(p, commonDivisor(p, derivative(p))).quotient
  const chain = sturmChain(simple)
  const bound = rootBound(simple)
  const found: RealRoot[] = []
  const search = (low: Rational, high: Rational, before: number, after: number): void => {
    const count = before - after
    if (count === 0) return
    if (count === 1) return void found.push(narrowed(simple, low, high))
    const middle = rational.multiply(rational.add(low, high), rational.half)
    const changes = signChanges(chain, middle)
    search(low, middle, before, changes)
    search(middle, high, changes, after)
  }
  const low = rational.negate(bound)
  search(low, bound, signChanges(chain, low), signChanges(chain, bound))
  return found
}

function sturmChain(p: Polynomial): Polynomial[] {
  const chain = [p, derivative(p)]
  for (;;) {
    const { remainder } = divided(chain[chain.length - 2]!, chain[chain.length - 1]!)
    if (remainder.length === 0) return chain
    // A positive factor changes no sign and keeps the numbers short.
    const size = rational.absolute(lead(remainder))
    chain.push(scaled(remainder, rational.divide(rational.minusOne, size)))
  }
}

function signChanges(chain: readonly Polynomial[], x: Rational): number {
  const signs = chain.map((p) => rational.sign(valueAt(p, x))).filter((sign) => sign !== 0)
  return signs.slice(1).filter((sign, i) => sign !== signs[i]).length
}

/** Cauchy's bound, strict. */
function rootBound(p: Polynomial): Rational {
  const top = lead(p)
  const sizes = p.map((c) => rational.absolute(rational.divide(c, top)))
  const largest = sizes.reduce((most, c) => (rational.compare(c, most) > 0 ? c : most), rational.one)
  return rational.of(rational.floor(largest) + 2n)
}

/** Halvings in exact arithmetic, after which Newton's method in doubles is sure. */
const halvings = 24

// One simple root is in (low, high]; low may be another one.
function narrowed(p: Polynomial, from: Rational, to: Rational): RealRoot {
  const slope = derivative(p)
  const signAt = (x: Rational): number => rational.sign(valueAt(p, x))
  const exact = (x: Rational): RealRoot => ({ low: x, high: x, value: rational.toNumber(x) })
  if (signAt(to) === 0) return exact(to)
  const before = signAt(from) === 0 ? rational.sign(valueAt(slope, from)) : signAt(from)
  let [low, high] = [from, to]
  for (let k = 0; k < halvings || rational.toNumber(high) - rational.toNumber(low) > 1e-5; k++) {
    const middle = rational.multiply(rational.add(low, high), rational.half)
    const sign = signAt(middle)
    if (sign === 0) return exact(middle)
    if (sign === before) low = middle
    else high = middle
  }
  const [a, b] = [rational.toNumber(low), rational.toNumber(high)]
  let value = (a + b) / 2
  for (let k = 0; k < 60; k++) {
    const next = value - numberAt(p, value) / numberAt(slope, value)
    if (!(next >= a && next <= b) || Math.abs(next - value) <= 1e-17 * Math.abs(value)) break
    value = next
  }
  return { low, high, value }
}
