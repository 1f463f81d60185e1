import { greatestCommonDivisor } from '../normal-form/integers.js'

/** A polynomial in one variable with whole coefficients, from the constant term up, the last one not 0; 0 is empty. */
export type IntegerPolynomial = readonly bigint[]

export function multiplyInteger(a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial {
  if (a.length === 0 || b.length === 0) return []
  const product = Array.from({ length: a.length + b.length - 1 }, () => 0n)
  for (const [i, x] of a.entries()) if (x !== 0n) for (const [j, y] of b.entries()) product[i + j]! += x * y
  return product
}

/** a/b where b divides a with whole coefficients; nothing where it does not. */
export function divideInteger(a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial | undefined {
  const rest = [...a]
  const lead = b.at(-1)!
  const quotient = Array.from({ length: Math.max(0, a.length - b.length + 1) }, () => 0n)
  for (let shift = quotient.length - 1; shift >= 0; shift--) {
    const above = rest[shift + b.length - 1]!
    if (above % lead !== 0n) return undefined
    const factor = above / lead
    quotient[shift] = factor
    if (factor !== 0n) for (const [i, c] of b.entries()) rest[shift + i]! -= factor * c
  }
  return rest.some((c) => c !== 0n) ? undefined : trimmedInteger(quotient)
}

/** Without the common divisor of the coefficients, the leading one positive. */
export function primitiveInteger(a: IntegerPolynomial): IntegerPolynomial {
  if (a.length === 0) return a
  const content = a.reduce(greatestCommonDivisor, 0n) * (a.at(-1)! < 0n ? -1n : 1n)
  return content === 1n ? a : a.map((c) => c / content)
}

/** The primitive greatest common divisor, by remainders of which the content is taken out. */
export function gcdInteger(a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial {
  let [x, y] = [primitiveInteger(a), primitiveInteger(b)]
  if (x.length < y.length) [x, y] = [y, x]
  while (y.length > 0) [x, y] = [y, primitiveInteger(pseudoRemainder(x, y))]
  return x.length === 1 ? [1n] : x
}

function pseudoRemainder(a: IntegerPolynomial, b: IntegerPolynomial): IntegerPolynomial {
  let rest: IntegerPolynomial = a
  const lead = b.at(-1)!
  while (rest.length >= b.length) {
    const top = rest.at(-1)!
    const shift = rest.length - b.length
    rest = trimmedInteger(rest.map((c, i) => c * lead - (i >= shift ? top * b[i - shift]! : 0n)))
  }
  return rest
}

export function derivativeInteger(a: IntegerPolynomial): IntegerPolynomial {
  return a.slice(1).map((c, i) => c * BigInt(i + 1))
}

export function trimmedInteger(coefficients: readonly bigint[]): IntegerPolynomial {
  let length = coefficients.length
  while (length > 0 && coefficients[length - 1] === 0n) length--
  return coefficients.slice(0, length)
}
