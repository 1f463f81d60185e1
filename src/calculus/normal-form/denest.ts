import { type Rational, rational } from '../../expression/index.js'
import { isQuadratic } from './conjugate.js'
import { constant, scaled, sum } from './polynomial.js'
import { raise } from './power.js'
import type { Polynomial, Ring } from './ring.js'

/**
 * √(a + b√c) = √((a + r)/2) ± √((a − r)/2) for rational numbers, where a > 0 and r² = a² − b²c is the square of a rational
 * number; the sign is that of b. Nothing for another p.
 */
export function denestedRoot(ring: Ring, p: Polynomial): Polynomial | undefined {
  if (p.terms.size !== 2 || !p.terms.has(ring.one) || !isQuadratic(p)) return undefined
  const a = rational.of(p.terms.get(ring.one)!, p.denominator)
  const [monomial, numerator] = [...p.terms].find(([each]) => each !== ring.one)!
  const b = rational.of(numerator, p.denominator)
  const c = monomial.powers.reduce((value, { generator: { kind } }) => (kind.name === 'prime' ? value * kind.value : value), 1n) // prettier-ignore
  const square = rational.multiply(rational.multiply(b, b), rational.of(c))
  const r = squareRoot(rational.subtract(rational.multiply(a, a), square))
  if (rational.sign(a) <= 0 || r === undefined) return undefined
  const part = (value: Rational): Polynomial =>
    raise(ring, constant(ring, rational.multiply(rational.half, value)), rational.half)
  const second = scaled(rational.of(rational.sign(b)), part(rational.subtract(a, r)))
  return sum(ring, [part(rational.add(a, r)), second])
}

function squareRoot({ numerator, denominator }: Rational): Rational | undefined {
  const [above, below] = [integerRoot(numerator), integerRoot(denominator)]
  return above === undefined || below === undefined ? undefined : rational.of(above, below)
}

function integerRoot(value: bigint): bigint | undefined {
  if (value < 0n) return undefined
  const root = BigInt(Math.round(Math.sqrt(Number(value))))
  return root * root === value ? root : undefined
}
