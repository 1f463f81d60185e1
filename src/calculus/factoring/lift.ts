import { type IntegerPolynomial, multiplyInteger } from './integer-polynomial.js'
import {
  divideModular,
  inverseModular,
  type ModularPolynomial,
  multiplyModular,
  reducedModulo,
} from './modular.js'

/**
 * The factors of f/lead(f) modulo prime^k that continue the given ones modulo the prime, where they are coprime and have
 * leading coefficient 1 (Hensel). One more power of the prime at a time.
 */
export function liftFactors(
  f: IntegerPolynomial,
  factors: readonly ModularPolynomial[],
  prime: number,
  k: number,
): { factors: IntegerPolynomial[]; modulus: bigint } {
  const p = BigInt(prime)
  const modulus = p ** BigInt(k)
  const scale = inverse(f.at(-1)!, modulus)
  const monic = f.map((c) => positive(c * scale, modulus))
  const cofactors = factors.map((factor, i) =>
    inverseModular(
      factors.reduce<ModularPolynomial>((all, other, j) => (i === j ? all : multiplyModular(all, other, prime)), [1]),
      factor,
      prime,
    ),
  ) // prettier-ignore
  let lifted: IntegerPolynomial[] = factors.map((factor) => factor.map(BigInt))
  for (let power = p; power < modulus; power *= p) {
    const product = lifted.reduce(multiplyInteger, [1n])
    const error = reducedModulo(monic.map((c, i) => (c - product[i]!) / power), prime) // prettier-ignore
    if (error.length === 0) continue
    lifted = lifted.map((factor, i) => {
      const step = divideModular(multiplyModular(error, cofactors[i]!, prime), factors[i]!, prime).remainder
      return factor.map((c, j) => c + power * BigInt(step[j] ?? 0))
    })
  }
  return { factors: lifted, modulus }
}

export function positive(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}

/** 1/value modulo a number that has no common divisor with it. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [r, s] = [modulus, positive(value, modulus)]
  let [x, y] = [0n, 1n]
  while (s !== 0n) {
    const quotient = r / s
    ;[r, s] = [s, r - quotient * s]
    ;[x, y] = [y, x - quotient * y]
  }
  return positive(x, modulus)
}
