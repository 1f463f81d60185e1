import { split } from './parts.js'
import { fromPowers, multiply, sum, wholePower } from './polynomial.js'
import { type Generator, type Polynomial, type Ring, unit } from './ring.js'

/** p · Π factor^times = numerator. */
export interface Cleared {
  readonly numerator: Polynomial
  readonly cleared: readonly { readonly factor: Polynomial; readonly times: bigint }[]
}

/**
 * Multiplies by the denominators of p, which are not zero where p is defined: reciprocals of polynomials, and negative
 * powers of generators that a relation applies to. Negative powers of free generators stay.
 */
export function clear(ring: Ring, p: Polynomial): Cleared {
  const cleared: { factor: Polynomial; times: bigint }[] = []
  let numerator = p
  // A denominator contains only generators made before its reciprocal, so going down the generators comes to an end.
  for (let last = lastDenominator(numerator); last !== undefined; last = lastDenominator(numerator)) {
    const { generator, exponent } = last
    const inverted = generator.kind.name === 'inverse' ? generator.kind.of : undefined
    const parts = [...split(ring, numerator, generator)].map(([power, part]) => {
      const missing =
        inverted === undefined
          ? generatorPower(ring, generator, power - exponent)
          : wholePower(ring, inverted, BigInt((exponent - power) / unit))
      return multiply(ring, part, missing)
    })
    cleared.push(
      inverted === undefined
        ? { factor: generatorPower(ring, generator, -exponent), times: 1n }
        : { factor: inverted, times: BigInt(exponent / unit) },
    )
    numerator = sum(ring, parts)
  }
  return { numerator, cleared }
}

const generatorPower = (ring: Ring, generator: Generator, exponent: number): Polynomial =>
  fromPowers(ring, exponent === 0 ? [] : [{ generator, exponent }])

/** The last generator that stands in a denominator, with its extreme exponent. */
function lastDenominator(p: Polynomial): { generator: Generator; exponent: number } | undefined {
  let found: { generator: Generator; exponent: number } | undefined
  for (const { powers } of p.terms.keys())
    for (const { generator, exponent } of powers) {
      const stands =
        generator.kind.name === 'inverse' ? exponent > 0 : generator.relation !== undefined && exponent < 0
      if (!stands || (found !== undefined && generator.index < found.generator.index)) continue
      if (found?.generator !== generator || Math.abs(exponent) > Math.abs(found.exponent))
        found = { generator, exponent }
    }
  return found
}
