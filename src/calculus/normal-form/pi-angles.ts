import { type Rational, rational } from '../../expression/index.js'
import { ofMultiple, type SineAndCosine } from './angles.js'
import { constant, multiply, scaled, subtract, sum } from './polynomial.js'
import { raise } from './power.js'
import type { Polynomial, Ring } from './ring.js'

/** Angles k·pi/120 are sums of multiples of pi/8, pi/3 and pi/5. */
const parts = 120n

/** Sine and cosine of turns·pi in square roots, for turns with a denominator that divides 120. */
export function sineAndCosineOfPi(ring: Ring, turns: Rational): SineAndCosine | undefined {
  if (parts % turns.denominator !== 0n) return undefined
  const k = turns.numerator * (parts / turns.denominator)
  // k = 15·eighths + 40·thirds + 24·fifths.
  const thirds = modulo(k, 3n)
  const fifths = modulo(4n * k, 5n)
  const eighths = modulo((k - 40n * thirds - 24n * fifths) / 15n, 16n)
  const pieces: [SineAndCosine | undefined, bigint][] = [
    [eighths === 0n ? undefined : ofEighth(ring), eighths],
    [thirds === 0n ? undefined : ofThird(ring), thirds],
    [fifths === 0n ? undefined : ofFifth(ring), fifths],
  ]
  const nothing = { sine: constant(ring, rational.zero), cosine: constant(ring, rational.one) }
  return pieces.reduce((total, [base, times]) => {
    if (base === undefined) return total
    const { sine, cosine } = ofMultiple(ring, base, times)
    return {
      sine: sum(ring, [multiply(ring, total.sine, cosine), multiply(ring, total.cosine, sine)]),
      cosine: subtract(ring, multiply(ring, total.cosine, cosine), multiply(ring, total.sine, sine)),
    }
  }, nothing)
}

const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by

const number = (ring: Ring, value: number | bigint): Polynomial => constant(ring, rational.of(value))
const root = (ring: Ring, of: Polynomial): Polynomial => raise(ring, of, rational.half)

/** cos(pi/8) = √(2 + √2)/2 and tan(pi/8) = √2 − 1. */
function ofEighth(ring: Ring): SineAndCosine {
  const two = root(ring, number(ring, 2))
  const cosine = scaled(rational.half, root(ring, sum(ring, [number(ring, 2), two])))
  return { sine: multiply(ring, cosine, subtract(ring, two, number(ring, 1))), cosine }
}

function ofThird(ring: Ring): SineAndCosine {
  return { sine: scaled(rational.half, root(ring, number(ring, 3))), cosine: constant(ring, rational.half) }
}

/** cos(pi/5) = (1 + √5)/4 and sin(pi/5) = √(10 − 2√5)/4. */
function ofFifth(ring: Ring): SineAndCosine {
  const five = root(ring, number(ring, 5))
  const square = subtract(ring, number(ring, 10), scaled(rational.of(2), five))
  const quarter = rational.of(1, 4)
  return {
    sine: scaled(quarter, root(ring, square)),
    cosine: scaled(quarter, sum(ring, [number(ring, 1), five])),
  }
}
