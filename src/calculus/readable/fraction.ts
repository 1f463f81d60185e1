import { rational } from '../../expression/index.js'
import type { Cleared } from '../normal-form/clear.js'
import { keyOf, negated } from '../normal-form/polynomial.js'
import type { Polynomial, Ring } from '../normal-form/ring.js'
import { divideOut, factor, factorFully, type Factored, type PolynomialPower } from './factor.js'

/** numerator / Π factor^times, the factors of a sum's common denominator. */
export interface Fraction {
  readonly numerator: Polynomial
  readonly denominators: Cleared['cleared']
}

/** All factored, nothing cancelled; the numerator into irreducible factors when it is to be shown `fully`. */
export function overDenominators(
  ring: Ring,
  { numerator, denominators }: Fraction,
  hints: readonly Polynomial[],
  fully = false,
): Factored {
  const above = fully ? factorFully(ring, numerator, hints) : factor(ring, numerator, hints)
  const below = denominators.map(({ factor: base, times }) => ({
    times: Number(times),
    ...factor(ring, base, hints),
  }))
  return quotient(above, below)
}

/** Common factors divided out; irreducible ones too, where that is all there is to see. */
export function cancelled(
  ring: Ring,
  { numerator, denominators }: Fraction,
  hints: readonly Polynomial[],
): Fraction {
  let above = numerator
  const below = denominators.map(({ factor: base, times }) => {
    const divided = divideOut(ring, above, base, Number(times))
    above = divided.quotient
    return { factor: base, times: times - BigInt(divided.times) }
  })
  return commonFactorsOut(ring, { numerator: above, denominators: below }, hints)
}

/** (u² − 1)/(u² − 3u + 2) is (u + 1)/(u − 2). */
function commonFactorsOut(ring: Ring, fraction: Fraction, hints: readonly Polynomial[]): Fraction {
  let { numerator } = fraction
  const denominators = fraction.denominators.flatMap(({ factor: base, times }) => {
    if (times === 0n) return []
    const { content, factors } = factorFully(ring, base, hints)
    if (factors.length < 2) return [{ factor: base, times }]
    let whole = true
    const left = factors.flatMap(({ base: part, exponent }) => {
      if (!Number.isInteger(exponent) || exponent < 0) return [{ base: part, exponent }]
      const divided = divideOut(ring, numerator, part, exponent * Number(times))
      numerator = divided.quotient
      whole &&= divided.times === 0
      return [{ base: part, exponent: exponent - divided.times / Number(times) }]
    })
    return whole ? [{ factor: base, times }] : parts(ring, { content, factors: left }, Number(times))
  })
  return { numerator, denominators }
}

function parts(ring: Ring, { content, factors }: Factored, times: number): Cleared['cleared'] {
  const number = factorOfNumber(ring, content)
  return [
    ...(number === undefined ? [] : [{ factor: number, times: BigInt(times) }]),
    ...factors.flatMap(({ base, exponent }) => {
      const count = Math.round(exponent * times)
      return count === 0 ? [] : [{ factor: base, times: BigInt(count) }]
    }),
  ]
}

function factorOfNumber(ring: Ring, content: Factored['content']): Polynomial | undefined {
  if (rational.isOne(content)) return undefined
  return { terms: new Map([[ring.one, content.numerator]]), denominator: content.denominator }
}

function quotient(above: Factored, below: readonly (Factored & { times: number })[]): Factored {
  return {
    content: below.reduce(
      (content, part) => rational.divide(content, rational.power(part.content, BigInt(part.times))),
      above.content,
    ),
    factors: [
      ...above.factors,
      ...below.flatMap(({ factors, times }) =>
        factors.map(({ base, exponent }) => ({ base, exponent: -exponent * times })),
      ),
    ],
  }
}

/** With a minus sign in front, also the forms where a sum takes it over. */
export function signVariants(factored: Factored): Factored[] {
  const { content, factors } = factored
  if (rational.sign(content) >= 0) return [factored]
  const turned = factors.flatMap(({ base, exponent }, index) =>
    base.terms.size < 2 || exponent % 2 === 0
      ? []
      : [
          {
            content: rational.negate(content),
            factors: factors.with(index, { base: negated(base), exponent }),
          },
        ],
  )
  return [factored, ...turned]
}

/** How many different factors with several terms stand above the line. */
export function sumsAbove({ factors }: Factored): number {
  const sums = factors.filter(({ base, exponent }: PolynomialPower) => exponent > 0 && base.terms.size > 1)
  return new Set(sums.map(({ base }) => keyOf(base))).size
}
