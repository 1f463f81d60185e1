/**
 * Polynomials in one variable over the integers modulo a small prime: coefficients from the constant term up, the last one
 * not 0, the empty list being 0. The prime is below 2^15, so that products are exact.
 */
export type ModularPolynomial = readonly number[]

export function reducedModulo(coefficients: readonly bigint[], prime: number): ModularPolynomial {
  const p = BigInt(prime)
  return trimmed(coefficients.map((c) => Number(((c % p) + p) % p)))
}

export function addModular(a: ModularPolynomial, b: ModularPolynomial, prime: number): ModularPolynomial {
  const length = Math.max(a.length, b.length)
  return trimmed(Array.from({ length }, (_, i) => ((a[i] ?? 0) + (b[i] ?? 0)) % prime))
}

export function multiplyModular(
  a: ModularPolynomial,
  b: ModularPolynomial,
  prime: number,
): ModularPolynomial {
  if (a.length === 0 || b.length === 0) return []
  const product = Array.from({ length: a.length + b.length - 1 }, () => 0)
  for (const [i, x] of a.entries())
    for (const [j, y] of b.entries()) product[i + j] = (product[i + j]! + x * y) % prime
  return trimmed(product)
}

/** Quotient and remainder; the divisor is not 0. */
export function divideModular(
  a: ModularPolynomial,
  b: ModularPolynomial,
  prime: number,
): { quotient: ModularPolynomial; remainder: ModularPolynomial } {
  const rest = [...a]
  const inverse = inverseModulo(b.at(-1)!, prime)
  const quotient = Array.from({ length: Math.max(0, a.length - b.length + 1) }, () => 0)
  for (let shift = quotient.length - 1; shift >= 0; shift--) {
    const factor = (rest[shift + b.length - 1]! * inverse) % prime
    quotient[shift] = factor
    if (factor === 0) continue
    for (const [i, c] of b.entries())
      rest[shift + i] = (((rest[shift + i]! - factor * c) % prime) + prime) % prime
  }
  return { quotient: trimmed(quotient), remainder: trimmed(rest) }
}

/** The greatest common divisor, with leading coefficient 1. */
export function gcdModular(a: ModularPolynomial, b: ModularPolynomial, prime: number): ModularPolynomial {
  let [x, y] = [a, b]
  while (y.length > 0) [x, y] = [y, divideModular(x, y, prime).remainder]
  return monic(x, prime)
}

/** s with s·a = 1 modulo m; a and m have no common divisor. */
export function inverseModular(a: ModularPolynomial, m: ModularPolynomial, prime: number): ModularPolynomial {
  let [x, y] = [m, divideModular(a, m, prime).remainder]
  let [s, t]: [ModularPolynomial, ModularPolynomial] = [[], [1]]
  while (y.length > 1) {
    const { quotient, remainder } = divideModular(x, y, prime)
    const next = addModular(s, multiplyModular(quotient, t, prime).map((c) => (prime - c) % prime), prime) // prettier-ignore
    ;[x, y, s, t] = [y, remainder, t, next]
  }
  const scale = inverseModulo(y[0]!, prime)
  return divideModular(t.map((c) => (c * scale) % prime), m, prime).remainder // prettier-ignore
}

export function derivativeModular(a: ModularPolynomial, prime: number): ModularPolynomial {
  return trimmed(a.slice(1).map((c, i) => (c * ((i + 1) % prime)) % prime))
}

export function monic(a: ModularPolynomial, prime: number): ModularPolynomial {
  if (a.length === 0) return a
  const inverse = inverseModulo(a.at(-1)!, prime)
  return a.map((c) => (c * inverse) % prime)
}

/** 1/value modulo a prime that does not divide it. */
export function inverseModulo(value: number, prime: number): number {
  let [r, s] = [prime, value % prime]
  let [x, y] = [0, 1]
  while (s !== 0) {
    const quotient = Math.floor(r / s)
    ;[r, s] = [s, r - quotient * s]
    ;[x, y] = [y, x - quotient * y]
  }
  return ((x % prime) + prime) % prime
}

function trimmed(coefficients: readonly number[]): ModularPolynomial {
  let length = coefficients.length
  while (length > 0 && coefficients[length - 1] === 0) length--
  return coefficients.slice(0, length)
}
