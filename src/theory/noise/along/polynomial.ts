import { type Rational, rational } from '../../../expression/index.js'

/** Coefficients of a polynomial in one variable over the rationals, the constant first, the last one not 0; empty for 0. */
export type Polynomial = readonly Rational[]

const { zero, one } = rational

export const constant = (value: Rational): Polynomial => trimmed([value])
export const variable: Polynomial = [zero, one]
export const degree = (p: Polynomial): number => p.length - 1
export const lead = (p: Polynomial): Rational => p[p.length - 1] ?? zero

function trimmed(coefficients: readonly Rational[]): Polynomial {
  return coefficients.slice(0, coefficients.findLastIndex((c) => !rational.isZero(c)) + 1)
}

export function plus(a: Polynomial, b: Polynomial): Polynomial {
  const size = Math.max(a.length, b.length)
  return trimmed(Array.from({ length: size }, (_, i) => rational.add(a[i] ?? zero, b[i] ?? zero)))
}

export function scaled(a: Polynomial, factor: Rational): Polynomial {
  return rational.isZero(factor) ? [] : a.map((c) => rational.multiply(c, factor))
}

export const minus = (a: Polynomial, b: Polynomial): Polynomial => plus(a, scaled(b, rational.minusOne))

export function times(a: Polynomial, b: Polynomial): Polynomial {
  if (a.length === 0 || b.length === 0) return []
  const result = Array.from({ length: a.length + b.length - 1 }, () => zero)
  a.forEach((x, i) => b.forEach((y, j) => (result[i + j] = rational.add(result[i + j]!, rational.multiply(x, y)))))
  return result
} // prettier-ignore

export function wholePower(a: Polynomial, exponent: number): Polynomial {
  return Array.from({ length: exponent }, () => a).reduce(times, [one])
}

/** Quotient and remainder by b, which is not 0. */
export function divided(a: Polynomial, b: Polynomial): { quotient: Polynomial; remainder: Polynomial } {
  const rest = [...a]
  const quotient = Array.from({ length: Math.max(0, a.length - b.length + 1) }, () => zero)
  for (let k = quotient.length - 1; k >= 0; k--) {
    const factor = rational.divide(rest[k + b.length - 1]!, lead(b))
    quotient[k] = factor
    b.forEach((c, i) => (rest[k + i] = rational.subtract(rest[k + i]!, rational.multiply(factor, c))))
  }
  return { quotient: trimmed(quotient), remainder: trimmed(rest) }
}

export function monic(a: Polynomial): Polynomial {
  return a.length === 0 ? a : scaled(a, rational.divide(one, lead(a)))
}

/** The monic greatest common divisor. */
export function commonDivisor(a: Polynomial, b: Polynomial): Polynomial {
  let [p, q] = [a, b]
  while (q.length > 0) [p, q] = [q, monic(divided(p, q).remainder)]
  return monic(p)
}

/** s and t with s·a + t·b = gcd(a, b), monic. */
export function bezout(a: Polynomial, b: Polynomial): { s: Polynomial; t: Polynomial; divisor: Polynomial } {
  let [p, q]: [Polynomial, Polynomial] = [a, b]
  let [s, nextS]: [Polynomial, Polynomial] = [[one], []]
  let [t, nextT]: [Polynomial, Polynomial] = [[], [one]]
  while (q.length > 0) {
    const { quotient, remainder } = divided(p, q)
    ;[p, q] = [q, remainder]
    ;[s, nextS] = [nextS, minus(s, times(quotient, nextS))]
    ;[t, nextT] = [nextT, minus(t, times(quotient, nextT))]
  }
  const factor = p.length === 0 ? one : rational.divide(one, lead(p))
  return { s: scaled(s, factor), t: scaled(t, factor), divisor: scaled(p, factor) }
}

export function derivative(a: Polynomial): Polynomial {
  return trimmed(a.slice(1).map((c, i) => rational.multiply(c, rational.of(i + 1))))
}

export function valueAt(a: Polynomial, x: Rational): Rational {
  return a.reduceRight((sum, c) => rational.add(rational.multiply(sum, x), c), zero)
}

export function numberAt(a: Polynomial, x: number): number {
  return a.reduceRight((sum, c) => sum * x + rational.toNumber(c), 0)
}

/** Square-free polynomials pₖ with a = c·Π pₖᵏ, by their multiplicity k = 1, 2, … (Yun). */
export function squareFreeParts(a: Polynomial): Polynomial[] {
  const slope = derivative(a)
  const shared = commonDivisor(a, slope)
  let b = divided(a, shared).quotient
  let c = minus(divided(slope, shared).quotient, derivative(b))
  const parts: Polynomial[] = []
  while (degree(b) > 0) {
    const part = commonDivisor(b, c)
    parts.push(part)
    b = divided(b, part).quotient
    c = minus(divided(c, part).quotient, derivative(b))
  }
  return parts
}
