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

/** A real root, the only one in [low, high]. */
export interface RealRoot {
  readonly low: Rational
  readonly high: Rational
  readonly value: number
}

/** All real roots, ascending, each once: isolated by Sturm's theorem in exact arithmetic and halved to the precision of doubles. */
export function realRoots(p: Polynomial): RealRoot[] {
  if (degree(p) < 1) return []
  const simple = divided(p, commonDivisor(p, derivative(p))).quotient
  const chain = sturmChain(simple)
  const bound = rootBound(simple)
  const found: RealRoot[] = []
  const search = (low: Rational, high: Rational, before: number, after: number): void => {
    const count = before - after
    if (count === 0) return
    if (count === 1) return void found.push(narrowed(simple, chain, low, high))
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

// The root is in (low, high], where the number of sign changes falls by one.
function narrowed(p: Polynomial, chain: readonly Polynomial[], from: Rational, to: Rational): RealRoot {
  let [low, high] = [from, to]
  const before = signChanges(chain, low)
  for (let k = 0; k < 1200; k++) {
    const [a, b] = [rational.toNumber(low), rational.toNumber(high)]
    const middle = rational.multiply(rational.add(low, high), rational.half)
    const m = rational.toNumber(middle)
    if (m <= a || m >= b) break
    if (rational.isZero(valueAt(p, middle))) return { low: middle, high: middle, value: m }
    // Doubles decide where they can.
    const isLeft = signChanges(chain, middle) < before
    if (isLeft) high = middle
    else low = middle
    if (b - a <= 4e-16 * Math.max(Math.abs(a), Math.abs(b))) break
  }
  if (rational.isZero(valueAt(p, high))) return { low: high, high, value: rational.toNumber(high) }
  const ends = [low, high].map(rational.toNumber)
  const [first, last] = ends as [number, number]
  const value = Math.abs(numberAt(p, first)) < Math.abs(numberAt(p, last)) ? first : last
  return { low, high, value }
}
